import { addDays, daysIn } from '../../../../nodes/DtReporting/report/dates';
import { lives, prune } from '../../../../nodes/DtReporting/report/pending';
import { splitRange } from '../../../../nodes/DtReporting/report/windows';

it.each([
	[1, 1],
	[89, 1],
	[90, 1],
	[91, 2],
	[180, 2],
	[181, 3],
	[1000, 12],
])('%i days take %i reports, without a gap and without a day twice', (days, reports) => {
	const start = '2024-01-15';
	const end = addDays(start, days - 1);
	const windows = splitRange({ start, end });
	expect(windows).toHaveLength(reports);
	expect(windows[0].start).toBe(start);
	expect(windows.at(-1)!.end).toBe(end);
	expect(windows.reduce((sum, window) => sum + daysIn(window), 0)).toBe(days);
	for (const [index, window] of windows.entries()) {
		expect(daysIn(window)).toBeLessThanOrEqual(90);
		if (index > 0) expect(window.start).toBe(addDays(windows[index - 1].end, 1));
	}
});

describe('a pending report', () => {
	const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);
	const report = (urlExpiresAt?: string) => ({
		reportId: 'r',
		reportUrl: 'https://f.example/r.csv',
		urlExpiresAt,
		requestedAt: '2026-11-24T12:00:00Z',
	});

	it('lives until a minute before its link ends, or an hour where the link does not say', () => {
		expect(lives(report('2026-11-24T15:00:00Z'), at('14:58:59'))).toBe(true);
		expect(lives(report('2026-11-24T15:00:00Z'), at('14:59:00'))).toBe(false);
		expect(lives(report(), at('12:58:59'))).toBe(true);
		expect(lives(report(), at('12:59:00'))).toBe(false);
	});

	it('is pruned when its link is over, and the oldest of very many too', () => {
		expect(
			prune(
				{ a: report('2026-11-24T13:00:00Z'), b: report('2026-11-24T15:00:00Z') },
				at('14:00:00'),
			),
		).toEqual({
			b: report('2026-11-24T15:00:00Z'),
		});
		const many = Object.fromEntries(
			Array.from({ length: 150 }, (_, index) => [`k${index}`, report()]),
		);
		expect(Object.keys(prune(many, at('12:00:00')))).toHaveLength(100);
	});
});
