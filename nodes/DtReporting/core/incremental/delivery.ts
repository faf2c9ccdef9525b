import { addDays, daysIn, MOST_DAYS_A_REPORT, type DateRange } from '../report/dates';
import { daysOf, holds, withRange, type DaySet } from './daySet';
import {
	windowName,
	without,
	type DailyState,
	type DeliveredDay,
	type PendingReport,
} from './state';

/** The days of a pending report that has arrived, and the state once they are delivered. */
export function deliver(
	state: DailyState,
	{ window, requestedThrough }: PendingReport,
): { days: DeliveredDay[]; state: DailyState } {
	const days = daysOf(window).map((day): DeliveredDay => {
		const revised = holds(state.delivered, day);
		return {
			day,
			change: revised ? 'revised' : 'new',
			revision: revised ? revisionOf(state, day) + 1 : 0,
		};
	});
	const windows = { ...state.today.windows };
	delete windows[windowName(window)];
	const next = without(state, 'pendingReport', 'lastFailure');
	return {
		days,
		state: {
			...next,
			...(requestedThrough === undefined ? {} : { requestedThrough }),
			delivered: withRange(state.delivered, window),
			revisions: revisionsAfter(state, window, days),
			today: { ...state.today, windows },
		},
	};
}

const newestOf = (delivered: DaySet): string | undefined => delivered.at(-1)?.[1];

function revisionOf({ delivered, revisions }: DailyState, day: string): number {
	const newest = newestOf(delivered) as string;
	return revisions[daysIn({ start: day, end: newest }) - 1] ?? 0;
}

/** Only days that a report with the newest one could still hold are counted, so the list stays short. */
function revisionsAfter(state: DailyState, window: DateRange, days: DeliveredDay[]): number[] {
	const newest = newestOf(withRange(state.delivered, window)) as string;
	const back = (day: string) => daysIn({ start: day, end: newest }) - 1;
	const counts = Array.from({ length: MOST_DAYS_A_REPORT }, (_, index) => {
		const day = addDays(newest, -index);
		return holds(state.delivered, day) ? revisionOf(state, day) : 0;
	});
	for (const { day, revision } of days) {
		if (back(day) < counts.length) counts[back(day)] = revision;
	}
	while (counts.at(-1) === 0) counts.pop();
	return counts;
}
