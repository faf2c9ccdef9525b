import fc from 'fast-check';

import { readDay, resolveDateRange } from '../../nodes/DtReporting/core/report/dates';
import { splitRange } from '../../nodes/DtReporting/core/report/dateWindows';
import { isDtError } from '../../nodes/DtReporting/errors/dtError';
import { refusalOf } from '../support/refusal';
import { holds } from './fuzz';
import { hostileJson, hostileText } from './hostileText';

const NOW = Date.parse('2026-11-27T16:00:00Z');
const isDay = (day: string) =>
	/^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(day).toISOString().startsWith(day);

/** What is used of Luxon's DateTime, with whatever a broken one would say. */
const luxon = (millis: number) => ({
	toMillis: () => millis,
	startOf: () => ({ toMillis: () => millis }),
	toISODate: () => null,
});

const digits = fc.stringMatching(/^[0-9+:TZ .-]{0,32}$/);
const instant = fc.oneof(
	fc.double(),
	fc.integer({ min: -9e15, max: 9e15 }),
	fc.constantFrom(8.64e15, -8.64e15, 1e300, NaN, -0),
);
const anything = fc.oneof(
	hostileText,
	digits,
	fc.date({ noInvalidDate: false }),
	fc.date({ noInvalidDate: false }).map((date) => (isNaN(+date) ? '' : date.toISOString())),
	instant.map((time) => new Date(time)),
	instant.map(luxon),
	instant,
	hostileJson.map((json) => JSON.parse(json) as unknown),
	fc.constantFrom(null, undefined, [], Symbol('x'), 10n, () => 1, Object.create(null)),
);

/** A day, or the typed refusal of what is none. */
function dayOrRefusal(value: unknown): string | undefined {
	try {
		return readDay('Start Date', value);
	} catch (error) {
		expect(isDtError(error) && error.dtCode).toBe('invalid_parameters');
		return undefined;
	}
}

it('whatever is given for a day is a day of a four-digit year, or is refused', () => {
	holds(
		1_500,
		fc.property(anything, (value) => {
			const day = dayOrRefusal(value);
			expect(day === undefined || isDay(day)).toBe(true);
		}),
	);
});

it('whatever is given for a range is one that does not end in the future, or is refused', () => {
	holds(
		1_000,
		fc.property(anything, anything, (startDate, endDate) => {
			if (dayOrRefusal(startDate) === undefined || dayOrRefusal(endDate) === undefined) return;
			let range;
			try {
				range = resolveDateRange('custom', NOW, { startDate, endDate });
			} catch (error) {
				expect(isDtError(error) && error.dtCode).toBe('invalid_parameters');
				return;
			}
			expect(range.start <= range.end && range.end <= '2026-11-27').toBe(true);
			expect(splitRange(range).at(-1)?.end).toBe(range.end);
		}),
	);
});

it.each<[string, unknown]>([
	['a Date of a time in microseconds', new Date(1_796_000_000_000_000)],
	['a Date before the year 0', new Date(-1e14)],
	['a Luxon time in microseconds', luxon(1_796_000_000_000_000)],
	['a Luxon time beyond all dates', luxon(1e300)],
	['text that an offset takes out of the years', '9999-12-31T23:30:00-01:00'],
	['text before the year 0', '0000-01-01T00:30:00+01:00'],
])('%s is no date', (_, value) => {
	const { dtCode, message } = refusalOf(() => readDay('End Date', value));
	expect(dtCode).toBe('invalid_parameters');
	expect(message).toContain('is');
});
