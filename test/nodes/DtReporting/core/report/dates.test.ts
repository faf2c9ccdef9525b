import { DateTime } from 'luxon';

import {
	dayRangeText,
	daysIn,
	lastCompleteDay,
	nextUtcMidnight,
	readDay,
	resolveDateRange,
} from '../../../../../nodes/DtReporting/core/report/dates';
import { refusalOf } from '../../../../support/refusal';

const at = (iso: string) => Date.parse(iso);
const range = (name: string, now: string, custom = {}) => {
	const { start, end } = resolveDateRange(name, at(now), custom);
	return `${start}..${end}`;
};

describe('the last complete day', () => {
	it.each([
		['2026-11-24T11:59:59.999Z', '2026-11-22'],
		['2026-11-24T12:00:00Z', '2026-11-23'],
		['2026-01-01T11:00:00Z', '2025-12-30'],
		['2026-01-01T12:00:00Z', '2025-12-31'],
		['2028-03-01T12:00:00Z', '2028-02-29'],
		['2026-03-01T12:00:00Z', '2026-02-28'],
	])('at %s is %s', (now, day) => expect(lastCompleteDay(at(now))).toBe(day));
});

describe('date ranges', () => {
	it.each([
		['lastCompleteDay', '2026-11-24T11:59:59Z', '2026-11-22..2026-11-22'],
		['lastCompleteDay', '2026-11-24T12:00:00Z', '2026-11-23..2026-11-23'],
		['yesterday', '2026-11-24T02:00:00Z', '2026-11-23..2026-11-23'],
		['yesterday', '2026-01-01T00:00:00Z', '2025-12-31..2025-12-31'],
		['last7Days', '2026-11-24T12:00:00Z', '2026-11-17..2026-11-23'],
		['Last 7 Days', '2026-11-24T12:00:00Z', '2026-11-17..2026-11-23'],
		['last_7_days', '2026-11-24T12:00:00Z', '2026-11-17..2026-11-23'],
		['last7Days', '2026-01-03T12:00:00Z', '2025-12-27..2026-01-02'],
		['last30Days', '2026-11-24T11:00:00Z', '2026-10-24..2026-11-22'],
		['last30Days', '2028-03-15T12:00:00Z', '2028-02-14..2028-03-14'],
		['monthToDate', '2026-11-24T12:00:00Z', '2026-11-01..2026-11-23'],
		['monthToDate', '2026-11-01T12:00:00Z', '2026-10-01..2026-10-31'],
		['monthToDate', '2026-11-02T12:00:00Z', '2026-11-01..2026-11-01'],
		['lastMonth', '2026-11-24T12:00:00Z', '2026-10-01..2026-10-31'],
		['lastMonth', '2026-01-31T23:59:59Z', '2025-12-01..2025-12-31'],
		['lastMonth', '2028-03-31T12:00:00Z', '2028-02-01..2028-02-29'],
	])('%s at %s is %s', (name, now, expected) => expect(range(name, now)).toBe(expected));

	it('counts both ends', () => {
		expect(daysIn({ start: '2026-11-01', end: '2026-11-07' })).toBe(7);
		expect(daysIn({ start: '2028-02-28', end: '2028-03-01' })).toBe(3);
	});

	it('takes custom days, today included', () => {
		const custom = { startDate: '2026-11-20', endDate: '2026-11-24' };
		expect(range('custom', '2026-11-24T00:00:00Z', custom)).toBe('2026-11-20..2026-11-24');
	});

	it.each([
		[{ startDate: '2026-11-07', endDate: '2026-11-01' }, 'Start Date: 2026-11-07 is after'],
		[{ startDate: '2026-11-01', endDate: '2026-11-25' }, 'End Date: 2026-11-25 is in the future'],
		[{ startDate: '', endDate: '2026-11-01' }, 'Start Date: this is empty'],
		[{ startDate: '2026-11-01' }, 'End Date: this is empty'],
		[{ startDate: '2026-02-30', endDate: '2026-11-01' }, 'Start Date: "2026-02-30" is not a date'],
		[{ startDate: '1/11/2026', endDate: '2026-11-01' }, 'Start Date: "1/11/2026" is not a date'],
	])('refuses %j', (custom, words) => {
		const now = '2026-11-24T12:00:00Z';
		expect(refusalOf(() => range('custom', now, custom)).message).toContain(words);
	});

	it('refuses a range it does not know', () => {
		expect(refusalOf(() => range('lastYear', '2026-11-24T12:00:00Z')).message).toContain(
			'Date Range',
		);
	});
});

