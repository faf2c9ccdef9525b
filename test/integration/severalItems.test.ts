import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../simulator';
import { s3Error } from '../support/s3Error';
import { runNode, type CredentialStore, type RunOptions } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const REPORT = { resource: 'report', metrics: '={{ [$json.metric] }}', splits: ['Date'] };
const CLICKS = { metric: 'Offer Clicks' };
const REVENUE = { metric: 'Publisher Revenue' };
const UNKNOWN = { metric: 'nope' };
const CONTINUE = { onError: 'continueErrorOutput' } as const;

type Options = Omit<RunOptions, 'parameters'>;

const perform = async (operation: string, parameters: IDataObject, options: Options) =>
	await runNode(store, { parameters: { ...REPORT, operation, ...parameters }, ...options });
const run = async (items: IDataObject[], options: Options = {}, parameters: IDataObject = {}) =>
	await perform('run', parameters, { items, ...options });

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;
const ids = () => dt.reports.map(({ id }) => id);

describe.each([CONTINUE, { onError: 'continueRegularOutput' } as const])(
	'Retry On Fail because of the first item, with %j',
	(onError) => {
		const three = { items: [UNKNOWN, CLICKS, REVENUE], retryOnFail: true, ...onError };

		it('requests the reports of the other items once, over all tries', async () => {
			await begin();
			const { outputs } = await perform('run', {}, three);
			expect(dt.count('report', 400)).toBe(3);
			expect(dt.reports).toHaveLength(2);
			expect(outputs.flat()).toHaveLength(3);
			// The next execution gets numbers of its own.
			await run([CLICKS, REVENUE]);
			expect(dt.reports).toHaveLength(4);
		});

		it('gives the links of the reports that the first try of Create has requested', async () => {
			await begin();
			const { outputs } = await perform('create', {}, three);
			const given = outputs.flat().map(({ json }) => json.reportId);
			expect(given.filter((id) => id !== undefined)).toEqual(ids());
			expect(dt.reports).toHaveLength(2);
		});
	},
);

it('a report that an earlier execution has requested is delivered again to a retry', async () => {
	await begin({ readyAfter: 300 });
	await run([CLICKS], {}, { options: { maxWait: 0 } });
	const items = [UNKNOWN, CLICKS];
	const { outputs } = await run(items, { retryOnFail: true, ...CONTINUE });
	expect(outputs[0]).toHaveLength(1);
	expect(dt.reports).toHaveLength(1);
});

it('a stopped execution keeps the reports of the items that were served, with On Error: Continue', async () => {
	await begin();
	dt.fault({ on: 'file', status: 404, when: (earlier) => earlier > 0, times: Infinity });
	await run([CLICKS, REVENUE], { ...CONTINUE, stopAfter: 1_500 });
	expect(dt.reports).toHaveLength(2);
	dt.clearFaults();
	const { outputs } = await run([CLICKS, REVENUE]);
	expect(outputs[0]).toHaveLength(2);
	expect(dt.reports).toHaveLength(2);
});

it('an error that ends the node has the links of the reports of all items', async () => {
	await begin();
	const { error } = await run([CLICKS, REVENUE, UNKNOWN]);
	expect(details(error)).toMatchObject({
		code: 'report_rejected',
		reports: dt.reports.map(({ id, url }) => ({ reportId: id, reportUrl: url })),
	});
	expect(dt.reports).toHaveLength(2);
});

it('an error on the error output has the links of its own item', async () => {
	await begin();
	const { outputs } = await run([CLICKS, UNKNOWN], CONTINUE);
	expect(outputs[1][0].json.details).not.toHaveProperty('reports');
});

it('a report that two items share is resumed when one of them did not wait for it', async () => {
	await begin({ readyAfter: 1_200 });
	const items = [
		{ ...CLICKS, wait: 0 },
		{ ...CLICKS, wait: 10 },
	];
	const wait = { options: { maxWait: '={{ $json.wait }}' } };
	const { outputs } = await run(items, CONTINUE, wait);
	expect(outputs.map((of) => of.length)).toEqual([1, 1]);
	await run([CLICKS]);
	expect(dt.reports).toHaveLength(1);
});

it('a report that replaces another is kept when a different item ends the node meanwhile', async () => {
	await begin({ readyAfter: 4_000 });
	await run([CLICKS], {}, { options: { maxWait: 0 } });
	const [useless] = ids();
	// The new request takes longer than the wait of the other item.
	dt.fault({ on: 'report', skip: 1, delay: 2_500 });
	dt.fault({
		on: 'file',
		times: Infinity,
		status: 403,
		body: ({ url }) => s3Error(String(url).includes(useless) ? 'ExpiredToken' : 'AccessDenied'),
	});
	const both = await run([CLICKS, REVENUE], {}, { options: { maxWait: 1 } });
	expect(details(both.error).code).toBe('report_not_ready');
	expect(dt.reports).toHaveLength(3);
	dt.clearFaults();
	await run([CLICKS, REVENUE]);
	expect(dt.reports).toHaveLength(3);
});

describe('a file of several date windows', () => {
	const range = {
		dateRange: 'custom',
		startDate: '2026-04-01',
		endDate: '2026-08-01',
		output: 'file',
		metrics: ['Offer Clicks'],
		options: { maxWait: 30 },
	};
	const starts = () => dt.reports.map(({ query }) => query.dateRange.start);
	/** Cuts the files of windows that hold this day, in the middle of a row. */
	const cut = (day: string) =>
		dt.fault({
			on: 'file',
			times: Infinity,
			change: (bytes) =>
				bytes.includes(day) ? bytes.subarray(0, bytes.indexOf(day) + day.length) : bytes,
		});

	it('names the window whose file is of no use, and requests that one again', async () => {
		await begin();
		cut('2026-07-15');
		const { error } = await run([{}], {}, range);
		const [, second] = dt.reports;
		expect(details(error)).toMatchObject({ code: 'report_unreadable', reportId: second.id });
		dt.clearFaults();
		const { outputs } = await run([{}], {}, range);
		expect(outputs[0][0].json).toMatchObject({ rows: 123 });
		expect(starts()).toEqual(['2026-04-01', '2026-06-30', '2026-06-30']);
	});

	it('refuses a day that is of another window', async () => {
		await begin();
		dt.fault({
			on: 'file',
			times: Infinity,
			change: (bytes) => Buffer.from(bytes.toString().replaceAll('2026-07-15', '2026-04-15')),
		});
		const { error } = await run([{}], {}, range);
		expect(details(error)).toMatchObject({
			code: 'report_unreadable',
			reportId: dt.reports[1].id,
		});
		expect(String(error?.message)).toContain('2026-04-15');
	});
});

it('Send does not send a report request again when Retry On Fail is for another item', async () => {
	await begin();
	const query = (metric: string) => ({
		source: 'event',
		dateRange: { start: '2026-11-01', end: '2026-11-01' },
		metrics: [metric],
		splits: [],
		filters: [],
	});
	const send = async (onError: Options) =>
		await runNode(store, {
			parameters: {
				resource: 'request',
				operation: 'send',
				method: 'POST',
				path: '/api/v1/report/offerwall',
				query: '{"format": "csv"}',
				body: '={{ JSON.stringify($json) }}',
			},
			items: [query('nope'), query('Offer Clicks'), query('Offer Clicks')],
			retryOnFail: true,
			...onError,
		});
	const { outputs } = await send(CONTINUE);
	expect(dt.reports).toHaveLength(2);
	expect(outputs[0].map(({ json }) => json.id)).toEqual(ids());
});
