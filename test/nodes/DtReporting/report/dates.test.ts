import {
	daysIn,
	lastCompleteDay,
	nextUtcMidnight,
	readDay,
	resolveDateRange,
} from '../../../../nodes/DtReporting/report/dates';

const at = (iso: string) => Date.parse(iso);
const range = (name: string, now: string, custom = {}) => {
	const { start, end } = resolveDateRange(name, at(now), custom);
	return `${start}..${end}`;
};
const refusal = (work: () => unknown): string => {
	try {
		work();
	} catch (error) {
		return (error as Error).message;
	}
	return 'accepted';
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
		['lastCompleteDay', '2026-11-24T12:00:00Z', '2026-11-23..2026-11-23'],
		['yesterday', '2026-11-24T02:00:00Z', '2026-11-23..2026-11-23'],
		['yesterday', '2026-01-01T00:00:00Z', '2025-12-31..2025-12-31'],
		['last7Days', '2026-11-24T12:00:00Z', '2026-11-17..2026-11-23'],
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
		expect(refusal(() => range('custom', now, custom))).toContain(words);
	});

	it('refuses a range it does not know', () => {
		expect(refusal(() => range('lastYear', '2026-11-24T12:00:00Z'))).toContain('Date Range');
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
		expect(refusal(() => readDay('Start Date', value))).toContain('Start Date'),
	);
});

it('finds the next UTC midnight', () => {
	expect(new Date(nextUtcMidnight(at('2026-12-31T23:59:59Z'))).toISOString()).toBe(
		'2027-01-01T00:00:00.000Z',
	);
	expect(new Date(nextUtcMidnight(at('2026-11-24T00:00:00Z'))).toISOString()).toBe(
		'2026-11-25T00:00:00.000Z',
	);
});
