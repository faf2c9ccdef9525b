import type { DownloadContext } from '../../client/download';
import { pause } from '../../client/pause';
import { DtError } from '../../errors/dtError';
import { columnsOf } from '../../report/query';
import { looked, nextStep, type AskedReport, type ReportState } from '../../report/state';
import { lookAt, type ReadDownload } from './look';

export interface Wait<T> {
	/** How long to go on looking, from now; 0 looks once. */
	maxWaitMs: number;
	abortSignal?: AbortSignal;
	read: ReadDownload<T>;
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
	{ maxWaitMs, abortSignal, read }: Wait<T>,
): Promise<T> {
	const deadline = Date.now() + maxWaitMs;
	const columns = state.query ? columnsOf(state.query) : [];
	let current = state;
	for (;;) {
		const step = nextStep(current, deadline, Date.now());
		if (step.do === 'stop') throw step.error;
		if (step.do !== 'look') throw new Error(`A report that waits has no step "${step.do}"`);
		const { report } = step;
		try {
			await pause(step.at - Date.now(), abortSignal);
			const { look, content } = await lookAt(context, report, columns, read, abortSignal);
			current = looked(current, look, Date.now(), Math.random());
			if (content) return content.value;
		} catch (error) {
			throw withLink(error, report);
		}
	}
}

/** Whatever ends the wait, the link is not thrown away. */
function withLink(error: unknown, { reportId, reportUrl, urlExpiresAt }: AskedReport): unknown {
	return error instanceof DtError ? error.with({ reportId, reportUrl, urlExpiresAt }) : error;
}