describe('one day', () => {
	it.each<[unknown, string]>([
		['2026-11-01', '2026-11-01'],
		[' 2026-11-01 ', '2026-11-01'],
		['2026-11-01T00:00:00', '2026-11-01'],
		['2026-11-01 23:59', '2026-11-01'],
		['2026-11-01T23:00:00Z', '2026-11-01'],
		['2026-11-01T00:30:00+02:00', '2026-10-31'],
		['2026-11-01T00:00:01+02:00', '2026-10-31'],
		['2026-11-01T23:59:59.999-08:00', '2026-11-02'],
		[new Date('2026-11-01T00:00:00+02:00'), '2026-10-31'],
		[DateTime.fromISO('2026-11-01T00:30', { zone: 'Europe/Berlin' }), '2026-10-31'],
		['2026-11-01T23:30:00.000-05:00', '2026-11-02'],
		[new Date('2026-11-01T22:00:00Z'), '2026-11-01'],
		[{ toMillis: () => Date.parse('2026-11-01T22:00:00Z') }, '2026-11-01'],
	])('%p is %s in UTC', (value, day) => expect(readDay('Start Date', value)).toBe(day));

	it.each([
		[undefined],
		[null],
		[0],
		[{}],
		['2026-13-01'],
		['2026-02-30T10:00:00Z'],
		['yesterday'],
	])('%p is refused', (value) =>
		expect(refusalOf(() => readDay('Start Date', value)).message).toContain('Start Date'),
	);
});

describe('midnight in a zone of its own is the day that the user sees', () => {
	it.each([
		['Europe/Berlin', '2026-11-23'],
		// the days that summer time begins and ends on, and those after
		['Europe/Berlin', '2026-03-29'],
		['Europe/Berlin', '2026-03-30'],
		['Europe/Berlin', '2026-10-25'],
		['Europe/Berlin', '2026-10-26'],
		['Asia/Tokyo', '2026-11-23'],
		['Asia/Tokyo', '2026-01-01'],
		['America/Los_Angeles', '2026-11-23'],
		['America/Los_Angeles', '2026-03-08'],
		['America/Los_Angeles', '2026-03-09'],
		['America/Los_Angeles', '2026-11-01'],
		['America/Los_Angeles', '2026-11-02'],
		['UTC', '2026-11-23'],
	])('in %s on %s', (zone, day) => {
		const midnight = DateTime.fromISO(day, { zone });
		expect(midnight.startOf('day').toISODate()).toBe(day);
		// as an object, as n8n's own text of it, and as text without fractions of a second
		expect(readDay('Start Date', midnight)).toBe(day);
		expect(readDay('Start Date', midnight.toString())).toBe(day);
		expect(readDay('Start Date', midnight.toISO({ suppressMilliseconds: true }))).toBe(day);
	});

	it.each(['Europe/Berlin', 'Asia/Tokyo', 'America/Los_Angeles'])(
		'a week back from today in %s',
		(zone) => {
			const today = DateTime.fromISO('2026-11-05', { zone });
			expect(readDay('Start Date', today.minus({ days: 7 }))).toBe('2026-10-29');
			expect(readDay('Start Date', today.minus({ weeks: 2 }))).toBe('2026-10-22');
		},
	);

	it('also on a day that begins at one o’clock', () => {
		const first = DateTime.fromISO('2026-04-24', { zone: 'Africa/Cairo' }).startOf('day');
		expect(first.hour).toBe(1);
		expect(readDay('Start Date', first)).toBe('2026-04-24');
	});
});

describe('what is no date', () => {
	const refused = (value: unknown) => refusalOf(() => readDay('End Date', value));

	it.each<[unknown, string]>([
		[0, 'End Date: 0 is not a date'],
		[20261101, 'End Date: 20261101 is not a date'],
		[NaN, 'End Date: NaN is not a date'],
		[true, 'End Date: true is not a date'],
		[false, 'End Date: false is not a date'],
		[{}, 'End Date: An object is not a date'],
		[['2026-11-01'], 'End Date: A list is not a date'],
		[new Date('oops'), 'End Date: An invalid date-time is not a date'],
		[DateTime.invalid('oops'), 'End Date: An invalid date-time is not a date'],
		['', 'End Date: this is empty'],
	])('%p is named', (value, message) => {
		expect(refused(value).message).toBe(message);
	});

	it.each<[unknown, string]>([
		[46327, '46327 is not a date but seems to be the serial number'],
		[46327.75, '46327.75 is not a date but'],
		['46327', '"46327" is not a date but'],
	])('%p is known as the serial number of a spreadsheet', (value, message) => {
		const { description, message: said } = refused(value);
		expect(said).toContain(message);
		expect(said).toMatch(/ have for 2026-11-01$/);
		expect(description).toContain("toDateTime('excel')");
	});

	it('has limits for serial numbers', () => {
		const isSerial = (value: number) => refused(value).message.includes('serial number');
		expect([19_999, 20_000, 80_000, 80_001].map(isSerial)).toEqual([false, true, true, false]);
	});
});

it.each([
	['2026-11-23', '2026-11-23', '2026-11-23'],
	['2026-11-17', '2026-11-23', '2026-11-17 to 2026-11-23'],
	['2026-10-31', '2026-11-01', '2026-10-31 to 2026-11-01'],
])('the range %s..%s in words is %s', (start, end, text) =>
	expect(dayRangeText({ start, end })).toBe(text),
);

it('finds the next UTC midnight', () => {
	expect(new Date(nextUtcMidnight(at('2026-12-31T23:59:59Z'))).toISOString()).toBe(
		'2027-01-01T00:00:00.000Z',
	);
	expect(new Date(nextUtcMidnight(at('2026-11-24T00:00:00Z'))).toISOString()).toBe(
		'2026-11-25T00:00:00.000Z',
	);
});
