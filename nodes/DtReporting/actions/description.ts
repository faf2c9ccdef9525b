import type { INodeProperties } from 'n8n-workflow';

import {
	cursorOption,
	expectedColumnsOption,
	fields as downloadFields,
	ifNotReadyOption,
} from './report/downloadFields';
import { maxReportsOption, outputFields, outputOptions } from './report/outputFields';
import { queryFields } from './report/queryFields';
import { fields as sendRequestFields } from './request/send.operation';
import { fields as getTokenFields } from './token/get.operation';

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
			name: 'Create',
			value: 'create',
			action: 'Create report without waiting for it',
			description: 'Request a report and get its link at once, without waiting for the file',
		},
		{
			name: 'Download',
			value: 'download',
			action: 'Download report by its link',
			description: 'Get the rows or the file of a report that was requested before, by its link',
		},
		{
			name: 'Run',
			value: 'run',
			action: 'Run report and get its rows',
			description: 'Request a report, wait for it, and get its rows or its file',
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

const options = (entries: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...entries].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
});

/** Fields that are shown for some operations only, beside what each is shown for by itself. */
const shownFor = (
	resourceName: string,
	operations: string[],
	fields: INodeProperties[],
): INodeProperties[] =>
	fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, resource: [resourceName], operation: operations },
		},
	}));

/** Every parameter of the node, in the order in which the user meets them. */
export const properties: INodeProperties[] = [
	resource,
	reportOperation,
	requestOperation,
	tokenOperation,
	...shownFor('report', ['create', 'run'], queryFields),
	...shownFor('report', ['download'], downloadFields),
	...shownFor('report', ['download', 'run'], outputFields),
	...shownFor('report', ['create'], [options([maxReportsOption])]),
	...shownFor(
		'report',
		['download'],
		[options([cursorOption, expectedColumnsOption, ifNotReadyOption, ...outputOptions])],
	),
	...shownFor('report', ['run'], [options([...outputOptions, maxReportsOption])]),
	...shownFor('request', ['send'], sendRequestFields),
	...shownFor('token', ['get'], getTokenFields),
];
