import { lastCompleteDay } from '../report/dates';
import { EMPTY_FILE, type DownloadStatus, type NoFile } from '../report/downloadStatus';
import { linkHash } from '../report/link';
import { isUnstatedLifeOver, SLOWEST_REPORT_MS } from '../report/linkLifetime';
import type { RequestedReport } from '../report/requestedReport';
import { afterCheck, waitFor, type ReportWait } from '../report/reportWait';
import { deliver } from './delivery';
import {
	todayOf,
	windowName,
	without,
	type DailyPlan,
	type DailyState,
	type DeliveredDay,
	type Failed,
	type LastFailure,
	type PendingReport,
	type Window,
} from './state';

/** Checks are minutes apart at most; one further off means that the clock was set back. */
const STRANGE_PAUSE_MS = 10 * 60 * 1000;

/**
 * A request for a window has left, and DT has counted it, or may have.
 *
 * @param outcome the report; or, where none of use came of it, what went wrong
 * @param now epoch milliseconds
 */
export function recordRequest(
	state: DailyState,
	window: Window,
	{ series }: DailyPlan,
	outcome: RequestedReport | Failed,
	now: number,
): DailyState {
	const today = todayOf(state, now);
	const key = windowName(window);
	const isOfWindow = !('code' in outcome && outcome.mayBeRepeated);
	const counted: DailyState = {
		...state,
		today: {
			...today,
			reports: today.reports + 1,
			backfill: today.backfill + (window.kind === 'backfill' ? 1 : 0),
			windows: isOfWindow
				? { ...today.windows, [key]: (today.windows[key] ?? 0) + 1 }
				: today.windows,
		},
	};
	if (!('code' in outcome)) return withPendingReport(counted, window, series, outcome, now);
	const { mayBeRepeated, ...lastFailure } = outcome;
	return mayBeRepeated ? counted : { ...counted, lastFailure: { window: key, ...lastFailure } };
}

function withPendingReport(
	state: DailyState,
	window: Window,
	series: string,
	report: RequestedReport,
	now: number,
): DailyState {
	const { since, nextCheckAt, checks, unreadable } = waitFor(report, now);
	const requestedThrough =
		window.kind === 'new' ? { requestedThrough: lastCompleteDay(timeOf(report)) } : {};
	return {
		...state,
		pendingReport: {
			series,
			window,
			...requestedThrough,
			report,
			since,
			nextCheckAt,
			checks,
			unreadable,
		},
	};
}

/** When a report was requested, epoch milliseconds: by DT's clock, where its response tells. */
const timeOf = ({ answeredAt, requestedAt }: RequestedReport): number =>
	Date.parse(answeredAt ?? requestedAt);

/** Whether DT had completed the days of a window, by its own clock, when it took their report on. */
export const wasComplete = ({ end }: Window, report: RequestedReport): boolean =>
	end <= lastCompleteDay(timeOf(report));

/** Whether it is time to check the pending report's link. */
export const isDue = ({ nextCheckAt }: PendingReport, now: number): boolean =>
	nextCheckAt <= now || nextCheckAt > now + STRANGE_PAUSE_MS;

/** What a check of the pending report's link comes to. */
export type CheckOutcome =
	| { kind: 'waiting' | 'ended'; state: DailyState }
	/** The report is there, or it is known to have no rows. */
	| { kind: 'ready'; days: DeliveredDay[]; state: DailyState };

/**
 * What a check showed, and the state after it.
 *
 * @param now epoch milliseconds
 * @param jitter 0 to 1
 */
export function applyCheck(
	state: DailyState,
	plan: DailyPlan,
	status: DownloadStatus,
	now: number,
	jitter: number,
): CheckOutcome {
	const pendingReport = state.pendingReport as PendingReport;
	const sawEmpty = status.kind === 'notReady' && status.reason === EMPTY_FILE;
	const waited = now - Date.parse(pendingReport.report.requestedAt);
	if (
		status.kind === 'ready' ||
		(sawEmpty && plan.zeroBytesAreNoRows && waited >= SLOWEST_REPORT_MS)
	) {
		return { kind: 'ready', ...deliver(state, pendingReport) };
	}
	const next = afterCheck({ phase: 'waiting', ...pendingReport }, status, now, jitter);
	if (next.phase === 'waiting' && !isUnstatedLifeOver(pendingReport.report, now)) {
		const { nextCheckAt, lastCheckAt, checks, unreadable, lastSeen } = next;
		const waiting = { ...pendingReport, nextCheckAt, lastCheckAt, checks, unreadable, lastSeen };
		return { kind: 'waiting', state: { ...state, pendingReport: waiting } };
	}
	return {
		kind: 'ended',
		state: {
			...without(state, 'pendingReport'),
			lastFailure: failureOf(pendingReport, next, status, sawEmpty),
		},
	};
}

function failureOf(
	pendingReport: PendingReport,
	next: ReportWait,
	status: NoFile,
	sawEmpty: boolean,
): LastFailure {
	const end: LastFailure = {
		window: windowName(pendingReport.window),
		code: next.phase === 'refused' ? 'report_unreadable' : 'report_expired',
		reason: next.phase === 'refused' ? next.facts.reason : lastSeen(pendingReport, status),
		reportId: pendingReport.report.reportId,
		link: linkHash(pendingReport.report.reportUrl),
	};
	if (sawEmpty || pendingReport.lastSeen === EMPTY_FILE) end.sawEmpty = true;
	return end;
}

/** An expired link says little; what it showed before may say why no report came. */
function lastSeen(pendingReport: PendingReport, { reason }: NoFile): string {
	if (pendingReport.lastSeen === undefined || pendingReport.lastSeen === reason) return reason;
	return `${pendingReport.lastSeen}, then ${reason}`;
}
