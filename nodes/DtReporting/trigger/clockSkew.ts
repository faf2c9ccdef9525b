import { wasComplete } from '../core/incremental/pendingReport';
import type { Window } from '../core/incremental/state';
import type { RequestedReport } from '../core/report/requestedReport';
import { DtError } from '../errors/dtError';
import type { PollCache } from './pollCache';

/** A clock that was found fast counts as fast until the next day's report shows it again. */
const FAST_CLOCK_MS = 26 * 60 * 60 * 1000;
/** Clocks that differ by less, with the time a response takes, are the same. */
const NO_DIFFERENCE_MS = 5 * 1000;

/** What time it is at DT, as far as is known; epoch milliseconds. */
export function dtTime({ fastClock }: PollCache, now: number): number {
	if (!fastClock) return now;
	const age = now - fastClock.seenAt;
	return age >= 0 && age < FAST_CLOCK_MS ? now - fastClock.ahead : now;
}

const BY_DTS_CLOCK =
	'Set the clock of this machine. Until then the trigger goes by that of DT, requests these days again when they are complete there, and skips nothing.';

/**
 * A report requested before its last day was complete at DT holds no more than a part of that day. The next
 * poll notifies of it.
 *
 * @returns how the report ended; nothing where it is of use
 */
export function tooEarly(window: Window, report: RequestedReport, cache: PollCache, now: number) {
	const { requestedAt, answeredAt = requestedAt, reportId } = report;
	const ahead = Date.parse(requestedAt) - Date.parse(answeredAt);
	const isEarly = !wasComplete(window, report);
	const isStillFast = cache.fastClock !== undefined && ahead > NO_DIFFERENCE_MS;
	cache.fastClock = isEarly || isStillFast ? { ahead, seenAt: now } : undefined;
	if (!isEarly) return undefined;
	const reason = `DT accepted the request at ${answeredAt} by its own clock, before ${window.end} was complete, and the clock of this machine said ${requestedAt}`;
	const lastFailure = { code: 'report_unreadable' as const, reason, reportId };
	cache.deferredError = new DtError(lastFailure.code, { reason, reportId, remedy: BY_DTS_CLOCK });
	return lastFailure;
}
