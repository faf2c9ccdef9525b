import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { accountOf } from '../../transport/account';
import { asError } from '../../errors/asError';
import { DtError, isDtError } from '../../errors/dtError';
import { dayRangeText } from '../../core/report/dates';
import { planQuery, type ReportQuery } from '../../core/report/query';
import { queryHints, translationHints } from '../../core/report/queryHints';
import type { RequestedReport } from '../../core/report/requestedReport';
import { isRetried } from '../../helpers/nodeSettings';
import { ItemResults } from '../itemResults';
import { parametersOf } from '../parameters';
import { Hints } from './executionHints';
import { ReportJobs, type ReportJob } from './reportJobs';
import { readMaxReports } from './outputFields';
import { readQueryInput } from './queryFields';

/** The request of one input item: a query, in one or more reports, and what to do with them. */
export interface ItemRequest<Choice> {
	itemIndex: number;
	query: ReportQuery;
	jobs: ReportJob[];
	choice: Choice;
}

/** The tools of an operation that requests reports. */
export interface Run {
	context: IExecuteFunctions;
	hints: Hints;
	reports: ReportJobs;
}

/**
 * The course of every operation that requests reports. Every item, and what the whole run costs, is
 * checked before the first report is requested; then all are requested one after the other, each
 * once; then all items are served side by side. What was delivered is forgotten, and the rest kept
 * for the next execution.
 *
 * @param readChoice the operation's own parameters of an item, checked
 * @param fill the output items of an input item whose reports were all requested
 * @throws n8n's typed error for the first item that fails, unless the node is to continue
 */
export async function runRequests<Choice>(
	context: IExecuteFunctions,
	readChoice: (itemIndex: number) => Choice,
	fill: (request: ItemRequest<Choice>, run: Run) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const results = new ItemResults(context);
	const hints = new Hints(context);
	const { requests, reports } = await planRequests(context, results, hints, readChoice);
	hintAtPlan(requests, reports.cost, hints);
	type Request = ItemRequest<Choice>;
	const settle = async (request: Request, work: () => Promise<INodeExecutionData[] | void>) =>
		await results.settle(request.itemIndex, async () => {
			try {
				return await work();
			} catch (error) {
				// An error that ends the node is the only place for the links of all items.
				throw withReports(error, context.continueOnFail() ? request.jobs : reports.all);
			}
		});
	let served: Request[] = [];
	try {
		for (const request of requests) {
			await settle(request, async () => await requestJobs(request, reports));
		}
		const asked = requests.filter(({ jobs }) => jobs.every(({ report }) => report));
		const filled = await Promise.all(
			asked.map(async (request) => {
				const work = async () => {
					refuseStopped(context, request);
					return await fill(request, { context, hints, reports });
				};
				return (await settle(request, work)) ? [request] : [];
			}),
		);
		served = filled.flat();
	} finally {
		const mayBeRetried = results.hasFailed && isRetried(context);
		await reports.close(deliveredBy(context, requests, served), mayBeRetried);
	}
	return results.inOrder();
}

/** The jobs that nobody waits for any more; a stopped execution outputs nothing. */
function deliveredBy<Choice>(
	context: IExecuteFunctions,
	requests: Array<ItemRequest<Choice>>,
	served: Array<ItemRequest<Choice>>,
): ReportJob[] {
	if (context.getExecutionCancelSignal()?.aborted) return [];
	const failed = requests.filter((request) => !served.includes(request));
	const awaited = new Set(failed.flatMap(({ jobs }) => jobs));
	return served.flatMap(({ jobs }) => jobs).filter((job) => !awaited.has(job));
}

async function planRequests<Choice>(
	context: IExecuteFunctions,
	results: ItemResults,
	hints: Hints,
	readChoice: (itemIndex: number) => Choice,
): Promise<{ requests: Array<ItemRequest<Choice>>; reports: ReportJobs }> {
	const count = context.getInputData().length;
	const requests: Array<ItemRequest<Choice>> = [];
	let maxReports = 0;
	const reports = new ReportJobs(context);
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		await results.settle(itemIndex, async () => {
			const input = readQueryInput(parametersOf(context, itemIndex));
			const query = planQuery(input, Date.now());
			for (const message of translationHints(input, query.body.source)) hints.notice(message);
			const choice = readChoice(itemIndex);
			maxReports = Math.max(maxReports, readMaxReports(context, itemIndex));
			const account = await accountOf(context, itemIndex);
			requests.push({ itemIndex, query, choice, jobs: reports.plan(account, query) });
		});
	}
	const affordable: Array<ItemRequest<Choice>> = [];
	for (const request of requests) {
		const check = async () => reports.checkCost(maxReports);
		if (await results.settle(request.itemIndex, check)) affordable.push(request);
	}
	return { requests: affordable, reports };
}

function hintAtPlan(requests: Array<ItemRequest<unknown>>, cost: number, hints: Hints): void {
	for (const { query, jobs } of requests) {
		const windows = jobs.length > 1 ? `, in ${jobs.length} reports` : '';
		hints.add(`Days reported on: ${dayRangeText(query.body.dateRange)} (UTC)${windows}.`);
		for (const message of queryHints(query, Date.now())) hints.notice(message);
		for (const { report } of jobs.filter(({ isResumed }) => isResumed)) {
			const { requestedAt } = report as RequestedReport;
			hints.add(
				`The report that was requested at ${requestedAt} is resumed; no new one is requested.`,
			);
		}
	}
	if (cost > 1) hints.add(`This run requests ${cost} of the day's 50 DT reports.`);
}

async function requestJobs({ jobs }: ItemRequest<unknown>, reports: ReportJobs): Promise<void> {
	for (const job of jobs) await reports.request(job);
}

/** A stopped execution outputs nothing, so its reports stay pending. */
function refuseStopped(context: IExecuteFunctions, { jobs }: ItemRequest<unknown>): void {
	if (!context.getExecutionCancelSignal()?.aborted) return;
	const { reportId, reportUrl, urlExpiresAt } = jobs[0].report as RequestedReport;
	throw new DtError('cancelled', { reportId, reportUrl, urlExpiresAt });
}

/** An error gives back all reports that were requested, whichever of them went wrong. */
function withReports(error: unknown, jobs: ReportJob[]): Error {
	if (!isDtError(error) || jobs.length < 2) {
		return asError(error);
	}
	const reports = jobs.flatMap(({ report, query }) => {
		if (!report) return [];
		const { reportId, reportUrl, urlExpiresAt } = report;
		const { start, end } = query.body.dateRange;
		return [{ reportId, reportUrl, urlExpiresAt, startDate: start, endDate: end }];
	});
	return reports.length > 0 ? error.with({ reports }) : error;
}
