import { abortableSleep } from './abortableSleep';
import { DtError, isDtError } from '../errors/dtError';
import type { Expected } from '../core/report/fileHead';
import { afterCheck, nextCheck, waitFor, type ReportWait } from '../core/report/reportWait';
import type { RequestedReport } from '../core/report/requestedReport';
import { checkReport, type FileAccess, type ReadDownload, type Target } from './checkReport';

export interface Wait<T> {
	/** The columns by which the file is known to be the report. */
	expected: Expected;
	/** See Target. */
	page?: Target['page'];
	/** The credential's checked base URL. */
	baseUrl: string;
	/** How long to go on checking, from now; 0 checks once. */
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
 *   link, while it is valid
 */
export async function awaitReport<T>(
	access: FileAccess,
	report: RequestedReport,
	{ expected, page, baseUrl, maxWaitMs, abortSignal, read }: Wait<T>,
): Promise<T> {
	const [startedAt, begun] = [Date.now(), performance.now()];
	const now = () => startedAt + performance.now() - begun;
	const target = { report, expected, page, baseUrl, abortSignal, fastFrom: begun + maxWaitMs };
	let wait: ReportWait = waitFor(report, startedAt);
	for (;;) {
		const next = nextCheck(wait, startedAt + maxWaitMs, now());
		if (next.error) throw next.error;
		try {
			await abortableSleep(next.at - now(), abortSignal);
			const { status, content } = await checkReport(access, target, read);
			if (content) return content.value;
			wait = afterCheck(next.of, status, now(), Math.random());
		} catch (error) {
			throw withLink(error, report);
		}
	}
}

/** Whether nothing more is expected of a link, after what its wait ended in. */
export const isLinkUseless = (error: unknown): boolean =>
	isDtError(error) && (error.dtCode === 'report_expired' || error.dtCode === 'report_unreadable');

/** Whatever ends the wait, the link is not thrown away. */
function withLink(error: unknown, { reportId, reportUrl, urlExpiresAt }: RequestedReport): unknown {
	return error instanceof DtError ? error.with({ reportId, reportUrl, urlExpiresAt }) : error;
}
