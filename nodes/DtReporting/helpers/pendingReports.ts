import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import type { DateRange } from '../core/report/dates';
import { isCurrent, isLinkAlive } from '../core/report/linkLifetime';
import type { RequestedReport } from '../core/report/requestedReport';
import { BoundedMap } from './boundedMap';
import { nodeKey } from './nodeKey';

/**
 * The reports that this process has requested and could not output yet, by node. Nothing is written to n8n's
 * static data: in queue mode a worker starts with an empty copy, and what it saves replaces the state of
 * every trigger of the workflow. So a pending report is kept as long as the process runs, which covers Retry On
 * Fail, manual executions and the next execution in the same process; beyond that the link in the error's
 * details is the way on.
 */
const pendingByNode = new BoundedMap<BoundedMap<RequestedReport>>();

/** Forgets what this process remembers; for tests. */
export const forgetReports = (): void => pendingByNode.clear();

/** The pending reports of one node of one workflow. */
export class PendingReports {
	private readonly pending: BoundedMap<RequestedReport>;

	constructor(context: IExecuteFunctions | IPollFunctions) {
		this.pending = pendingByNode.getOrCreate(nodeKey(context), () => new BoundedMap());
	}

	/**
	 * The report that was requested under a key, if its link is valid and its numbers are still current.
	 *
	 * @param range the days of the report
	 */
	find(key: string, range: DateRange): RequestedReport | undefined {
		const report = this.pending.get(key);
		const now = Date.now();
		if (!report || !isLinkAlive(report, now) || !isCurrent(report, range, now)) return undefined;
		return report;
	}

	/** Keeps a report that DT has taken on and that this execution could not output. */
	keep(key: string, report: RequestedReport): void {
		for (const [other, kept] of this.pending) {
			const isOver = other !== key && !isLinkAlive(kept, Date.now());
			if (isOver || kept.reportUrl === report.reportUrl) this.pending.delete(other);
		}
		this.pending.set(key, report);
	}

	/** The report was output, or nothing more can come of its link. */
	discard(key: string, { reportUrl }: RequestedReport): void {
		// An id may be shared by several reports, a signed link is not.
		if (this.pending.get(key)?.reportUrl === reportUrl) this.pending.delete(key);
	}
}
