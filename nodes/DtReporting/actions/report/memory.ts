import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { DtError } from '../../errors/dtError';
import { lives, prune, type Pending } from '../../report/pending';
import type { ReportQuery } from '../../report/query';
import type { AskedReport } from '../../report/state';
import { makeRoom } from '../room';

/**
 * Where reports are remembered that were asked for and could not be handed over.
 *
 * n8n saves a node's static data at the end of an execution of an active workflow, successful or not,
 * and never of a manual one; so this process remembers too, which covers manual executions and
 * Retry On Fail. What neither covers: an n8n that is killed in the middle of an execution, and a
 * manual execution that is repeated in another process.
 *
 * Executions of one workflow may overlap, each with a copy of the static data from its own start. So
 * single reports are noted and forgotten, never a whole copy, and what was handed over in this process
 * is not taken from an old copy again.
 */
const pendingInProcess = new Map<string, Map<string, AskedReport>>();
/** Ids of reports that were handed over, or that nothing more can come of. */
const done = new Set<string>();
/** Requests whose outcome is unknown, by execution: within it they are not sent again. */
const unknownInProcess = new Map<string, Set<string>>();

/** Forgets what this process remembers; for tests. */
export function forgetReports(): void {
	pendingInProcess.clear();
	done.clear();
	unknownInProcess.clear();
}

/** The one map of a node's pending reports, whoever asks for it. */
function shared(name: string): Map<string, AskedReport> {
	const known = pendingInProcess.get(name);
	if (known) return known;
	makeRoom(pendingInProcess);
	const fresh = new Map<string, AskedReport>();
	pendingInProcess.set(name, fresh);
	return fresh;
}

/** The memory of one node of one workflow. */
export class ReportMemory {
	private readonly name: string;

	private readonly execution: string;

	private readonly pending: Map<string, AskedReport>;

	/** @param account tells accounts apart, so that one's report is never taken for another's */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly account: string,
	) {
		const { id, name } = context.getNode();
		this.name = `${context.getWorkflow().id ?? ''}/${id ?? name}`;
		this.execution = `${this.name}/${context.getExecutionId()}`;
		this.pending = shared(this.name);
		for (const [key, report] of Object.entries(this.stored())) {
			if (!this.pending.has(key) && !done.has(report.reportId)) this.pending.set(key, report);
		}
	}

	/** The key of a query: the same question to the same account. */
	key({ endpoint, body }: ReportQuery): string {
		const text = JSON.stringify([this.account, endpoint, body]);
		return createHash('sha256').update(text).digest('hex').slice(0, 32);
	}

	/** The report that was asked for with this query and has not been handed over, if its link lives. */
	recall(key: string): AskedReport | undefined {
		const report = this.pending.get(key);
		return report && lives(report, Date.now()) ? report : undefined;
	}

	/** Notes a report that DT has taken on and that this execution could not hand over. */
	remember(key: string, report: AskedReport): void {
		this.pending.set(key, report);
	}

	/** The report was handed over, or nothing more can come of its link. */
	forget(key: string, { reportId }: AskedReport): void {
		if (this.pending.get(key)?.reportId === reportId) this.pending.delete(key);
		makeRoom(done);
		done.add(reportId);
	}

	/** Notes that a request was sent and may have been counted. */
	noteUnknown(key: string): void {
		if (!unknownInProcess.has(this.execution)) makeRoom(unknownInProcess);
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
		const pending = prune(Object.fromEntries(this.pending), Date.now());
		for (const key of this.pending.keys()) if (!(key in pending)) this.pending.delete(key);
		if (JSON.stringify(pending) === JSON.stringify(this.stored())) return;
		this.context.getWorkflowStaticData('node').pending = pending;
	}

	private stored(): Pending {
		return (this.context.getWorkflowStaticData('node').pending as Pending | undefined) ?? {};
	}
}
