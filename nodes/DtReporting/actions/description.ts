import type { INodeProperties } from 'n8n-workflow';

import { DIMENSIONS, METRICS, isOf, type CatalogueEntry } from '../core/report/catalogue';
import { DATE_RANGES } from '../core/report/dates';
import { inVersion, optionsOf, shownFor } from './displayOptions';
import {
	cursorOption,
	cursorOptionV1,
	expectedColumnsOption,
	fields as downloadFields,
	fieldsV1 as downloadFieldsV1,
	ifNotReadyOption,
	numberColumnsOption,
} from './report/downloadFields';
import {
	maxReportsOption,
	outputFields,
	outputOptions,
	sortRowsOption,
} from './report/outputFields';
import { queryFields, queryFieldsV1, queryOptions } from './report/queryFields';
import { fields as sendRequestFields } from './request/send.operation';
import { fields as getTokenFields } from './token/get.operation';

const namesOf = (catalogue: CatalogueEntry[]): string =>
	catalogue
		.filter((entry) => isOf(entry, 'offerWall'))
		.map(({ name }) => name)
		.join(', ');

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Report', value: 'report' },
		{ name: 'Request', value: 'request' },
		{
			name: 'Token',
			value: 'token',
			displayOptions: { hide: { '@tool': [true] } },
		},
	],
	default: 'report',
};

const reportOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['report'] } },
	options: [
		{
			name: 'Run',
			value: 'run',
			action: 'Run report',
			description: 'Request a report, wait for it, and get its rows or its file',
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create report',
			description: 'Request a report and get its link at once, without waiting for the file',
		},
		{
			name: 'Download',
			value: 'download',
			action: 'Download report',
			description: 'Get the rows or the file of a report that was requested before, by its link',
		},
	],
	default: 'run',
};

const requestOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['request'] } },
	options: [
		{
			name: 'Send',
			value: 'send',
			action: 'Send request',
			description: 'Call any path of the DT Reporting API with the credential’s token',
		},
	],
	default: 'send',
};

const tokenOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['token'] } },
	options: [
		{
			name: 'Get',
			value: 'get',
			action: 'Get token',
			description: 'Make a fresh token, for a tool that calls DT by itself',
		},
	],
	default: 'get',
};

/** What a model is told of the tool; n8n shows it as the tool's description, to be edited. */
const toolDescription: INodeProperties = {
	displayName: 'Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 4 },
	default: `Get Digital Turbine (DT) Offer Wall numbers. Metrics: ${namesOf(METRICS)}. Splits: ${namesOf(DIMENSIONS)}. Filters keep rows by the values of a split. Date ranges: ${DATE_RANGES.join(', ')}; only custom uses a start and an end date, as YYYY-MM-DD. All days are UTC. Money is in USD.`,
	required: true,
	description:
		'What the model is told of this tool. It names the metrics and splits, which the model cannot see otherwise.',
	displayOptions: { show: { '@tool': [true] } },
};

const reports = (operations: string[], fields: INodeProperties[]): INodeProperties[] =>
	shownFor({ resource: ['report'], operation: operations }, fields);

/** The parameters of the report operations. */
const reportFields: INodeProperties[] = [
	...reports(['run', 'create'], queryFields),
	...reports(['download'], downloadFields),
	...reports(['run', 'download'], outputFields),
	...reports(['create'], [optionsOf([...queryOptions, maxReportsOption])]),
	...reports(
		['download'],
		[
			optionsOf([
				cursorOption,
				expectedColumnsOption,
				ifNotReadyOption,
				numberColumnsOption,
				sortRowsOption,
				...outputOptions,
			]),
		],
	),
	...reports(
		['run'],
		[optionsOf([...queryOptions, sortRowsOption, ...outputOptions, maxReportsOption])],
	),
];

/** The same in the form of version 1. */
const reportFieldsV1: INodeProperties[] = [
	...reports(['create', 'run'], queryFieldsV1),
	...reports(['download'], downloadFieldsV1),
	...reports(['download', 'run'], outputFields),
	...reports(['create'], [optionsOf([maxReportsOption])]),
	...reports(
		['download'],
		[optionsOf([cursorOptionV1, expectedColumnsOption, ifNotReadyOption, ...outputOptions])],
	),
	...reports(['run'], [optionsOf([...outputOptions, maxReportsOption])]),
];

/** Every parameter of the node, in the order in which the user meets them. */
export const properties: INodeProperties[] = [
	toolDescription,
	resource,
	reportOperation,
	requestOperation,
	tokenOperation,
	...inVersion(2, reportFields),
	...inVersion(1, reportFieldsV1),
	...shownFor({ resource: ['request'], operation: ['send'] }, sendRequestFields),
	...shownFor({ resource: ['token'], operation: ['get'] }, getTokenFields),
];
