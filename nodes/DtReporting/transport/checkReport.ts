import pLimit from 'p-limit';

import type { Cursor } from '../core/csv/cursor';
import { InvalidCsvError } from '../core/csv/csvReader';
import type { CsvFile } from '../core/csv/readCsv';
import { statusOfInvalid, type NoFile, type ReadyFile } from '../core/report/downloadStatus';
import type { Expected } from '../core/report/fileHead';
import { isSigned, timeOfLink } from '../core/report/link';
import { openFile, type FileIdentity } from '../core/report/openFile';
import { NotAtRow, openRest, rangeOf } from '../core/report/openRest';
import type { RequestedReport } from '../core/report/requestedReport';
import { asError } from '../errors/asError';
import { isBadCompression, statusOfFailure, withPause } from './downloadFailure';
import {
	fetchFile,
	type DownloadContext,
	type FetchedFile,
	type FileRequest,
} from './downloadFile';

/** Files that one run of a node fetches at the same time; the others wait for their turn. */
const MOST_AT_ONCE = 8;

/** How one run of a node gets at files: all of its downloads share one limit. */
export interface FileAccess {
	context: DownloadContext;
	oneOfFew: <T>(work: () => Promise<T>) => Promise<T>;
}

export const fileAccess = (context: DownloadContext): FileAccess => ({
	context,
	oneOfFew: pLimit(MOST_AT_ONCE),
});

/** A link to check, and what its file must hold. */
export interface Target extends Omit<FileRequest, 'url'> {
	report: RequestedReport;
	/** The columns by which it is known. */
	expected: Expected;
	/** It is read in pages: from its start (`first`), or from where the page before has ended. */
	page?: 'first' | Cursor;
}

/** A report's file, open and judged to be the right one. */
export interface Download extends Pick<FetchedFile, 'asStream'> {
	file: CsvFile;
	identity: FileIdentity;
}

/** Reads a file to its end; InvalidCsvError makes it an unreadable one. */
export type ReadDownload<T> = (download: Download) => Promise<T>;

/** What one check showed, and what was read of the file that it found. */
export type CheckResult<T> =
	| { status: ReadyFile; content: { value: T } }
	| { status: NoFile; content?: undefined };

/**
 * One check of a report's link; a file that is there is read in the same breath.
 *
 * @throws DtError `cancelled`, or what is no matter of the wire
 */
export async function checkReport<T>(
	{ context, oneOfFew }: FileAccess,
	target: Target,
	read: ReadDownload<T>,
): Promise<CheckResult<T>> {
	return await oneOfFew(async () => {
		try {
			return await openAndRead(context, target, read);
		} catch (error) {
			return {
				status: error instanceof InvalidCsvError ? statusOfInvalid(error) : statusOfFailure(error),
			};
		}
	});
}

async function openAndRead<T>(
	context: DownloadContext,
	target: Target,
	read: ReadDownload<T>,
): Promise<CheckResult<T>> {
	const { page } = target;
	const range = typeof page === 'object' ? rangeOf(page) : undefined;
	if (typeof page !== 'object' || range === undefined) {
		return await readAnswer(context, target, page && {}, read);
	}
	try {
		return await readAnswer(context, target, { range }, read);
	} catch (error) {
		// A host that stores the file compressed counts compressed bytes, and gives no part that is of use.
		if (!(error instanceof NotAtRow || isBadCompression(error))) throw asError(error);
	}
	return await readAnswer(context, { ...target, page: { ...page, isCompressed: true } }, {}, read);
}

async function readAnswer<T>(
	context: DownloadContext,
	target: Target,
	bytes: FileRequest['bytes'],
	read: ReadDownload<T>,
): Promise<CheckResult<T>> {
	const { report, expected, page } = target;
	const response = await fetchFile(context, { ...target, url: report.reportUrl, bytes });
	try {
		const hostTime = timeOf(response.headers);
		const now = timeOfLink(report, hostTime, Date.now());
		const opened =
			typeof page === 'object'
				? await openRest(response, page, report.urlExpiresAt, now)
				: await openFile(response, expected, report.urlExpiresAt, now);
		if (!opened.file) {
			const { status } = opened;
			const judged = response.status === 403 ? withoutSignature(report, status) : status;
			return { status: { ...withPause(judged, response.headers, Date.now()), hostTime } };
		}
		const { status, file, identity } = opened;
		const value = await read({ file, identity, asStream: response.asStream });
		return { status, content: { value } };
	} finally {
		response.close();
	}
}

/** The moment of a response by the clock of whoever gave it, epoch milliseconds. */
function timeOf({ date = '' }: Record<string, string>): number | undefined {
	const time = Date.parse(date);
	return Number.isNaN(time) ? undefined : time;
}

/** A link that was cut off at its question mark is refused for ever. */
function withoutSignature({ reportUrl }: RequestedReport, status: NoFile): NoFile {
	if (isSigned(reportUrl)) return status;
	return {
		kind: 'unreadable',
		reason: `the link has no signature, so the file host refuses it (${status.reason})`,
		remedy: 'Take reportUrl as Create Report gave it, with everything behind the question mark.',
		isFinal: true,
	};
}

/**
 * Opens the file of a report that has arrived before, for one more reading. It takes no place among the few
 * downloads: whoever reads it on holds one already.
 *
 * @throws InvalidCsvError where it is no longer there, or what the connection threw
 */
export async function openAgain(
	{ context }: FileAccess,
	target: Target,
): Promise<Download & { close: () => void }> {
	const { report, expected } = target;
	const response = await fetchFile(context, { ...target, url: report.reportUrl });
	const now = timeOfLink(report, timeOf(response.headers), Date.now());
	const opened = await openFile(response, expected, report.urlExpiresAt, now);
	if (!opened.file) {
		response.close();
		throw new InvalidCsvError(opened.status.reason);
	}
	const { file, identity } = opened;
	return { file, identity, asStream: response.asStream, close: response.close };
}
