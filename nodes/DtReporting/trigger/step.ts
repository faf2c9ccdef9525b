import { asError } from '../errors/asError';
import { DtError, isDtError } from '../errors/dtError';
import { recordRequest, isDue, applyCheck, wasComplete } from '../core/incremental/pendingReport';
import { resumed } from '../core/incremental/restore';
import { nextWindow } from '../core/incremental/schedule';
import {
	windowName,
	type DailyPlan,
	type DailyState,
	type PendingReport,
	type DeliveredDay,
	type Window,
} from '../core/incremental/state';
import { dayRangeText, utcDay } from '../core/report/dates';
import { forDays, type ReportQuery } from '../core/report/query';
import { linkHash } from '../core/report/link';
import type { RequestedReport } from '../core/report/reportState';
import {
	isPaused,
	isPermanent,
	mayHaveCounted,
	recordFailure,
	clearFailure,
	type Stage,
	type BackOff,
} from '../core/incremental/backOff';
import type { CheckResult } from '../transport/checkReport';
import type { PollCache } from './pollCache';

/** All that one step needs of the world. `C` is what is read of a report. */
export interface StepDependencies<C> {
	/** Asks DT for a report. */
	ask: (query: ReportQuery) => Promise<RequestedReport>;
	/** Proves that DT can be reached, at no cost. */
	verifyConnection: () => Promise<void>;
	/** One check of a report's link. */
	look: (report: RequestedReport, query: ReportQuery) => Promise<CheckResult<C>>;
	/** Epoch milliseconds. */
	now: () => number;
	/** 0 to 1. */
	chance: () => number;
	pollReason: PollReason;
}

/**
 * When a step is taken: on schedule, or once while n8n activates the workflow: for the first time, again
 * because a person wants it (`byHand`), or because n8n starts. A failure then leaves the trigger switched
 * off, in n8n 2.41 until it is published again. So a new one is refused for all that a person must see to;
 * one that has worked only for settings, which were just made; and at n8n's start none.
 */
export type PollReason = 'scheduled' | 'first' | 'byHand' | 'atStart';

/** What the user wants of DT. */
export interface TriggerPlan {
	/** The query; its days are those of a window. */
	query: ReportQuery;
	plan: DailyPlan;
	/** Tells keys apart, in memory only. */
	keys: string;
}

/** Days to be handed to the workflow. */
export interface Delivery<C> {
	days: DeliveredDay[];
	report: RequestedReport;
	query: ReportQuery;
	/** Absent where DT's empty file was taken for a report without rows. */
	content?: C;
}

export interface StepResult<C> {
	/** To be kept, with the delivery or without. */
	state: DailyState;
	delivery?: Delivery<C>;
}

/**
 * One step of the trigger: it requests a report, or checks the link of the one under way, or has nothing
 * to do. A step that throws has changed nothing that must be kept, since n8n does not keep it then.
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
	const stepped = await step(dependencies, triggerPlan, state, cache);
	// n8n may discard what is delivered; then the report is still there.
	cache.last = stepped.delivery ? { ...state, today: stepped.state.today } : stepped.state;
	return stepped;
}

async function step<C>(
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
	return window ? await ask(dependencies, triggerPlan, state, window, cache) : { state };
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
		seen = await dependencies.look(report, windowQuery);
	} catch (error) {
		notify(error, 'file', scope, cache, dependencies);
		return { state };
	}
	const { look: shown } = seen;
	if (shown.seen === 'unreadable' && shown.code) {
		// Not the report is at fault but the way to it: it stays under way until its link ends.
		const { code, reason, remedy } = shown;
		notify(new DtError(code, { reason, remedy }), 'file', scope, cache, dependencies);
		return { state };
	}
	const outcome = applyCheck(state, plan, shown, dependencies.now(), dependencies.chance());
	if (outcome.it !== 'arrived') return { state: outcome.state };
	const { days } = outcome;
	return {
		state: outcome.state,
		delivery: { days, report, query: windowQuery, content: seen.content?.value },
	};
}

/** Names what hinders a report from being read or delivered; see BackOff. */
export const scopeOfFile = ({ reportUrl }: RequestedReport): string =>
	`report ${linkHash(reportUrl)}`;

