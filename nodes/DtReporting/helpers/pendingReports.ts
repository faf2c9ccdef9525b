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
const pendingByNode = new BoundedMap<BoundedMap<PendingReport>>();

/** Forgets what this process remembers; for tests. */
export const forgetReports = (): void => pendingByNode.clear();

interface PendingReport {
	report: RequestedReport;
	/** The run of the node that has requested it, see runKey. */
	requestedBy?: string;
	/** The run that has kept it last. */
	keptBy?: string;
	use: Use;
}

/**
 * - `pending`: any run may resume it.
 * - `delivered`: it was output, and n8n may run the node again because of another item. Only Retry On Fail of the
 *   same run finds it.
 * - `useless`: nothing more is expected of its link. Only Retry On Fail of the run that has requested it checks it
 *   again.
 */
type Use = 'pending' | 'delivered' | 'useless';

/** The pending reports of one node of one workflow. */
export class PendingReports {
	private readonly pending: BoundedMap<PendingReport>;

	/** @param run see runKey; a context without retries has none */
	constructor(
		context: IExecuteFunctions | IPollFunctions,
		private readonly run?: string,
	) {
		this.pending = pendingByNode.getOrCreate(nodeKey(context), () => new BoundedMap());
	}

	/**
	 * The report that was requested under a key, if its link is valid and its numbers are still current. The run
	 * that has requested it finds it in any case, so that a retry requests no second one.
	 *
	 * @param range the days of the report
	 */
	find(key: string, range: DateRange): RequestedReport | undefined {
		const kept = this.pending.get(key);
		if (!kept) return undefined;
		const { report, use, keptBy } = kept;
		const now = Date.now();
		const isUsable = use === 'pending' && isLinkAlive(report, now) && isCurrent(report, range, now);
		const isOfRetry = use === 'delivered' && this.run !== undefined && keptBy === this.run;
		return isUsable || isOfRetry || this.isOwn(key) ? report : undefined;
	}

	/** Whether an earlier try of the same run has requested the report of a key. */
	isOwn(key: string): boolean {
		return this.run !== undefined && this.pending.get(key)?.requestedBy === this.run;
	}

	/** Keeps a report that DT has taken on: one that this execution could not output, or may have to output again. */
	keep(key: string, report: RequestedReport, use: Use = 'pending'): void {
		const known = this.pending.get(key);
		const isKnown = known?.report.reportUrl === report.reportUrl;
		for (const [other, kept] of this.pending) {
			const isOver = other !== key && !isLinkAlive(kept.report, Date.now());
			if (isOver || kept.report.reportUrl === report.reportUrl) this.pending.delete(other);
		}
		const requestedBy = isKnown ? known.requestedBy : this.run;
		this.pending.set(key, { report, requestedBy, keptBy: this.run, use });
	}

	/** The report was output, or nothing more can come of its link. */
	discard(key: string, { reportUrl }: RequestedReport): void {
		// An id may be shared by several reports, a signed link is not.
		if (this.pending.get(key)?.report.reportUrl === reportUrl) this.pending.delete(key);
	}
}
