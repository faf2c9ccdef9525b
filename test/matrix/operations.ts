import type { IDataObject } from 'n8n-workflow';

import type { Step } from './faults';

export const OPERATIONS = ['getToken', 'run', 'create', 'download', 'send', 'trigger'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const OPERATION_NAMES: Record<Operation, string> = {
	getToken: 'Get Token',
	run: 'Run',
	create: 'Create',
	download: 'Download',
	send: 'Send',
	trigger: 'trigger',
};

/** Which operations come to a step. */
export const OPERATIONS_OF: Record<Step, Operation[]> = {
	token: ['getToken', 'run', 'create', 'send', 'trigger'],
	report: ['run', 'create', 'send', 'trigger'],
	firstCheck: ['run', 'download', 'trigger'],
	laterCheck: ['run', 'download', 'trigger'],
	redirect: ['run', 'download', 'trigger'],
	download: ['run', 'download', 'trigger'],
};

/** How n8n is told to deal with what fails. The trigger knows the first only. */
export const STRATEGIES = ['thrown', 'errorOutput', 'continue', 'retry'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Seconds; as long as a cell waits for its file. */
export const MAX_WAIT = 60;

const QUERY = {
	source: 'event',
	dateRange: { start: '2026-11-01', end: '2026-11-01' },
	metrics: ['Offer Clicks'],
	splits: ['Date'],
	filters: [],
};

const query = {
	dateRange: 'custom',
	startDate: '2026-11-01',
	endDate: '2026-11-01',
	metrics: ['Offer Clicks'],
	splits: ['Date'],
};

export const PARAMETERS: Record<Exclude<Operation, 'trigger'>, IDataObject> = {
	getToken: { resource: 'token', operation: 'get' },
	run: { resource: 'report', operation: 'run', ...query, options: { maxWait: MAX_WAIT } },
	create: { resource: 'report', operation: 'create', ...query },
	download: { resource: 'report', operation: 'download', options: { maxWait: MAX_WAIT } },
	send: {
		resource: 'request',
		operation: 'send',
		method: 'POST',
		path: '/api/v1/report/offerwall',
		query: '{"format": "csv"}',
		body: JSON.stringify(QUERY),
	},
};

export const TRIGGER_PARAMETERS: IDataObject = {
	metrics: ['Offer Clicks'],
	splits: ['Date'],
	startFrom: '',
};
