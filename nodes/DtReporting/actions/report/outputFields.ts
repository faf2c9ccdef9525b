import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { invalidParameter } from '../../errors/dtError';
import { textOf } from '../../errors/shown';
import { isTool } from '../../helpers/nodeSettings';
import {
	parametersOf,
	readChoice,
	readNumber,
	readOptions,
	readSwitch,
	type ReadParameter,
} from '../parameters';

/** DT may need up to an hour. Source: docs/dt-api.md section 0 (A). */
const DEFAULT_MAX_WAIT_SECONDS = 3600;
/** Rows that an AI agent gets unless it requests more. */
const TOOL_LIMIT = 100;

/** The parameters that say what to do with a report's file, for every operation that fetches one. */
export const outputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Rows as Items', value: 'items', description: 'One item per row' },
			{
				name: 'CSV File',
				value: 'file',
				description: 'One item with the file as DT wrote it',
				displayOptions: { hide: { '@tool': [true] } },
			},
		],
		default: 'items',
		description: 'In which form to hand the report on',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { output: ['file'] } },
	},
];

/** The entry of the Options collection for the type of values. */
export const valueTypesOption: INodeProperties = {
	displayName: 'Value Types',
	name: 'valueTypes',
	type: 'options',
	options: [
		{
			name: 'Typed',
			value: 'typed',
			description: 'Metrics become numbers, a missing one null; splits stay text',
		},
		{ name: 'Text', value: 'text', description: 'Everything as DT wrote it' },
	],
	default: 'typed',
	description: 'How to output the values of rows',
};

/** The entries of the Options collection for operations that wait. */
export const outputOptions: INodeProperties[] = [
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
	{
		displayName: 'Max Wait',
		name: 'maxWait',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: DEFAULT_MAX_WAIT_SECONDS,
		description:
			'Seconds to wait for the report before giving up; 0 checks once. The link of a report that was not ready in time is kept in the details.',
	},
	valueTypesOption,
];

/** An entry of the Options collection: DT writes rows in no order. */
export const sortRowsOption: INodeProperties = {
	displayName: 'Sort Rows',
	name: 'sortRows',
	type: 'boolean',
	default: false,
	description:
		'Whether to sort the rows by Date, then by the other splits in their order. DT writes rows in no order.',
	displayOptions: { show: { '/output': ['items'] } },
};

/** How many reports a run may spend unless the user says otherwise. */
const DEFAULT_MAX_REPORTS = 10;

/** The entry of the Options collection for operations that request reports. */
export const maxReportsOption: INodeProperties = {
	displayName: 'Max Reports',
	name: 'maxReports',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_MAX_REPORTS,
	description:
		'How many of the day’s 50 reports one run of this node may spend, over all its items. A date range of more than 90 days takes several.',
};

/**
 * How many reports a run may spend.
 *
 * @throws DtError `invalid_parameters`
 */
export function readMaxReports(context: IExecuteFunctions, itemIndex: number): number {
	const { maxReports } = readOptions(parametersOf(context, itemIndex));
	return readNumber('Max Reports', maxReports, DEFAULT_MAX_REPORTS, 1);
}

/** In which form rows are output. */
export interface FormChoice {
	output: 'items' | 'file';
	binaryPropertyName: string;
	typed: boolean;
	sortRows: boolean;
}

export interface OutputChoice extends FormChoice {
	maxWaitMs: number;
	limit: number;
}

/**
 * The form that the user chose, checked.
 *
 * @throws DtError `invalid_parameters`
 */
export function readFormChoice(read: ReadParameter): FormChoice {
	const output = readChoice('Output', read('output', 'items'), ['items', 'file']);
	const valueTypes = readOptions(read).valueTypes ?? 'typed';
	const typed = readChoice('Value Types', valueTypes, ['typed', 'text']) === 'typed';
	const binaryPropertyName = textOf(read('binaryPropertyName', 'data')).trim();
	if (output === 'file' && binaryPropertyName === '') {
		throw invalidParameter('Put Output File in Field', 'this is empty');
	}
	const sortRows = readSwitch('Sort Rows', readOptions(read).sortRows, false);
	return { output, binaryPropertyName, typed, sortRows };
}

/**
 * What the user chose for one item, checked.
 *
 * @throws DtError `invalid_parameters`
 */
export function readOutputChoice(context: IExecuteFunctions, itemIndex: number): OutputChoice {
	const read = parametersOf(context, itemIndex);
	const { maxWait, limit } = readOptions(read);
	return {
		...readFormChoice(read),
		maxWaitMs: readNumber('Max Wait', maxWait, DEFAULT_MAX_WAIT_SECONDS, 0) * 1000,
		limit: readNumber('Limit', limit, isTool(context) ? TOOL_LIMIT : Infinity, 1),
	};
}

/** True when the node runs as an AI tool: n8n then gives its type the ending `Tool`. */
