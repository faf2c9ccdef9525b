import { DtError } from '../../errors/dtError';
import type { DtErrorCode, Facts } from '../../errors/errorCodes';
import type { DownloadStatus } from './downloadStatus';
import { timeOfLink } from './link';
import { nextCheckDelay, SHORTEST_PAUSE_MS } from './checkDelay';
import type { ReportQuery } from './query';

/**
 * A report is a small state machine, and this is all of it. Pure functions: no network, no clock of
 * its own. A state is plain data, so that it can be kept between two executions.
 *
 *     planned → requested → waiting → ready | expired
 *                    └──────────┴───→ refused
 */

/** A report that DT has taken on: it counts against the quota, and its link must never be lost. */
export interface RequestedReport {
	reportId: string;
	reportUrl: string;
	/** ISO 8601 UTC, where the link says. */
	urlExpiresAt?: string;
	/** ISO 8601 UTC. */
	requestedAt: string;
	/** The same moment by DT's clock, where its answer tells; ISO 8601 UTC. */
	answeredAt?: string;
}

/** A report whose file is looked for. */
export interface WaitingReport {
	phase: 'waiting';
	query?: ReportQuery;
	report: RequestedReport;
	/** Epoch milliseconds: when this wait began, when the next check is due, when the last one was. */
	since: number;
	nextCheckAt: number;
	lastCheckAt?: number;
	checks: number;
	/** Looks in a row that showed something that is not the report. */
	unreadable: number;
	lastSeen?: string;
}

export type ReportState =
	| { phase: 'planned'; query: ReportQuery }
	| { phase: 'requested'; query: ReportQuery }
	| WaitingReport
	| { phase: 'ready'; query?: ReportQuery; report: RequestedReport; checks: number }
	| { phase: 'expired'; query?: ReportQuery; report: RequestedReport; reason: string }
	| {
			phase: 'refused';
			query?: ReportQuery;
			report?: RequestedReport;
			code: DtErrorCode;
			facts: Facts;
	  };

/** What is to be done next. */
export type Step =
	| { do: 'ask'; query: ReportQuery }
	| { do: 'check'; report: RequestedReport; at: number }
	| { do: 'deliver'; report: RequestedReport }
	| { do: 'stop'; error: DtError };

/** A link that shows something else than the report is checked so often before that is believed. */
const MOST_UNREADABLE = 3;

const SAME_BYTES =
	'The same file comes each time, so downloading it again does not help. A new report may: running Run Report again asks for one. If that is the same, write to DT, with the link in the details (reportUrl).';

/** After its end, a link that still shows nothing is not going to; clocks may differ by so much. */
const CLOCK_GRACE_MS = 5 * 60 * 1000;

function isLongOver(report: RequestedReport, { hostTime }: DownloadStatus, now: number): boolean {
	const { urlExpiresAt } = report;
	if (urlExpiresAt === undefined) return false;
	return timeOfLink(report, hostTime, now) > Date.parse(urlExpiresAt) + CLOCK_GRACE_MS;
}

/** A report that has still to be requested. */
export const plan = (query: ReportQuery): ReportState => ({ phase: 'planned', query });

/** The request is about to leave. From here on it is never sent again, whatever becomes of the answer. */
export function requested(state: ReportState): ReportState {
	if (state.phase !== 'planned') throw new Error(`A ${state.phase} report is not asked for again`);
	return { phase: 'requested', query: state.query };
}

/**
 * DT has taken the report on, or a link from before is taken up. The first check comes at once: a report that is
 * ready by then need not wait.
 *
 * @param now epoch milliseconds
 */
export function waitFor(report: RequestedReport, now: number, query?: ReportQuery): WaitingReport {
	return {
		phase: 'waiting',
		query,
		report,
		since: now,
		nextCheckAt: now,
		checks: 0,
		unreadable: 0,
	};
}

/**
 * What a check of the link showed.
 *
 * @param now epoch milliseconds
 * @param jitter 0 to 1, spreads the looks of many reports
 */
export function afterCheck(
	state: ReportState,
	status: DownloadStatus,
	now: number,
	jitter: number,
): ReportState {
	if (state.phase !== 'waiting') throw new Error(`A ${state.phase} report is not looked at`);
	const { query, report } = state;
	const checks = state.checks + 1;
	if (status.kind === 'ready') return { phase: 'ready', query, report, checks };
	const isOver = status.kind !== 'unreadable' && isLongOver(report, status, now);
	if (status.kind === 'expired' || isOver) {
		return { phase: 'expired', query, report, reason: status.reason };
	}
	const unreadable = status.kind === 'unreadable' ? state.unreadable + 1 : 0;
	if (status.kind === 'unreadable' && (status.isFinal || unreadable >= MOST_UNREADABLE)) {
		const { code = 'report_unreadable', reason, isFinal, isLasting } = status;
		const remedy = status.remedy ?? (isLasting ? SAME_BYTES : undefined);
		const facts: Facts = { reason };
		if (remedy) facts.remedy = remedy;
		if ((isFinal || isLasting) && !status.code) facts.isFinal = true;
		return { phase: 'refused', query, report, code, facts };
	}
	const asked = status.kind === 'transient' ? (status.retryAfterMs ?? 0) : 0;
	const nextCheckAt = now + Math.max(asked, nextCheckDelay(now - state.since, jitter));
	return { ...state, checks, unreadable, nextCheckAt, lastCheckAt: now, lastSeen: status.reason };
}

/**
 * The next step of a report.
 *
 * @param deadline epoch milliseconds of the last check; one check is made in any case
 * @param now epoch milliseconds
 */
export function nextStep(state: ReportState, deadline: number, now: number): Step {
	switch (state.phase) {
		case 'planned':
			return { do: 'ask', query: state.query };
		case 'requested':
			return { do: 'stop', error: new DtError('unknown_outcome') };
		case 'waiting':
			return state.lastCheckAt !== undefined && state.lastCheckAt >= deadline
				? { do: 'stop', error: waitOver(state, now) }
				: { do: 'check', report: state.report, at: checkTime(state, deadline) };
		case 'ready':
			return { do: 'deliver', report: state.report };
		case 'expired': {
			const { reportId, urlExpiresAt } = state.report;
			const facts = { reason: state.reason, reportId, urlExpiresAt };
			return { do: 'stop', error: new DtError('report_expired', facts) };
		}
		case 'refused':
			return { do: 'stop', error: new DtError(state.code, { ...state.facts, ...linkOf(state) }) };
	}
}

/** When the next check is due; the last one falls on the deadline, but never within a second of the one before. */
function checkTime({ nextCheckAt, lastCheckAt }: WaitingReport, deadline: number): number {
	const soonest = lastCheckAt === undefined ? 0 : lastCheckAt + SHORTEST_PAUSE_MS;
	return Math.max(Math.min(nextCheckAt, deadline), soonest);
}

/** The link and its life, for whoever goes on without a new report. */
function linkOf(state: { report?: RequestedReport }): Facts {
	if (!state.report) return {};
	const { reportId, reportUrl, urlExpiresAt } = state.report;
	return { reportId, reportUrl, urlExpiresAt };
}

function waitOver(state: WaitingReport, now: number): DtError {
	const waitedSeconds = Math.round((now - state.since) / 1000);
	const unreadable = state.unreadable > 0;
	return new DtError(unreadable ? 'report_unreadable' : 'report_not_ready', {
		...linkOf(state),
		reason: state.lastSeen,
		waitedSeconds,
	});
}
