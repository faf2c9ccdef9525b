import {
	clearFailure,
	isPaused,
	mayHaveCounted,
	recordFailure,
	type BackOff,
} from '../core/incremental/backOff';
import { applyCheck, isDue, recordRequest } from '../core/incremental/pendingReport';
import { resumed } from '../core/incremental/restore';
import { nextWindow } from '../core/incremental/schedule';
import type { DailyState, PendingReport, Window } from '../core/incremental/state';
import type { DownloadStatus } from '../core/report/downloadStatus';
import { linkHash } from '../core/report/link';
import { isLinkPast } from '../core/report/linkLifetime';
import { forDays } from '../core/report/query';
import type { RequestedReport } from '../core/report/requestedReport';
import { DtError } from '../errors/dtError';
import type { CheckResult } from '../transport/checkReport';
import { dtTime, tooEarly } from './clockSkew';
import type { StepDependencies, StepResult, TriggerPlan } from './dependencies';
import { notify, notifyBlocked, throwDeferred, withRemedy } from './failures';
import type { PollCache } from './pollCache';

const COUNTED =
	'The trigger requests it once more by itself, at most twice a day for the same days, and delivers them as soon as their report is there.';

/**
 * One step of the trigger: it requests a report, or checks the link of the pending one, or has nothing
 * to do. A step that throws has changed nothing that must be saved, since n8n discards it.
 *
 * @throws DtError what hinders it; `report_expired`, `report_unreadable` or `unknown_outcome` when a
 *   window is at its limit for today
 */
export async function runStep<C>(
	dependencies: StepDependencies<C>,
	triggerPlan: TriggerPlan,
	kept: DailyState,
	cache: PollCache,
): Promise<StepResult<C>> {
	if (dependencies.pollReason === 'scheduled') throwDeferred(cache);
	const state = resumed(kept, cache.last, triggerPlan.plan);
	const stepped = await decide(dependencies, triggerPlan, state, cache);
	// n8n may discard what is delivered; then the report is still there.
	cache.last = stepped.delivery ? { ...state, today: stepped.state.today } : stepped.state;
	return stepped;
}

async function decide<C>(
	dependencies: StepDependencies<C>,
	triggerPlan: TriggerPlan,
	state: DailyState,
	cache: PollCache,
): Promise<StepResult<C>> {
	if (state.pendingReport)
		return await check(dependencies, triggerPlan, state, state.pendingReport, cache);
	const now = dtTime(cache, dependencies.now());
	const { window, blocked } = nextWindow(state, triggerPlan.plan, now);
	if (dependencies.pollReason === 'scheduled') notifyBlocked(blocked, state, cache, now);
	return window ? await request(dependencies, triggerPlan, state, window, cache) : { state };
}

async function check<C>(
	dependencies: StepDependencies<C>,
	{ query, plan }: TriggerPlan,
	state: DailyState,
	pendingReport: PendingReport,
	cache: PollCache,
): Promise<StepResult<C>> {
	const { report, window } = pendingReport;
	const scope = scopeOfFile(report);
	const early =
		!isDue(pendingReport, dependencies.now()) ||
		isPaused(cache.backOffs, 'file', scope, dependencies.now());
	if (early) return { state };
	const windowQuery = forDays(query, window);
	let seen: CheckResult<C>;
	try {
		seen = await dependencies.checkReport(report, windowQuery);
	} catch (error) {
		notify(error, 'file', scope, cache, dependencies);
		return { state };
	}
	let { status }: { status: DownloadStatus } = seen;
	if (status.kind === 'unreadable' && status.code) {
		const { code, reason, remedy } = status;
		if (!isLinkPast(report, dependencies.now())) {
			// The report itself has not failed, so it stays pending until its link ends.
			notify(new DtError(code, { reason, remedy }), 'file', scope, cache, dependencies);
			return { state };
		}
		status = { kind: 'expired', reason };
	}
	const outcome = applyCheck(state, plan, status, dependencies.now(), dependencies.chance());
	if (outcome.kind !== 'ready') return { state: outcome.state };
	const { days } = outcome;
	return {
		state: outcome.state,
		delivery: { days, report, query: windowQuery, content: seen.content?.value },
	};
}

/** The scope of a failure to read or deliver a report; see BackOff. */
export const scopeOfFile = ({ reportUrl }: RequestedReport): string =>
	`report ${linkHash(reportUrl)}`;

async function request<C>(
	dependencies: StepDependencies<C>,
	{ query, plan, keys }: TriggerPlan,
	state: DailyState,
	window: Window,
	cache: PollCache,
): Promise<StepResult<C>> {
	const stage = window.kind;
	const scope = `${keys} ${plan.series}`;
	if (isPaused(cache.backOffs, stage, scope, dependencies.now())) return { state };
	try {
		if (isRepeat(cache.backOffs[stage], scope)) await dependencies.verifyConnection();
		const report = await dependencies.requestReport(forDays(query, window));
		cache.backOffs = clearFailure(cache.backOffs, stage);
		const early = tooEarly(window, report, cache, dependencies.now());
		return {
			state: recordRequest(state, window, plan, early ?? report, dtTime(cache, dependencies.now())),
		};
	} catch (error) {
		if (mayHaveCounted(error)) {
			// The state must be saved, so the next poll throws this error.
			const { backOffs } = recordFailure(error, stage, scope, cache.backOffs, dependencies.now());
			cache.backOffs = backOffs;
			const mayBeRepeated = !error.isFinal;
			cache.deferredError = mayBeRepeated
				? (withRemedy(error, backOffs[stage]?.retryAt ?? dependencies.now()) as DtError)
				: error.with({ remedy: COUNTED });
			const failed = { code: error.dtCode, reason: error.facts.reason, mayBeRepeated };
			return {
				state: recordRequest(state, window, plan, failed, dtTime(cache, dependencies.now())),
			};
		}
		notify(error, stage, scope, cache, dependencies);
		return { state };
	}
}

/** Whether the request before this one failed, although DT may have counted it. */
const isRepeat = (backOff: BackOff | undefined, scope: string): boolean =>
	backOff?.scope === scope && backOff.counted;
