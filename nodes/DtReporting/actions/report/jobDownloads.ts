import { asError } from '../../errors/asError';
import type { FilePart } from '../../core/csv/wholeFile';
import { expectedOf } from '../../core/report/query';
import type { RequestedReport } from '../../core/report/requestedReport';
import { awaitReport, isLinkUseless } from '../../transport/awaitReport';
import type { ReportJob, ReportJobs } from './reportJobs';
import { openAgain, type FileAccess, type ReadDownload } from '../../transport/checkReport';
import type { OutputChoice } from './outputFields';

/** Waits for the reports of one item's request, and opens them once more where that is needed. */
export class JobDownloads {
	constructor(
		private readonly access: FileAccess,
		private readonly choice: OutputChoice,
		private readonly reports: ReportJobs,
		private readonly abortSignal: AbortSignal,
	) {}

	/**
	 * What was read of one report when it arrived. A report resumed from an earlier execution whose
	 * link turns out to be useless is requested again, once.
	 *
	 * @throws DtError see awaitReport
	 */
	async of<T>(job: ReportJob, read: ReadDownload<T>): Promise<T> {
		const report = job.report as RequestedReport;
		try {
			return await this.wait(job, read);
		} catch (error) {
			if (!isLinkUseless(error)) throw asError(error);
			await this.reports.replace(job, report, error);
		}
		return await this.of(job, read);
	}

	private async wait<T>(job: ReportJob, read: ReadDownload<T>): Promise<T> {
		const { abortSignal } = this;
		const { maxWaitMs } = this.choice;
		const { query, account } = job;
		const { baseUrl } = account.keys;
		return await awaitReport(this.access, job.report as RequestedReport, {
			expected: expectedOf(query),
			baseUrl,
			maxWaitMs,
			abortSignal,
			read,
		});
	}

	/** Opens reports that have arrived, one after the other. */
	async *again(jobs: ReportJob[]): AsyncGenerator<FilePart> {
		for (const job of jobs) {
			const { report, query, account } = job;
			if (!report) continue;
			const download = await openAgain(this.access, {
				report,
				expected: expectedOf(query),
				baseUrl: account.keys.baseUrl,
				abortSignal: this.abortSignal,
			});
			try {
				yield { file: download.file, asked: query.body.dateRange };
			} finally {
				download.close();
			}
		}
	}
}
