import { asError } from '../../errors/asError';
import { DtError } from '../../errors/dtError';
import { DifferentColumns, PartFailed, wholeFile } from '../../core/csv/wholeFile';
import type { ReadDownload } from '../../transport/checkReport';
import type { JobDownloads } from './jobDownloads';
import type { Parts, StoredFile } from './output';
import type { ReportJob } from './reportJobs';

/** How often the files of several windows are joined, while each of them can be read on its own. */
const MOST_JOINS = 3;

/**
 * One file of the files of all windows. A window that fails while they are joined is then read on its own, so
 * that the error, its link and a new request are of the report that failed.
 *
 * @throws DtError see awaitReport; `report_unreadable` for windows with different columns
 */
export async function joinFiles(
	jobs: ReportJob[],
	downloads: JobDownloads,
	store: (parts: Parts) => Promise<StoredFile>,
): Promise<StoredFile> {
	const [first, ...others] = jobs;
	await Promise.all(others.map(async (job) => await downloads.of(job, async () => {})));
	for (let joins = 1; ; joins++) {
		try {
			return await downloads.of(
				first,
				async (opened) =>
					await store({
						first: opened,
						asked: first.query.body.dateRange,
						others: () => downloads.again(others),
					}),
			);
		} catch (error) {
			if (error instanceof DifferentColumns) throw noOneFile(error);
			if (!(error instanceof PartFailed)) throw asError(error);
			const failed = jobs[error.part];
			await downloads.of(failed, readThrough(failed));
			if (joins === MOST_JOINS) throw notJoined(failed);
		}
	}
}

/** Reads a window's file to its end, checking every row. */
const readThrough =
	({ query }: ReportJob): ReadDownload<void> =>
	async ({ file }) => {
		const part = { file, asked: query.body.dateRange };
		const blocks = wholeFile(only(part), { rows: 0, bytes: 0 });
		for await (const block of blocks) void block;
	};

async function* only<T>(part: T): AsyncGenerator<T> {
	yield part;
}

const notJoined = ({ report }: ReportJob) =>
	new DtError('report_not_ready', {
		reason: 'its file broke off each time that it was joined with those of other windows',
		reportId: report?.reportId,
		reportUrl: report?.reportUrl,
		urlExpiresAt: report?.urlExpiresAt,
	});

/** The reports are good and stay pending, so another Output costs none. */
const noOneFile = ({ message }: DifferentColumns) =>
	new DtError('report_unreadable', { reason: message, remedy: JOIN_BY_NAME, isFinal: true });

const JOIN_BY_NAME =
	'Set Output to Rows as Items, which joins columns by name and resumes the same reports, or request fewer days at a time.';
