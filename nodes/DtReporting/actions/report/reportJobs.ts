import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Account } from '../../transport/account';
import { requestReport } from '../../transport/requestReport';
import { abortableSleep } from '../../transport/abortableSleep';
import { credentialsHash } from '../../transport/tokenCache';
import { asError } from '../../errors/asError';
import { DtError, invalidParameter, isDtError } from '../../errors/dtError';
import type { ReportQuery } from '../../core/report/query';
import { rejectionHints } from '../../core/report/queryHints';
import type { RequestedReport } from '../../core/report/requestedReport';
import { windowsOf } from '../../core/report/dateWindows';
import { runKey } from '../../helpers/nodeKey';
import { RequestLedger } from '../../helpers/requestLedger';
import { PendingReports } from '../../helpers/pendingReports';

/** One report of a run. Items with the same query share it. */
export interface ReportJob {
	key: string;
	account: Account;
	query: ReportQuery;
	/** Absent until it is requested. */
	report?: RequestedReport;
	/** Resumed from an earlier execution, or an earlier try, instead of requested. */
	isResumed: boolean;
	/** Requested by an earlier try of this run. */
	isOwn: boolean;
	/** The request that follows when the resumed report proves useless. */
	again?: Promise<void>;
	/** Why it could not be requested. */
	error?: unknown;
}

/** Between two requests for reports, so that many items are no burst. */
const BETWEEN_REQUESTS_MS = 250;

/** All reports of one run of the node: each requested once, in order, and remembered until delivered. */
export class ReportJobs {
	private readonly jobs = new Map<string, ReportJob>();

	/** Jobs that have come to their end, one way or the other. */
	private readonly settled = new Set<ReportJob>();

	private lastRequestAt = 0;

	/** Ends with the last request that was begun: they are sent one at a time. */
	private turn: Promise<void> = Promise.resolve();

	/** The run ends, and requests nothing more. */
	private isClosed = false;

	private readonly pending: PendingReports;

	private readonly ledger: RequestLedger;

	constructor(private readonly context: IExecuteFunctions) {
		this.pending = new PendingReports(context, runKey(context));
		this.ledger = new RequestLedger(context);
	}

	/** The jobs for a query of an account, one a window of 90 days; the same query gives the same ones. */
	plan(account: Account, query: ReportQuery): ReportJob[] {
		return windowsOf(query).map((window) => {
			const key = queryKey(account, window);
			const job = this.jobs.get(key) ?? this.newJob(key, account, window);
			this.jobs.set(key, job);
			return job;
		});
	}

	/** All jobs of this run, in the order of the input. */
	get all(): ReportJob[] {
		return [...this.jobs.values()];
	}

	/** How many reports this run is about to spend. */
	get cost(): number {
		return this.all.filter(({ report }) => report === undefined).length;
	}

	/**
	 * Refuses a run that would spend more reports than the user allows.
	 *
	 * @throws DtError `invalid_parameters`
	 */
	checkCost(maxReports: number): void {
		if (this.cost <= maxReports) return;
		throw invalidParameter(
			'Max Reports',
			`this run needs ${this.cost} reports and ${maxReports} are allowed`,
			'Raise Max Reports in the options (DT gives 50 a day), shorten the date range, or pass fewer items.',
		);
	}

	/**
	 * Requests a report, unless that was done before or tried before: a request is sent once in a run.
	 *
	 * @throws the error of the one time that it was sent
	 */
	async request(job: ReportJob): Promise<void> {
		if (job.error !== undefined) throw asError(job.error);
		if (job.report) return;
		const sent = this.turn.then(async () => await this.send(job));
		this.turn = sent.catch(() => {});
		await sent;
	}

	private async send(job: ReportJob): Promise<void> {
		const stop = this.context.getExecutionCancelSignal();
		await abortableSleep(this.lastRequestAt + BETWEEN_REQUESTS_MS - Date.now(), stop);
		if (this.isClosed) throw new DtError('cancelled');
		try {
			job.report = await this.ledger.once(
				job.key,
				async () => await requestReport(job.account, job.query),
			);
		} catch (error) {
			job.error = withNearMisses(error, job.query);
			throw asError(job.error);
		} finally {
			this.lastRequestAt = Date.now();
		}
	}

	/**
	 * Replaces a report whose link is of no more use, where an earlier execution has requested it: once, however
	 * many items wait for it. A report of this run is not requested twice, not even by Retry On Fail.
	 *
	 * @param useless the report that was waited for
	 * @throws the error that its wait ended in, or what the request throws
	 */
	async replace(job: ReportJob, useless: RequestedReport, error: unknown): Promise<void> {
		if (job.report === useless) {
			this.settled.add(job);
			this.pending.keep(job.key, useless, 'useless');
			if (!job.isResumed || job.isOwn || job.again || this.isClosed) throw asError(error);
			job.report = undefined;
			job.again = this.request(job).then(() => {
				this.settled.delete(job);
			});
		}
		await job.again;
	}

	/**
	 * The end of the run: what was delivered is forgotten, everything else that DT has taken on is kept
	 * for the next execution. A request that is still under way is awaited, so that its link is not lost.
	 *
	 * @param mayBeRetried n8n may discard the output and run the node again, so what was delivered is kept for that
	 */
	async close(delivered: ReportJob[], mayBeRetried: boolean): Promise<void> {
		this.isClosed = true;
		await Promise.allSettled(this.all.map(({ again }) => again));
		for (const job of delivered) {
			const { key, report } = job;
			if (!report) continue;
			this.settled.add(job);
			if (mayBeRetried) this.pending.keep(key, report, 'delivered');
			else this.pending.discard(key, report);
		}
		for (const job of this.all) {
			if (job.report && !this.settled.has(job)) this.pending.keep(job.key, job.report);
		}
	}

	private newJob(key: string, account: Account, query: ReportQuery): ReportJob {
		const report = this.pending.find(key, query.body.dateRange);
		const isOwn = this.pending.isOwn(key);
		return { key, account, query, report, isResumed: report !== undefined, isOwn };
	}
}

/**
 * The same query with the same keys has the same key. The secret is part of it: where keys come from the items,
 * a report goes to nobody who knows the Client ID alone.
 */
function queryKey({ keys }: Account, { endpoint, body }: ReportQuery): string {
	const text = JSON.stringify([credentialsHash(keys), endpoint, body]);
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The error of a query that DT did not accept also names what seems mistyped in it. */
function withNearMisses(error: unknown, { body }: ReportQuery): unknown {
	if (!isDtError(error) || error.dtCode !== 'report_rejected') return error;
	return error.with({ remedy: rejectionHints(body).join(' ') });
}
