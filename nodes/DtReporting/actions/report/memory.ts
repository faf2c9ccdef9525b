import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { DtError } from '../../errors/dtError';
import { lives, prune, type Pending } from '../../report/pending';
import type { ReportQuery } from '../../report/query';
import type { AskedReport } from '../../report/state';

/**
 * Where reports that were asked for are remembered until they are handed over.
 *
 * n8n saves a node's static data at the end of an execution of an active workflow, successful or not,
 * and never of a manual one; so this process remembers too, which covers manual executions and
 * Retry On Fail. What neither covers: an n8n that is killed in the middle of an execution, and a
 * manual execution that is repeated in another process.
 */
const pendingInProcess = new Map<string, Pending>();
/** Requests whose outcome is unknown, by execution: within it they are not sent again. */
const unknownInProcess = new Map<string, Set<string>>();
const MOST_KEPT = 500;

/** Forgets what this process remembers; for tests. */
export function forgetReports(): void {
	pendingInProcess.clear();
	unknownInProcess.clear();
}

/** The memory of one node of one workflow. */
export class ReportMemory {
	private readonly name: string;

	private readonly execution: string;

	private pending: Pending;

	/** @param account tells accounts apart, so that one's report is never taken for another's */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly account: string,
	) {
		const { id, name } = context.getNode();
		this.name = `${context.getWorkflow().id ?? ''}/${id ?? name}`;
		this.execution = `${this.name}/${context.getExecutionId()}`;
		this.pending = prune({ ...this.stored(), ...pendingInProcess.get(this.name) }, Date.now());
	}

	/** The key of a query: the same question to the same account. */
	key({ endpoint, body }: ReportQuery): string {
		const text = JSON.stringify([this.account, endpoint, body]);
		return createHash('sha256').update(text).digest('hex').slice(0, 32);
	}

	/** The report that was asked for with this query and has not been handed over, if its link lives. */
	recall(key: string): AskedReport | undefined {
		const report = this.pending[key];
		return report && lives(report, Date.now()) ? report : undefined;
	}

	/** Notes a report from the moment DT has taken it on. */
	remember(key: string, report: AskedReport): void {
		this.keep({ ...this.pending, [key]: report });
	}

	/** The report was handed over, or nothing more can come of its link. */
	forget(key: string): void {
		this.keep(Object.fromEntries(Object.entries(this.pending).filter(([name]) => name !== key)));
	}

	/** Notes that a request was sent and may have been counted. */
	noteUnknown(key: string): void {
		if (unknownInProcess.size >= MOST_KEPT) unknownInProcess.clear();
		const known = unknownInProcess.get(this.execution) ?? new Set();
		unknownInProcess.set(this.execution, known.add(key));
	}

	/**
	 * Refuses to send a request again whose outcome is unknown, within the same execution (Retry On Fail).
	 *
	 * @throws DtError `unknown_outcome`
	 */
	refuseRepeat(key: string): void {
		if (unknownInProcess.get(this.execution)?.has(key)) throw new DtError('unknown_outcome');
	}

	/** Writes to n8n's static data what is still pending; nothing is written where nothing has changed. */
	save(): void {
		const pending = prune(this.pending, Date.now());
		if (JSON.stringify(pending) === JSON.stringify(this.stored())) return;
		this.context.getWorkflowStaticData('node').pending = pending;
	}

	private stored(): Pending {
		return (this.context.getWorkflowStaticData('node').pending as Pending | undefined) ?? {};
	}

	private keep(pending: Pending): void {
		this.pending = prune(pending, Date.now());
		if (pendingInProcess.size >= MOST_KEPT) pendingInProcess.clear();
		pendingInProcess.set(this.name, this.pending);
	}
}
