import {
	fetchFile,
	troubleWith,
	withPause,
	type DownloadContext,
	type FetchedFile,
} from '../../client/download';
import { BrokenCsv } from '../../report/csv';
import { openFile, type Look } from '../../report/file';
import type { AskedReport } from '../../report/state';

/** A report's file, open and judged to be the right one. */
export interface Download extends Pick<FetchedFile, 'asStream'> {
	header: string[];
	/** The whole file from its first byte. */
	chunks: AsyncIterable<Uint8Array>;
}

/** Reads a file to its end; BrokenCsv makes it an unreadable one. */
export type ReadDownload<T> = (download: Download) => Promise<T>;

export interface Seen<T> {
	look: Look;
	/** What was read, where the look showed the report. */
	content?: { value: T };
}

/**
 * One look at a report's link; a file that is there is read in the same breath.
 *
 * @param columns names that the header must hold; none for a link whose query is not known
 * @throws DtError `cancelled`, or what is no matter of the wire
 */
export async function lookAt<T>(
	context: DownloadContext,
	report: AskedReport,
	columns: string[],
	read: ReadDownload<T>,
	abortSignal?: AbortSignal,
): Promise<Seen<T>> {
	try {
		const answer = await fetchFile(context, report.reportUrl, abortSignal);
		try {
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