async function ask<C>(
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
		const report = await dependencies.ask(forDays(query, window));
		cache.backOffs = clearFailure(cache.backOffs, stage);
		const early = tooEarly(window, report, cache, dependencies.now());
		return {
			state: recordRequest(state, window, plan, early ?? report, dtTime(cache, dependencies.now())),
		};
	} catch (error) {
		if (mayHaveCounted(error)) {
			// That must be kept, so it is the next poll that tells.
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

/** Whether the request before this one came to nothing, although DT may have counted it. */
const isRepeat = (backOff: BackOff | undefined, scope: string): boolean =>
	backOff?.scope === scope && backOff.counted;

/** A clock seen to be fast is taken for that until it is seen again, with the next day's report. */
const FAST_CLOCK_MS = 26 * 60 * 60 * 1000;
/** Clocks that differ by less, with the time an answer takes, are the same. */
const NO_DIFFERENCE_MS = 5 * 1000;

/** What time it is at DT, as far as is known; epoch milliseconds. */
function dtTime({ fastClock }: PollCache, now: number): number {
	if (!fastClock) return now;
	const age = now - fastClock.seenAt;
	return age >= 0 && age < FAST_CLOCK_MS ? now - fastClock.ahead : now;
}

const BY_DTS_CLOCK =
	'Set the clock of this machine. Until then the trigger goes by that of DT, asks for these days again when they are complete there, and skips nothing.';

/**
 * A report requested before its last day was complete at DT holds no more than a part of that day. The next
 * poll tells of it.
 *
 * @returns how the report ended; nothing where it is of use
 */
function tooEarly(window: Window, report: RequestedReport, cache: PollCache, now: number) {
	const { requestedAt, answeredAt = requestedAt, reportId } = report;
	const ahead = Date.parse(requestedAt) - Date.parse(answeredAt);
	const isEarly = !wasComplete(window, report);
	const isStillFast = cache.fastClock !== undefined && ahead > NO_DIFFERENCE_MS;
	cache.fastClock = isEarly || isStillFast ? { ahead, seenAt: now } : undefined;
	if (!isEarly) return undefined;
	const reason = `DT took it on at ${answeredAt} by its own clock, before ${window.end} was complete, and the clock of this machine said ${requestedAt}`;
	const lastFailure = { code: 'report_unreadable' as const, reason, reportId };
	cache.deferredError = new DtError(lastFailure.code, { reason, reportId, remedy: BY_DTS_CLOCK });
	return lastFailure;
}

/**
 * Notes an attempt that came to nothing, and fails the poll where that is to be told.
 *
 * On schedule a failure is told where it is news. While a workflow is activated only what a person must see
 * to right then: for a new trigger all that does not pass by itself, for one that has worked its settings,
 * and at n8n's start nothing; what is not told then is noted by the next poll.
 *
 * @param scope see BackOff
 * @throws the error
 */
export function notify(
	error: unknown,
	stage: Stage,
	scope: string,
	cache: PollCache,
	{ pollReason, now }: Pick<StepDependencies<unknown>, 'pollReason' | 'now'>,
): void {
	if (pollReason === 'scheduled') {
		const noted = recordFailure(error, stage, scope, cache.backOffs, now());
		cache.backOffs = noted.backOffs;
		if (noted.isNews) throw withRemedy(error, noted.backOff.retryAt);
		return;
	}
	const isOfSettings = isDtError(error) && error.dtCode === 'invalid_parameters';
	const isNotified = { first: isPermanent(error), byHand: isOfSettings, atStart: false }[
		pollReason
	];
	if (isNotified) throw asError(error);
}

/** What passes by itself needs nobody to run the workflow again. */
function withRemedy(error: unknown, retryAt: number): Error {
	if (!isDtError(error) || isPermanent(error)) return asError(error);
	const time = `${new Date(retryAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return error.with({ remedy: `The trigger tries again by itself at ${time}, and skips no day.` });
}

function throwDeferred(cache: PollCache): void {
	const { deferredError } = cache;
	cache.deferredError = undefined;
	if (deferredError) throw deferredError;
}

const COUNTED =
	'The trigger asks once more by itself, at most twice a day for the same days, and hands them over as soon as their report is there.';
const STAYED_EMPTY =
	'The link showed an empty file until its end: DT never wrote the report, or it has no rows at all and DT leaves it empty. If this account has days without any row, set Zero-Byte Reports in the options to No Rows.';

/** Windows at their limit are told of once a day each. */
function notifyBlocked(blocked: Window[], state: DailyState, cache: PollCache, now: number): void {
	const today = utcDay(now);
	cache.notified = cache.notified.filter((notified) => notified.startsWith(today));
	for (const window of blocked) {
		const name = `${today} ${windowName(window)}`;
		if (cache.notified.includes(name)) continue;
		cache.notified.push(name);
		throw limitReached(window, state);
	}
}

function limitReached(window: Window, { lastFailure }: DailyState): DtError {
	const known = lastFailure?.window === windowName(window) ? lastFailure : undefined;
	const remedy = `The trigger has asked twice today for ${dayRangeText(window)} and got nothing it may hand over. It goes on after 00:00 UTC, or when the next day is complete, and skips nothing.`;
	return new DtError(known?.code ?? 'report_expired', {
		reason: known?.reason,
		remedy: known?.sawEmpty ? `${remedy} ${STAYED_EMPTY}` : remedy,
		reportId: known?.reportId,
	});
}
