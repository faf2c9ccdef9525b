import { isDtError, type DtError } from '../../errors/dtError';
import { errorRow } from '../../errors/errorCodes';

/**
 * The scopes of back-off: reading the settings, requesting new days, requesting a backfill, downloading a
 * file. Each has pauses of its own.
 */
export type Stage = 'settings' | 'new' | 'backfill' | 'file';

/** Failed attempts in a row. */
export interface BackOff {
	/** What it applies to (the keys and the query, or the report): it ends with a change of these. */
	scope: string;
	/** The same cause is the same failure, whatever its message. */
	cause: string;
	/** The keys were rejected, whatever the request was. */
	ofKeys: boolean;
	times: number;
	/** DT may have counted a report with one of the attempts, and has refused none since. */
	counted: boolean;
	/** Epoch milliseconds. */
	retryAt: number;
}

export type BackOffs = Partial<Record<Stage, BackOff>>;

const MINUTE_MS = 60 * 1000;
/** n8n's own back-off, where it has one, ends at the same pause. */
const LONGEST_MS = 30 * MINUTE_MS;
/** What DT may count is tried less often: a day's outage then costs no more than some of the day's reports. */
const LONGEST_COUNTED_MS = 2 * 60 * MINUTE_MS;
/** DT's quota starts again within a day, so nobody is asked to wait longer. */
const LONGEST_REQUESTED_MS = 24 * 60 * MINUTE_MS;
/** A longer pause means that the clock was set back. */
const STRANGE_MS = 25 * 60 * MINUTE_MS;

/**
 * Whether only a person can help: the same request will not succeed by itself. A fault that is none of
 * DT's (a credential that was deleted, a full disk) is taken for one of these.
 */
export function isPermanent(error: unknown): boolean {
	if (!isDtError(error)) return true;
	const { cause } = errorRow(error.dtCode);
	return cause === 'credential-invalid' || cause === 'configuration-invalid';
}

/** Whether DT may have counted the request although it gave no report. */
export const mayHaveCounted = (error: unknown): error is DtError =>
	isDtError(error) && error.facts.mayBeCounted === true;

/**
 * Records a failed attempt. A passing failure is tried again after 1, 2, 4 … 30 minutes (or
 * when DT says), and is notified each time; one that only a person can end is tried again every 30 minutes,
 * silently once it was notified; a fault that is none of DT's is notified once and tried as often as a passing
 * one. What may have cost a report is tried again after 30 minutes, too; after a plain
 * 5xx of DT at pauses that grow to two hours.
 *
 * @param scope see BackOff
 * @param now epoch milliseconds
 */
export function recordFailure(
	error: unknown,
	stage: Stage,
	scope: string,
	before: BackOffs,
	now: number,
): { backOffs: BackOffs; backOff: BackOff; isNews: boolean } {
	const known = before[stage]?.scope === scope ? before[stage] : undefined;
	const cause = causeOf(error);
	const times = known ? known.times + 1 : 1;
	const isLong =
		isDtError(error) && (isPermanent(error) || (mayHaveCounted(error) && error.isFinal));
	const pause = isLong ? LONGEST_MS : pauseAfter(error, times, now);
	const ofKeys = isDtError(error) && errorRow(error.dtCode).kind === 'credential';
	const backOff = {
		scope,
		cause,
		ofKeys,
		times,
		// An error of DT's own shows that DT can be reached.
		counted: mayHaveCounted(error) || (known?.counted === true && !isPermanent(error)),
		retryAt: now + pause,
	};
	const isKnown = Object.values(before).some(
		(each) => each.scope === scope && each.cause === cause,
	);
	return {
		backOffs: { ...before, [stage]: backOff },
		backOff,
		isNews: !(isPermanent(error) && isKnown),
	};
}

/** DT's message may differ each time (a request number); the code does not. */
function causeOf(error: unknown): string {
	if (!isDtError(error)) return error instanceof Error ? error.message : String(error);
	const { httpStatus, field, reason } = error.facts;
	return [error.dtCode, httpStatus, field, field && reason].filter(Boolean).join(' ');
}

/** Records a success: the scope's back-off ends, and with a report that of the keys, too. */
export function clearFailure(backOffs: BackOffs, stage: Stage): BackOffs {
	const keysAreRight = stage === 'new' || stage === 'backfill';
	const goOn = Object.entries(backOffs).filter(
		([name, { ofKeys }]) => name !== stage && !(ofKeys && keysAreRight),
	);
	return Object.fromEntries(goOn);
}

function pauseAfter(error: unknown, times: number, now: number): number {
	const { resetsAtEpochMs = now, retryAfterMs = 0 } = isDtError(error) ? error.facts : {};
	const longest = mayHaveCounted(error) ? LONGEST_COUNTED_MS : LONGEST_MS;
	const growing = Math.min(longest, MINUTE_MS * 2 ** Math.min(times - 1, 10));
	const requested = Math.max(retryAfterMs, resetsAtEpochMs - now);
	return Math.max(growing, Math.min(requested, LONGEST_REQUESTED_MS));
}

/** Whether it is too early for another attempt. */
export function isPaused(backOffs: BackOffs, stage: Stage, scope: string, now: number): boolean {
	const backOff = backOffs[stage];
	return backOff?.scope === scope && now < backOff.retryAt && backOff.retryAt - now < STRANGE_MS;
}
