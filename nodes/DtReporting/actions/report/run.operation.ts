import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { dayRangeText } from '../../report/dates';
import { fileNameOf, type ReportQuery } from '../../report/query';
import { Arrival } from './arrival';
import { joinTables, readRows, storeFile, toFileItem, toItems } from './deliver';
import type { Hints } from './hints';
import { reportOf } from './jobs';
import { fileAccess, type FileAccess } from './look';
import { fillOrders, withReports, type Order, type Run } from './orders';
import { readOutputChoice, type OutputChoice } from './outputFields';

/**
 * Run Report: asks for the reports of all items, waits for all of them together, and hands on rows or
 * files. Several items cost one wait; items that want exactly the same share one report and one file.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const shared = new Map<string, Promise<INodeExecutionData[]>>();
	const end = new AbortController();
	const access = fileAccess(context);
	try {
		return await fillOrders(
			context,
			(itemIndex) => readOutputChoice(context, itemIndex),
			async (order, run) => {
				const { choice, itemIndex, jobs } = order;
				const name = JSON.stringify([jobs.map(({ key }) => key), choice]);
				const work = shared.get(name) ?? fetch(order, run, access, end.signal);
				shared.set(name, work);
				const items = await work;
				return items.map((item) => ({ ...item, pairedItem: { item: itemIndex } }));
			},
		);
	} finally {
		// One item that fails ends the node; the others must not go on looking behind its back.
		end.abort();
	}
}

async function fetch(
	order: Order<OutputChoice>,
	run: Run,
	access: FileAccess,
	ended: AbortSignal,
): Promise<INodeExecutionData[]> {
	const failed = new AbortController();
	const stopped = run.context.getExecutionCancelSignal();
	const signal = AbortSignal.any([ended, failed.signal, ...(stopped ? [stopped] : [])]);
	const arrival = new Arrival(access, order.choice, run.reports, signal);
	try {
		return order.choice.output === 'file'
			? await fetchFile(order, run, arrival)
			: await fetchRows(order, run, arrival);
	} catch (error) {
		failed.abort();
		throw withReports(error, order.jobs);
	}
}

async function fetchRows(
	{ choice, itemIndex, jobs, query }: Order<OutputChoice>,
	{ context, hints }: Run,
	arrival: Arrival,
): Promise<INodeExecutionData[]> {
	const read = readRows(choice.limit);
	const tables = await Promise.all(jobs.map(async (job) => await arrival.of(job, read)));
	const table = joinTables(tables, choice.limit);
	if (table.total === 0) hintAtNoRows(query, hints);
	return toItems(context, table, choice.typed ? query.body.metrics : [], itemIndex, hints);
}

async function fetchFile(
	{ choice, itemIndex, jobs, query }: Order<OutputChoice>,
	{ context, hints }: Run,
	arrival: Arrival,
): Promise<INodeExecutionData[]> {
	const [first, ...others] = jobs;
	await Promise.all(others.map(async (job) => await arrival.of(job, async () => {})));
	const file = await arrival.of(
		first,
		async (download) =>
			await storeFile(context, fileNameOf(query), download, () => arrival.again(others)),
	);
	if (file.rows === 0) hintAtNoRows(query, hints);
	const { start, end } = query.body.dateRange;
	const reportIds = jobs.map((job) => reportOf(job)?.reportId);
	const about = { startDate: start, endDate: end, reportIds };
	return [toFileItem(file, choice.binaryPropertyName, about, itemIndex)];
}

function hintAtNoRows({ body: { dateRange } }: ReportQuery, hints: Hints): void {
	hints.add(`The report for ${dayRangeText(dateRange)} has no rows.`);
}
