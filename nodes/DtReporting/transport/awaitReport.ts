import { abortableSleep } from './abortableSleep';
import { DtError } from '../errors/dtError';
import type { Expected } from '../core/report/fileHead';
import type { ReportQuery } from '../core/report/query';
import {
	afterCheck,
	nextStep,
	waitFor,
	type RequestedReport,
	type ReportState,
} from '../core/report/reportState';
import { checkReport, type FileAccess, type ReadDownload, type Target } from './checkReport';

export interface Wait<T> {
	/** What was requested, where that is known. */
	query?: ReportQuery;
	/** The columns by which the file is known to be the report. */
	expected: Expected;
	/** See Target. */
	page?: Target['page'];
	/** The credential's checked base URL. */
	baseUrl: string;
	/** How long to go on looking, from now; 0 looks once. */
	maxWaitMs: number;
	abortSignal?: AbortSignal;
	read: ReadDownload<T>;
}

/**
 * Walks a report that was requested to its end: checks the link until it holds the file. Time is measured by
 * what has passed, so a clock that is set during the wait changes nothing. A file that is being read when the
 * wait ends may be read on as long as it comes at some speed.
 *
 * @returns what was read of the file
 * @throws DtError `report_not_ready`, `report_expired`, `report_unreadable`, `connection_failed`, `cancelled`; each with the
 *   link, where it lives
 */
export async function awaitReport<T>(
	access: FileAccess,
	report: RequestedReport,
	{ query, expected, page, baseUrl, maxWaitMs, abortSignal, read }: Wait<T>,
): Promise<T> {
	const [startedAt, begun] = [Date.now(), performance.now()];
	const now = () => startedAt + performance.now() - begun;
	const target = { report, expected, page, baseUrl, abortSignal, fastFrom: begun + maxWaitMs };
	let state: ReportState = waitFor(report, startedAt, query);
	for (;;) {
		const step = nextStep(state, startedAt + maxWaitMs, now());
		if (step.do === 'stop') throw step.error;
		if (step.do !== 'check') throw new Error(`A report that waits has no step "${step.do}"`);
		try {
			await abortableSleep(step.at - now(), abortSignal);
			const { status, content } = await checkReport(access, target, read);
			state = afterCheck(state, status, now(), Math.random());
			if (content) return content.value;
		} catch (error) {
			throw withLink(error, report);
		}
	}
}

/** Whatever ends the wait, the link is not thrown away. */
function withLink(error: unknown, { reportId, reportUrl, urlExpiresAt }: RequestedReport): unknown {
	return error instanceof DtError ? error.with({ reportId, reportUrl, urlExpiresAt }) : error;
}
