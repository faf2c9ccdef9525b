import { isPermanent, recordFailure, type Stage } from '../core/incremental/backOff';
import { windowName, type DailyState, type Window } from '../core/incremental/state';
import { dayRangeText, utcDay } from '../core/report/dates';
import { asError } from '../errors/asError';
import { DtError, isDtError } from '../errors/dtError';
import type { StepDependencies } from './dependencies';
import type { PollCache } from './pollCache';

/**
 * Records a failed attempt, and fails the poll where the user must know.
 *
 * On schedule a failure is notified once. While a workflow is activated, the poll fails only for what a
 * person must correct at once: at the first activation everything that does not pass by itself, at a later
 * one settings, at n8n's start nothing; what is not notified then is deferred to the next poll.
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

/** What passes by itself is retried by the trigger. */
export function withRemedy(error: unknown, retryAt: number): Error {
	if (!isDtError(error) || isPermanent(error)) return asError(error);
	const time = `${new Date(retryAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return error.with({ remedy: `The trigger tries again by itself at ${time}, and skips no day.` });
}

/** Fails this poll with the error that an earlier one deferred, because it had a state to save. */
export function throwDeferred(cache: PollCache): void {
	const { deferredError } = cache;
	cache.deferredError = undefined;
	if (deferredError) throw deferredError;
}

const STAYED_EMPTY =
	'The link showed an empty file until its end: DT never wrote the report, or it has no rows at all and DT leaves it empty. If this account has days without any row, set Zero-Byte Reports in the options to No Rows.';

/** A window at its limit is notified once a day. */
export function notifyBlocked(
	blocked: Window[],
	state: DailyState,
	cache: PollCache,
	now: number,
): void {
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
	const remedy = `The trigger has requested ${dayRangeText(window)} twice today and got nothing it can deliver. It goes on after 00:00 UTC, or when the next day is complete, and skips nothing.`;
	return new DtError(known?.code ?? 'report_expired', {
		reason: known?.reason,
		remedy: known?.sawEmpty ? `${remedy} ${STAYED_EMPTY}` : remedy,
		reportId: known?.reportId,
	});
}
