import { isDtError } from '../errors/dtError';
import { errorRow } from '../errors/table';

/** Why a trigger cannot ask for reports at present. */
export interface Trouble {
	/** The keys and the query that it holds for: with others, it may be gone. */
	scope: string;
	cause: string;
	/** Attempts in a row that came to nothing. */
	times: number;
	/** Epoch milliseconds. */
	retryAt: number;
}

const MINUTE_MS = 60 * 1000;
/** n8n's own back-off, where it has one, ends at the same pause. */
const LONGEST_MS = 30 * MINUTE_MS;
/** A pause this long is the mark of a clock that was set back. */
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

/**
 * Notes an attempt that came to nothing. A passing trouble is tried again after 1, 2, 4 … 30 minutes (or
 * when DT says), and is news each time; one that only a person can end is tried again every 30 minutes,
 * in silence once it was told; a fault that is none of DT's is told once and tried as often as a passing one.
 *
 * @param now epoch milliseconds
 */
export function noteTrouble(
	error: unknown,
	scope: string,
	before: Trouble | undefined,
	now: number,
): { trouble: Trouble; isNews: boolean } {
	const goesOn = before?.scope === scope;
	const times = goesOn ? before.times + 1 : 1;
	const message = error instanceof Error ? error.message : String(error);
	const cause = isDtError(error) ? `${error.dtCode}: ${message}` : message;
	const isFinal = isDtError(error) && isPermanent(error);
	const pause = isFinal ? LONGEST_MS : pauseAfter(error, times, now);
	return {
		trouble: { scope, cause, times, retryAt: now + pause },
		isNews: !(isPermanent(error) && goesOn && before.cause === cause),
	};
}

function pauseAfter(error: unknown, times: number, now: number): number {
	const { resetsAtEpochMs = now, retryAfterMs = 0 } = isDtError(error) ? error.facts : {};
	const growing = Math.min(LONGEST_MS, MINUTE_MS * 2 ** Math.min(times - 1, 10));
	return Math.max(growing, retryAfterMs, resetsAtEpochMs - now);
}

/** Whether it is too early for another attempt. */
export const isPaused = (trouble: Trouble | undefined, scope: string, now: number): boolean =>
	trouble?.scope === scope && now < trouble.retryAt && trouble.retryAt - now < STRANGE_MS;
