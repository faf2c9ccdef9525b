import { readDay, resolveDateRange } from '../../../../../nodes/DtReporting/core/report/dates';
import { windowsOf } from '../../../../../nodes/DtReporting/core/report/dateWindows';
import type { ReportQuery } from '../../../../../nodes/DtReporting/core/report/query';
import { addDays } from '../../../../support/days';
import { refusalOf } from '../../../../support/refusal';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const day = (value: unknown) => readDay('Start Date', value);

describe('a date range', () => {
	it.each([7, null, undefined, {}])('%p is named as one of the choices that it is not', (name) => {
		expect(refusalOf(() => resolveDateRange(name, NOW)).message).toContain('Date Range');
	});

	it('may be a single custom day', () => {
		const custom = { startDate: '2026-11-20', endDate: '2026-11-20' };
		const range = { start: '2026-11-20', end: '2026-11-20' };
		expect(resolveDateRange('custom', NOW, custom)).toEqual(range);
	});
});

describe('a date-time', () => {
	it.each([
		// midnight is the whole of the time, not its end
		['2026-11-01T23:00:00-05:00', '2026-11-02'],
		['2026-11-01T20:00:00.00-05:00', '2026-11-02'],
		['2026-11-01T00:00+02:00', '2026-11-01'],
		['2026-11-01T00:00:00.000+02:00', '2026-11-01'],
		['2026-11-01T00:00:00.001+02:00', '2026-10-31'],
		['2026-11-01t23:00:00z', '2026-11-01'],
	])('%s is on %s', (text, expected) => expect(day(text)).toBe(expected));

	it.each([
		'on 2026-11-01T10:00:00Z',
		'2026-11-01T10:00:00Z or so',
		'(a)2026-11-01',
		'2026-11-01(a)',
		'12026-11-01',
		'2026-11-011',
		'2026-1-1',
	])('%s is none', (text) => {
		expect(refusalOf(() => day(text)).message).toBe(`Start Date: "${text}" is not a date`);
	});

	it('takes an offset without a colon for no date-time that JavaScript reads', () => {
		expect(day('2026-11-01T23:30:00-0500')).toBe('2026-11-02');
	});

	it('is a day by UTC where the object at midnight cannot name its own', () => {
		const midnight = Date.parse('2026-11-01T22:00:00Z');
		const object = { toMillis: () => midnight, startOf: () => ({ toMillis: () => midnight }) };
		expect(day(object)).toBe('2026-11-01');
		expect(day({ ...object, toISODate: () => null })).toBe('2026-11-01');
		expect(day({ ...object, toISODate: () => '2026-11-02' })).toBe('2026-11-02');
	});

	it('is no function, and no list of a serial number', () => {
		const withTime = Object.assign(() => 0, { toMillis: () => NOW });
		expect(refusalOf(() => day(withTime)).message).toMatch(/ is not a date$/);
		expect(refusalOf(() => day([46327])).message).toBe('Start Date: A list is not a date');
	});

	it.each([undefined, null, '', '  '])('%p is empty', (value) => {
		expect(refusalOf(() => day(value)).message).toBe('Start Date: this is empty');
	});
});

describe('the queries of a range', () => {
	const START = '2026-01-01';
	const queryOf = (days: number) =>
		({
			product: 'offerwall',
			body: {
				source: 'event',
				dateRange: { start: START, end: addDays(START, days - 1) },
				metrics: ['Publisher Revenue'],
				splits: ['Date'],
				filters: [],
			},
		}) as unknown as ReportQuery;

	it('is the query itself up to the limit of 90 days', () => {
		for (const days of [1, 89, 90]) {
			const query = queryOf(days);
			const queries = windowsOf(query);
			expect(queries).toHaveLength(1);
			expect(queries[0]).toBe(query);
		}
	});

	it('is one query a window beyond, each with the rest as it was', () => {
		const query = queryOf(100);
		expect(windowsOf(query)).toEqual([
			{ ...query, body: { ...query.body, dateRange: { start: START, end: '2026-03-31' } } },
			{
				...query,
				body: { ...query.body, dateRange: { start: '2026-04-01', end: '2026-04-10' } },
			},
		]);
	});
});
