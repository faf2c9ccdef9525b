import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Account } from '../../transport/account';
import { isCurrent, isLinkAlive } from '../../core/report/linkLifetime';
import type { ReportQuery } from '../../core/report/query';
import type { RequestedReport } from '../../core/report/requestedReport';
import { dropOldest } from '../../core/boundedMap';

/**
 * The reports that this process has requested and could not output yet, by node. Nothing is written to n8n's
 * static data: in queue mode a worker starts with an empty copy, and what it saves replaces the state of
 * every trigger of the workflow. So a pending report lives as long as the process, which covers Retry On
 * Fail, manual executions and the next execution in the same process; beyond that the link in the error's
 * details is the way on.
 */
const pendingByNode = new Map<string, Map<string, RequestedReport>>();

/** Forgets what this process remembers; for tests. */
export const forgetReports = (): void => pendingByNode.clear();

function pendingOf(node: string): Map<string, RequestedReport> {
	const known = pendingByNode.get(node);
	if (known) return known;
	dropOldest(pendingByNode);
	const fresh = new Map<string, RequestedReport>();
	pendingByNode.set(node, fresh);
	return fresh;
}

/** The key of a query: the same question to the same account. */
export function queryKey({ keys }: Account, { endpoint, body }: ReportQuery): string {
	const text = JSON.stringify([`${keys.clientId} ${keys.baseUrl}`, endpoint, body]);
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The pending reports of one node of one workflow. */
export class PendingReports {
	private readonly pending: Map<string, RequestedReport>;

	constructor(context: IExecuteFunctions) {
		// n8n keeps node names unique within a workflow; copied nodes may share an id.
		this.pending = pendingOf(`${context.getWorkflow().id ?? ''}/${context.getNode().name}`);
	}

	/** The report that was requested with this query, if its link lives and its numbers are still current. */
	find(key: string, { body }: ReportQuery): RequestedReport | undefined {
		const report = this.pending.get(key);
		const now = Date.now();
		if (!report || !isLinkAlive(report, now) || !isCurrent(report, body.dateRange, now))
			return undefined;
		return report;
	}

	/** Keeps a report that DT has taken on and that this execution could not output. */
	keep(key: string, report: RequestedReport): void {
		for (const [other, { reportUrl }] of this.pending) {
			const isOver =
				other !== key && !isLinkAlive(this.pending.get(other) as RequestedReport, Date.now());
			if (isOver || reportUrl === report.reportUrl) this.pending.delete(other);
		}
		dropOldest(this.pending);
		this.pending.set(key, report);
	}

	/** The report was output, or nothing more can come of its link. */
	discard(key: string, { reportUrl }: RequestedReport): void {
		// An id may be shared by several reports, a signed link is not.
		if (this.pending.get(key)?.reportUrl === reportUrl) this.pending.delete(key);
	}
}
