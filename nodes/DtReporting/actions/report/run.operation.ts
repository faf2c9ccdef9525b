import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { asError } from '../../errors/asError';
import { dayRangeText, type DateRange } from '../../core/report/dates';
import { fileNameOf } from '../../core/report/query';
import { joinTables } from '../../core/csv/table';
import { JobDownloads } from './jobDownloads';
import { joinFiles } from './joinFiles';
import { copiesFor, hintAtFile, inOrder, readRows, storeFile, toFileItem, toItems } from './output';
import { fileAccess, type FileAccess } from '../../transport/checkReport';
import { runRequests, type ItemRequest, type Run } from './requestReports';
import { readOutputChoice, type OutputChoice } from './outputFields';

/**
 * Run Report: requests the reports of all items, waits for all of them together, and outputs rows or
 * files. Several items cost one wait; items with the same query share one report and one file.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const shared = new Map<string, Promise<INodeExecutionData[]>>();
	const end = new AbortController();
	const access = fileAccess(context);
	try {
		return await runRequests(
			context,
			(itemIndex) => readOutputChoice(context, itemIndex),
			async (request, run) => {
				const { choice, itemIndex, jobs } = request;
				const name = JSON.stringify([jobs.map(({ key }) => key), choice]);
				const known = shared.get(name);
				const work = known ?? fetch(request, run, access, end.signal);
				shared.set(name, work);
				return known ? copiesFor(await known, itemIndex) : await work;
			},
		);
	} finally {
		// One item that fails ends the node; the others must not go on checking.
		end.abort();
	}
}

async function fetch(
	request: ItemRequest<OutputChoice>,
	run: Run,
	access: FileAccess,
	ended: AbortSignal,
): Promise<INodeExecutionData[]> {
	const failed = new AbortController();
	const stopped = run.context.getExecutionCancelSignal();
	const signal = AbortSignal.any([ended, failed.signal, ...(stopped ? [stopped] : [])]);
	const downloads = new JobDownloads(access, request.choice, run.reports, signal);
	try {
		return request.choice.output === 'file'
			? await fetchFile(request, run, downloads)
			: await fetchRows(request, run, downloads);
	} catch (error) {
		failed.abort();
		throw asError(error);
	}
}

async function fetchRows(
	{ choice, itemIndex, jobs, query }: ItemRequest<OutputChoice>,
	{ context, hints }: Run,
	downloads: JobDownloads,
): Promise<INodeExecutionData[]> {
	const { typed } = choice;
	const { dateRange, metrics, splits } = query.body;
	const tables = await Promise.all(
		jobs.map(async (job) => {
			const asked = job.query.body.dateRange;
			const form = { metrics: typed ? metrics : [], itemIndex, asked };
			return await downloads.of(job, readRows(form, choice));
		}),
	);
	const table = inOrder(joinTables(tables), splits, choice);
	return toItems(context, table, nameOf(dateRange), itemIndex, hints);
}

async function fetchFile(
	{ choice, itemIndex, jobs, query }: ItemRequest<OutputChoice>,
	{ context, hints }: Run,
	downloads: JobDownloads,
): Promise<INodeExecutionData[]> {
	const { dateRange } = query.body;
	const file = await joinFiles(
		jobs,
		downloads,
		async (parts) => await storeFile(context, fileNameOf(query), parts),
	);
	hintAtFile(file, nameOf(dateRange), hints);
	const { start, end } = dateRange;
	const reportIds = jobs.map(({ report }) => report?.reportId);
	const about = { startDate: start, endDate: end, reportIds };
	return [toFileItem(file, choice.binaryPropertyName, about, itemIndex)];
}

const nameOf = (dateRange: DateRange) => `The report for ${dayRangeText(dateRange)}`;
