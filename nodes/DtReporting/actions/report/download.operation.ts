import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { asError } from '../../errors/asError';
import { isDtError } from '../../errors/dtError';
import { awaitReport } from '../../transport/awaitReport';
import { fileAccess, type FileAccess } from '../../transport/checkReport';
import { ItemResults } from '../itemResults';
import {
	metricsOf,
	PAGE_ROWS,
	readExpected,
	readIfNotReady,
	readPaging,
	readReport,
} from './downloadFields';
import { Hints } from './executionHints';
import { keyFormOf } from './keyColumns';
import { hintAtFile, inOrder, readRows, storeFile, toFileItem, toItems } from './output';
import { readOutputChoice } from './outputFields';
import { readPageOf, toPageItems } from './pages';

/**
 * Download Report: reads the link of a report that was requested before, waits or checks once, and
 * outputs its rows or its file. All items are awaited together.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const results = new ItemResults(context);
	const tools = { access: fileAccess(context), hints: new Hints(context) };
	const indexes = context.getInputData().map((_, itemIndex) => itemIndex);
	const end = new AbortController();
	try {
		await Promise.all(
			indexes.map(async (itemIndex) => {
				const work = async () => await download(context, tools, itemIndex, end.signal);
				await results.settle(itemIndex, work);
			}),
		);
	} finally {
		end.abort();
	}
	return results.inOrder();
}

async function download(
	context: IExecuteFunctions,
	{ access, hints }: { access: FileAccess; hints: Hints },
	itemIndex: number,
	ended: AbortSignal,
): Promise<INodeExecutionData[]> {
	const { report, baseUrl } = await readReport(context, itemIndex);
	const choice = readOutputChoice(context, itemIndex);
	const metrics = metricsOf(context, itemIndex);
	const expected = readExpected(context, itemIndex, metrics);
	const page = readPaging(context, itemIndex, report, choice);
	const returns = readIfNotReady(context, itemIndex) === 'return';
	const stopped = context.getExecutionCancelSignal();
	const abortSignal = stopped ? AbortSignal.any([ended, stopped]) : ended;
	const wait = { expected, page, maxWaitMs: choice.maxWaitMs, abortSignal, baseUrl };
	const name = `The report ${report.reportId}`;
	const { reportId, reportUrl, urlExpiresAt } = report;
	try {
		if (choice.output === 'file') {
			const file = await awaitReport(access, report, {
				...wait,
				read: async (opened) =>
					await storeFile(context, `dt-report_${reportId}.csv`, { first: opened }),
			});
			hintAtFile(file, name, hints);
			return [toFileItem(file, choice.binaryPropertyName, { reportId }, itemIndex)];
		}
		const form = { metrics: choice.typed ? metrics : [], itemIndex };
		if (page) {
			const limit = choice.limit === Infinity ? PAGE_ROWS : Math.floor(choice.limit);
			const read = readPageOf(report, page, { ...form, limit });
			const rows = await awaitReport(access, report, { ...wait, read });
			return toPageItems(rows, name, hints, keyFormOf(context.getNode()));
		}
		const table = await awaitReport(access, report, { ...wait, read: readRows(form, choice) });
		const splits = table.names.filter((column) => !metrics.includes(column));
		return toItems(context, inOrder(table, splits, choice), name, itemIndex, hints);
	} catch (error) {
		if (!returns || !isDtError(error) || error.dtCode !== 'report_not_ready') {
			throw asError(error);
		}
	}
	const json: IDataObject = {
		ready: false,
		reportId,
		reportUrl,
		urlExpiresAt: urlExpiresAt ?? null,
	};
	return [{ json, pairedItem: { item: itemIndex } }];
}
