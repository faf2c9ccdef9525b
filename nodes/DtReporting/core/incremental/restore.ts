import { linkHash } from '../report/link';
import { daysOf, holds, holdsAll } from './daySet';
import {
	firstWanted,
	without,
	type DailyPlan,
	type DailyState,
	type PendingReport,
	type Today,
} from './state';

/**
 * The state a step starts from: what n8n kept, joined with what this process has learned since. n8n
 * may have kept an older one, so of the pending reports the one requested last counts, of the reports
 * requested today the higher number, and of the days done the larger set. A report that is of no more use
 * (of another query or account, or for days no longer in the settings) is left out.
 *
 * @param last the state after the last step of this process, where there was one, without days that n8n may
 *   have discarded
 */
export function resumed(
	kept: DailyState,
	last: DailyState | undefined,
	plan: DailyPlan,
): DailyState {
	const isAfter =
		last?.firstNewDay === kept.firstNewDay && holdsAll(last.delivered, kept.delivered);
	const place = isAfter ? last : kept;
	const candidates = [kept.pendingReport, last?.pendingReport].filter(
		(pendingReport) => pendingReport !== undefined,
	);
	const pendingReport = candidates
		.filter((each) => isOfUse(each, place, plan))
		.filter(({ report }) => linkHash(report.reportUrl) !== last?.lastFailure?.link)
		.reduce<PendingReport | undefined>(
			(one, other) => (one && isAhead(one, other) ? one : other),
			undefined,
		);
	const state = without(place, 'pendingReport');
	if (pendingReport) state.pendingReport = pendingReport;
	if (!last) return state;
	const lastFailure = last.lastFailure ?? kept.lastFailure;
	return { ...state, ...(lastFailure && { lastFailure }), today: moreOf(kept.today, last.today) };
}

const isOfUse = (pendingReport: PendingReport, state: DailyState, plan: DailyPlan): boolean =>
	pendingReport.series === plan.series &&
	daysOf(pendingReport.window).some(
		(day) => day >= firstWanted(state, plan) && !holds(state.delivered, day),
	);

/** Whether one pending report was requested after the other, or is the same, checked more often. */
function isAhead(one: PendingReport, other: PendingReport): boolean {
	const [at, otherAt] = [one.report.requestedAt, other.report.requestedAt];
	return at === otherAt ? one.checks > other.checks : at > otherAt;
}

function moreOf(one: Today, other: Today): Today {
	if (one.day !== other.day) return one.day > other.day ? one : other;
	const windows = { ...one.windows };
	for (const [name, times] of Object.entries(other.windows)) {
		windows[name] = Math.max(times, windows[name] ?? 0);
	}
	return {
		day: one.day,
		reports: Math.max(one.reports, other.reports),
		backfill: Math.max(one.backfill, other.backfill),
		windows,
	};
}
