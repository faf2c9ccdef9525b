import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { CREDENTIAL, readBaseUrl } from '../../transport/credential';
import { asError } from '../../errors/asError';
import { invalidParameter, isDtError } from '../../errors/dtError';
import { DIMENSIONS, METRICS } from '../../core/report/catalogue';
import { readCursor, type Cursor } from '../../core/csv/cursor';
import type { Expected } from '../../core/report/downloadStatus';
import { fileIdOf, isAllowedLink, linkExpiry } from '../../core/report/link';
import { textList } from '../../core/report/lists';
import type { RequestedReport } from '../../core/report/reportState';
import { ItemResults } from '../itemResults';
import { parametersOf, readChoice, readOptions } from '../parameters';
import { awaitReport } from '../../transport/awaitReport';
import { hintAtFile, readRows, storeFile, toFileItem, toItems } from './output';
import { Hints } from './executionHints';
import { fileAccess, type FileAccess } from '../../transport/checkReport';
import { readOutputChoice, type OutputChoice } from './outputFields';
import { readPageOf, toPageItems } from './pages';

export const fields: INodeProperties[] = [
	{
		displayName: 'Report URL',
		name: 'reportUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.reportUrl }}',
		description:
			'The link that Create Report gave, or that stands in the details of a report that was not ready',
	},
	{
		displayName: 'Additional Metrics',
		name: 'additionalMetrics',
		type: 'string',
		default: '',
		placeholder: 'e.g. My New Metric',
		description:
			'Columns to make numbers of, beside the metrics that the node knows, separated by commas',
	},
];

/** What to do with a report that is not ready when the wait ends; an entry of the Options collection. */
export const ifNotReadyOption: INodeProperties = {
	displayName: 'If Not Ready',
	name: 'ifNotReady',
	type: 'options',
	options: [
		{ name: 'Fail', value: 'error', description: 'The node fails with report_not_ready' },
		{ name: 'Return', value: 'return', description: 'Return an item with ready set to false' },
	],
	default: 'error',
	description: 'What to do when the report is not ready at the end of the wait',
};

/** Rows on a page, unless Limit says otherwise. */
const PAGE_ROWS = 5_000;

/** Reads a report in pages; an entry of the Options collection. */
export const cursorOption: INodeProperties = {
	displayName: 'Cursor',
	name: 'cursor',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json._dt.cursor }}',
	description:
		'Read the report in pages of Limit rows (5,000 unless set). Leave it empty for the first page; then pass on _dt.cursor of any item of the page before, as long as _dt.hasMore is true.',
};

/** By which columns a file is known to be the report, where the query is not; an entry of the Options collection. */
export const expectedColumnsOption: INodeProperties = {
	displayName: 'Expected Columns',
	name: 'expectedColumns',
	type: 'string',
	default: '',
	placeholder: 'e.g. Date, My New Metric',
	description:
		'Columns that the file must have, separated by commas. Without them, one column that the node knows, or one of Additional Metrics, is enough.',
};

/**
 * Download Report: takes up the link of a report that was requested before, waits or looks once, and
 * hands on its rows or its file. All items are awaited together.
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
		const form = { metrics: choice.typed ? metrics : [], itemIndex, limit: choice.limit };
		if (page) {
			const limit = choice.limit === Infinity ? PAGE_ROWS : Math.floor(choice.limit);
			const read = readPageOf(report, page, { ...form, limit });
			return toPageItems(await awaitReport(access, report, { ...wait, read }), name, hints);
		}
		const table = await awaitReport(access, report, { ...wait, read: readRows(form) });
		return toItems(context, table, name, itemIndex, hints);
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

/** The metrics of a report whose query is not known: those that the node knows, and those the user names. */
const metricsOf = (context: IExecuteFunctions, itemIndex: number): string[] => [
	...METRICS.map(({ name }) => name),
	...textList('Additional Metrics', context.getNodeParameter('additionalMetrics', itemIndex, '')),
];

/**
 * Which page is wanted; none where the report is wanted whole.
 *
 * @throws DtError `invalid_parameters`
 */
function readPaging(
	context: IExecuteFunctions,
	itemIndex: number,
	{ reportUrl }: RequestedReport,
	{ output }: OutputChoice,
): 'first' | Cursor | undefined {
	const { cursor } = readOptions(parametersOf(context, itemIndex));
	if (cursor === undefined) return undefined;
	if (output === 'file') {
		throw invalidParameter(
			'Cursor',
			'pages come as items, and Output is CSV File',
			'Set Output to Rows as Items, or remove Cursor from the options: a file is never held in memory.',
		);
	}
	return readCursor(cursor, reportUrl) ?? 'first';
}

/** Names that a report may have for its columns, unless the user says which it must have. */
function readExpected(context: IExecuteFunctions, itemIndex: number, metrics: string[]): Expected {
	const { expectedColumns } = readOptions(parametersOf(context, itemIndex));
	const all = textList('Expected Columns', expectedColumns);
	if (all.length > 0) return { all };
	return { all, oneOf: [...metrics, ...DIMENSIONS.map(({ name }) => name)] };
}

/** @throws DtError `invalid_parameters` for a link that must not be followed */
async function readReport(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<{ report: RequestedReport; baseUrl: string }> {
	const credential = await context.getCredentials(CREDENTIAL, itemIndex);
	const baseUrl = readBaseUrl(credential.baseUrl);
	const given: unknown = context.getNodeParameter('reportUrl', itemIndex, '');
	const reportUrl = typeof given === 'string' ? given.trim() : '';
	const remedy =
		'Take reportUrl as Create Report gave it, with everything behind the question mark.';
	if (reportUrl === '') throw invalidParameter('Report URL', 'this is empty', remedy);
	if (!isAllowedLink(reportUrl, baseUrl)) {
		throw invalidParameter('Report URL', 'this is not an https link', remedy);
	}
	const report = {
		reportId: fileIdOf(reportUrl),
		reportUrl,
		urlExpiresAt: linkExpiry(reportUrl),
		requestedAt: new Date(Date.now()).toISOString(),
	};
	return { report, baseUrl };
}

function readIfNotReady(context: IExecuteFunctions, itemIndex: number): 'error' | 'return' {
	const { ifNotReady } = readOptions(parametersOf(context, itemIndex));
	return readChoice('If Not Ready', ifNotReady ?? 'error', ['error', 'return']);
}
