import { DtError } from '../../errors/dtError';
import type { DtErrorCode, Facts } from '../../errors/errorCodes';
import { nextCheckDelay, SHORTEST_PAUSE_MS } from './checkDelay';
import type { NoFile } from './downloadStatus';
import { isLinkOver } from './linkLifetime';
import type { RequestedReport } from './requestedReport';

/**
 * The wait for a report's file, as a state machine over plain data, so that it can be kept between two polls:
 *
 *     waiting → expired | refused
 */
export interface WaitingReport {
	phase: 'waiting';
	report: RequestedReport;
	/** Epoch milliseconds: when this wait began, when the next check is due, when the last one was. */
	since: number;
	nextCheckAt: number;
	lastCheckAt?: number;
	checks: number;
	/** Checks in a row that showed something that is not the report. */
	unreadable: number;
	/** The reason that the last check gave. */
	lastSeen?: string;
	/** The code and the remedy of the last check, where it showed something that is not the report. */
	lastFault?: { code?: DtErrorCode; remedy?: string };
}

export type ReportWait =
	| WaitingReport
	| { phase: 'expired'; report: RequestedReport; reason: string }
	| { phase: 'refused'; report: RequestedReport; code: DtErrorCode; facts: Facts };

/** What is done next: a check at some time (epoch milliseconds), or the end of the wait. */
export type NextCheck = { at: number; of: WaitingReport; error?: undefined } | { error: DtError };

/** How often a link is checked that shows something else than the report, before the wait ends. */
const MOST_UNREADABLE = 3;

const LASTING =
	'Three checks in a row showed such a file, so downloading it again does not help. A new report may: running Run Report again requests one. If that is the same, write to DT, with the link in the details (reportUrl).';

/**
 * The start of a wait. The first check comes at once, since a report that is ready by then needs no pause.
 *
 * @param now epoch milliseconds
 */
export function waitFor(report: RequestedReport, now: number): WaitingReport {
	return { phase: 'waiting', report, since: now, nextCheckAt: now, checks: 0, unreadable: 0 };
}

/**
 * The wait after a check that showed no file.
 *
 * @param now epoch milliseconds
 * @param jitter 0 to 1, spreads the checks of many reports
 */
export function afterCheck(
	wait: WaitingReport,
	status: NoFile,
	now: number,
	jitter: number,
): ReportWait {
	const { report } = wait;
	const isUnreadable = status.kind === 'unreadable';
	if (status.kind === 'expired' || (!isUnreadable && isLinkOver(report, status.hostTime, now))) {
		return { phase: 'expired', report, reason: status.reason };
	}
	const unreadable = isUnreadable ? wait.unreadable + 1 : 0;
	if (isUnreadable && (status.isFinal || unreadable >= MOST_UNREADABLE)) {
		const { code = 'report_unreadable', reason, isFinal, isLasting } = status;
		const remedy = status.remedy ?? (isLasting ? LASTING : undefined);
		const facts: Facts = { reason };
		if (remedy) facts.remedy = remedy;
		if ((isFinal || isLasting) && !status.code) facts.isFinal = true;
		return { phase: 'refused', report, code, facts };
	}
	const requested = status.kind === 'transient' ? (status.retryAfterMs ?? 0) : 0;
	return {
		...wait,
		checks: wait.checks + 1,
		unreadable,
		nextCheckAt: now + Math.max(requested, nextCheckDelay(now - wait.since, jitter)),
		lastCheckAt: now,
		lastSeen: status.reason,
		lastFault: isUnreadable ? { code: status.code, remedy: status.remedy } : undefined,
	};
}

/**
 * When the link is checked next, or the error that ends the wait.
 *
 * @param deadline epoch milliseconds of the last check; one check is made in any case
 * @param now epoch milliseconds
 */
export function nextCheck(wait: ReportWait, deadline: number, now: number): NextCheck {
	const { reportId, reportUrl, urlExpiresAt } = wait.report;
	switch (wait.phase) {
		case 'expired':
			return {
				error: new DtError('report_expired', { reason: wait.reason, reportId, urlExpiresAt }),
			};
		case 'refused':
			return {
				error: new DtError(wait.code, { ...wait.facts, reportId, reportUrl, urlExpiresAt }),
			};
		case 'waiting':
			return wait.lastCheckAt !== undefined && wait.lastCheckAt >= deadline
				? { error: waitOver(wait, now) }
				: { at: checkTime(wait, deadline), of: wait };
	}
}

/** The last check falls on the deadline, but never within a second of the one before. */
function checkTime({ nextCheckAt, lastCheckAt }: WaitingReport, deadline: number): number {
	const soonest = lastCheckAt === undefined ? 0 : lastCheckAt + SHORTEST_PAUSE_MS;
	return Math.max(Math.min(nextCheckAt, deadline), soonest);
}

function waitOver(wait: WaitingReport, now: number): DtError {
	const { report, since, lastSeen, lastFault } = wait;
	const { reportId, reportUrl, urlExpiresAt } = report;
	const { code = 'report_unreadable', remedy } = lastFault ?? { code: 'report_not_ready' };
	const facts: Facts = {
		reportId,
		reportUrl,
		urlExpiresAt,
		reason: lastSeen,
		waitedSeconds: Math.round((now - since) / 1000),
	};
	if (remedy) facts.remedy = remedy;
	return new DtError(code, facts);
}
