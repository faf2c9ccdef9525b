import { daysIn } from '../../../../../nodes/DtReporting/core/report/dates';
import { splitRange } from '../../../../../nodes/DtReporting/core/report/dateWindows';
import { addDays } from '../../../../support/days';

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
