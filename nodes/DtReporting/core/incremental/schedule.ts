import { addDays, daysIn, lastCompleteDay, type DateRange } from '../report/dates';
import { firstGap, holds } from './daySet';
import {
	firstWanted,
	todayOf,
	windowName,
	type DailyPlan,
	type DailyState,
	type Window,
} from './state';

/** DT's reports a day. Source: docs/dt-api.md section 2 (A). */
const DAILY_QUOTA = 50;
/** How often a window is requested on one UTC day while its reports fail. */
const MOST_A_WINDOW = 2;

/**
 * The next window to be requested: new days first, then backfill, each in order and no more days than a
 * report may hold. A window that failed twice today is blocked until tomorrow.
 *
 * @param now epoch milliseconds
 */
export function nextWindow(
	state: DailyState,
	plan: DailyPlan,
	now: number,
): { window?: Window; blocked: Window[] } {
	const today = todayOf(state, now);
	const due = [newDays(state, plan, now), backfill(state, plan, now)].filter(
		(window) => window !== undefined,
	);
	const isBlocked = (window: Window) => (today.windows[windowName(window)] ?? 0) >= MOST_A_WINDOW;
	const isAffordable = ({ kind }: Window) =>
		today.reports < DAILY_QUOTA && (kind === 'new' || today.backfill < plan.historyReports);
	return {
		window: due.find((window) => !isBlocked(window) && isAffordable(window)),
		blocked: due.filter(isBlocked),
	};
}

/** The new days that are due, and before them the days to be pulled again. */
function newDays(state: DailyState, plan: DailyPlan, now: number): Window | undefined {
	const { firstNewDay, delivered } = state;
	const from = firstWanted(state, plan);
	const complete = lastCompleteDay(now);
	const due = firstGap(delivered, {
		start: from > firstNewDay ? from : firstNewDay,
		end: complete,
	});
	if (!due) return undefined;
	let { start } = due;
	// What was pulled since the last day became complete has not changed since.
	const lookback =
		state.requestedThrough === undefined || state.requestedThrough < complete
			? plan.lookbackDays
			: 0;
	for (let back = 0; back < lookback && holds(delivered, addDays(start, -1)); back++) {
		start = addDays(start, -1);
	}
	const most = Math.max(plan.mostDays, daysIn({ start, end: due.start }));
	return { kind: 'new', ...atMost({ start, end: due.end }, most) };
}

function backfill(state: DailyState, plan: DailyPlan, now: number): Window | undefined {
	const { firstNewDay, delivered } = state;
	const [before, complete] = [addDays(firstNewDay, -1), lastCompleteDay(now)];
	const end = before < complete ? before : complete;
	const due = firstGap(delivered, { start: firstWanted(state, plan), end });
	return due && { kind: 'backfill', ...atMost(due, plan.mostDays) };
}

function atMost({ start, end }: DateRange, days: number): DateRange {
	const last = addDays(start, days - 1);
	return { start, end: last < end ? last : end };
}
