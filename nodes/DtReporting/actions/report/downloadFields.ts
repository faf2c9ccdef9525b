import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readCursor, type Cursor } from '../../core/csv/cursor';
import { DIMENSIONS, METRICS } from '../../core/report/catalogue';
import type { Expected } from '../../core/report/fileHead';
import { fileIdOf, linkFault, linkExpiry } from '../../core/report/link';
import { textList } from '../../core/report/lists';
import type { RequestedReport } from '../../core/report/requestedReport';
import { invalidParameter } from '../../errors/dtError';
import { CREDENTIAL, readBaseUrl } from '../../transport/credential';
import { additionalMetricsOf, parametersOf, readChoice, readOptions } from '../parameters';
import { additionalMetricsField } from './nameFields';
import type { OutputChoice } from './outputFields';

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
];

/** Columns to make numbers of; an entry of the Options collection. */
export const numberColumnsOption: INodeProperties = {
	...additionalMetricsField,
	description:
		'Columns to make numbers of, beside the metrics that the node knows, separated by commas',
};

/** The same in the form of version 1. */
export const fieldsV1: INodeProperties[] = [...fields, numberColumnsOption];

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
export const PAGE_ROWS = 5_000;

function cursorOf(cursor: string, hasMore: string): INodeProperties {
	return {
		displayName: 'Cursor',
		name: 'cursor',
		type: 'string',
		default: '',
		placeholder: `e.g. {{ $json.${cursor} }}`,
		description: `Read the report in pages of Limit rows (5,000 unless set). Leave it empty for the first page; then pass on ${cursor} of any item of the page before, as long as ${hasMore} is true.`,
	};
}

/** Reads a report in pages; an entry of the Options collection. */
export const cursorOption: INodeProperties = cursorOf('_dt_cursor', '_dt_has_more');

/** The same in the form of version 1. */
export const cursorOptionV1: INodeProperties = cursorOf('_dt.cursor', '_dt.hasMore');

/** The columns that identify a file as the report, where the query is not; an entry of the Options collection. */
export const expectedColumnsOption: INodeProperties = {
	displayName: 'Expected Columns',
	name: 'expectedColumns',
	type: 'string',
	default: '',
	placeholder: 'e.g. Date, My New Metric',
	description:
		'Columns that the file must have, separated by commas. Without them, one column that the node knows, or one of Additional Metrics, is enough.',
};

/** The metrics of a report whose query is not known: those that the node knows, and those the user names. */
export const metricsOf = (context: IExecuteFunctions, itemIndex: number): string[] => [
	...METRICS.map(({ name }) => name),
	...textList('Additional Metrics', additionalMetricsOf(parametersOf(context, itemIndex))),
];

/**
 * Which page is wanted; none where the report is wanted whole.
 *
 * @throws DtError `invalid_parameters`
 */
export function readPaging(
	context: IExecuteFunctions,
	itemIndex: number,
	{ reportUrl }: RequestedReport,
	{ output, sortRows }: OutputChoice,
): 'first' | Cursor | undefined {
	const { cursor } = readOptions(parametersOf(context, itemIndex));
	if (cursor === undefined) return undefined;
	if (sortRows) {
		throw invalidParameter(
			'Sort Rows',
			'pages come in the order of the file',
			'Remove Sort Rows or Cursor from the options.',
		);
	}
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
export function readExpected(
	context: IExecuteFunctions,
	itemIndex: number,
	metrics: string[],
): Expected {
	const { expectedColumns } = readOptions(parametersOf(context, itemIndex));
	const all = textList('Expected Columns', expectedColumns);
	if (all.length > 0) return { all };
	return { all, oneOf: [...metrics, ...DIMENSIONS.map(({ name }) => name)] };
}

/** @throws DtError `invalid_parameters` for a link that must not be followed */
export async function readReport(
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
	const fault = linkFault(reportUrl, baseUrl);
	if (fault !== undefined) throw invalidParameter('Report URL', `this link ${fault}`, remedy);
	const report = {
		reportId: fileIdOf(reportUrl),
		reportUrl,
		urlExpiresAt: linkExpiry(reportUrl),
		requestedAt: new Date(Date.now()).toISOString(),
	};
	return { report, baseUrl };
}

export function readIfNotReady(context: IExecuteFunctions, itemIndex: number): 'error' | 'return' {
	const { ifNotReady } = readOptions(parametersOf(context, itemIndex));
	return readChoice('If Not Ready', ifNotReady ?? 'error', ['error', 'return']);
}
