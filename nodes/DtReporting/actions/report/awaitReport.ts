import {
	fetchFile,
	troubleWith,
	withPause,
	type DownloadContext,
	type FetchedFile,
} from '../../client/download';
import { pause } from '../../client/pause';
import { DtError } from '../../errors/dtError';
import { BrokenCsv } from '../../report/csv';
import { openFile, type Look } from '../../report/file';
import { columnsOf } from '../../report/query';
import { looked, nextStep, type AskedReport, type ReportState } from '../../report/state';

export interface Wait<T> {
	/** How long to go on looking, from now; 0 looks once. */
	maxWaitMs: number;
	abortSignal?: AbortSignal;
	/** Reads the file to its end; BrokenCsv makes it an unreadable one. */
	read: (download: Download) => Promise<T>;
}

/** A report's file, open and judged to be the right one. */
export interface Download extends Pick<FetchedFile, 'asStream'> {
	header: string[];
	/** The whole file from its first byte. */
	chunks: AsyncIterable<Uint8Array>;
}

/**
 * Walks a report that was asked for to its end: looks at the link until it holds the file.
 *
 * @returns what was read of the file
 * @throws DtError `report_not_ready`, `report_expired`, `report_unreadable`, `cancelled`; each with the link, where it lives
 */
export async function awaitReport<T>(
	context: DownloadContext,
	state: ReportState,
	wait: Wait<T>,
): Promise<T> {
	const deadline = Date.now() + wait.maxWaitMs;
	let current = state;
	for (;;) {
		const step = nextStep(current, deadline, Date.now());
		if (step.do === 'stop') throw step.error;
		if (step.do !== 'look') throw new Error(`A report that waits has no step "${step.do}"`);
		const { report } = step;
		try {
			await pause(step.at - Date.now(), wait.abortSignal);
			const { look, content } = await lookAt(context, current, report, wait);
			current = looked(current, look, Date.now(), Math.random());
			if (content) return content.value;
		} catch (error) {
			throw withLink(error, report);
		}
	}
}

interface Seen<T> {
	look: Look;
	content?: { value: T };
}

/** One look at the link; a file that is there is read in the same breath. */
async function lookAt<T>(
	context: DownloadContext,
	state: ReportState,
	report: AskedReport,
	{ read, abortSignal }: Wait<T>,
): Promise<Seen<T>> {
	try {
		const answer = await fetchFile(context, report.reportUrl, abortSignal);
		try {
			const columns = state.query ? columnsOf(state.query) : [];
			const now = Date.now();
			const { look, header, chunks } = await openFile(answer, columns, report.urlExpiresAt, now);
			if (look.seen !== 'ready') return { look: withPause(look, answer.headers, now) };
			const value = await read({ header, chunks, asStream: answer.asStream });
			return { look, content: { value } };
		} finally {
			answer.close();
		}
	} catch (error) {
		if (error instanceof BrokenCsv) return { look: { seen: 'unreadable', reason: error.message } };
		return { look: troubleWith(error) };
	}
}

/** Whatever ends the wait, the link is not thrown away. */
function withLink(error: unknown, { reportId, reportUrl, urlExpiresAt }: AskedReport): unknown {
	return error instanceof DtError ? error.with({ reportId, reportUrl, urlExpiresAt }) : error;
}

/**
 * Opens the file of a report that has arrived before, for one more reading.
 *
 * @throws BrokenCsv where it is no longer there, or what the connection threw
 */
export async function openAgain(
	context: DownloadContext,
	report: AskedReport,
	columns: string[],
	abortSignal?: AbortSignal,
): Promise<Download & { close: () => void }> {
	const answer = await fetchFile(context, report.reportUrl, abortSignal);
	const { look, header, chunks } = await openFile(answer, columns, report.urlExpiresAt, Date.now());
	if (look.seen !== 'ready') {
		answer.close();
		throw new BrokenCsv(look.reason);
	}
	return { header, chunks, asStream: answer.asStream, close: answer.close };
}
