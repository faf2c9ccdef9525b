import { addDays, daysIn, MOST_DAYS_A_REPORT, type DateRange } from './dates';
import { forDays, type ReportQuery } from './query';

/**
 * Splits a range into windows of at most 90 days, in date order, none of them overlapping. All but the
 * last are full, so that a range costs as few reports as the limit allows.
 */
export function splitRange({ start, end }: DateRange): DateRange[] {
	const windows: DateRange[] = [];
	for (let from = start; from <= end; from = addDays(windows[windows.length - 1].end, 1)) {
		const last = addDays(from, MOST_DAYS_A_REPORT - 1);
		windows.push({ start: from, end: last < end ? last : end });
	}
	return windows;
}

/** One query a window; a range within the limit stays the query it is. */
export function windowsOf(query: ReportQuery): ReportQuery[] {
	if (daysIn(query.body.dateRange) <= MOST_DAYS_A_REPORT) return [query];
	return splitRange(query.body.dateRange).map((dateRange) => forDays(query, dateRange));
}
