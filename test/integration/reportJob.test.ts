import { sleep, type IDataObject } from 'n8n-workflow';

import { forgetReports } from '../../nodes/DtReporting/helpers/pendingReports';
import { forgetTokens } from '../../nodes/DtReporting/transport/tokenCache';
import type { Simulator } from '../simulator';
import { runNode, type CredentialStore, type RunOptions } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;

const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const perform = async (
	operation: string,
	parameters: IDataObject,
	options: Partial<RunOptions> = {},
) =>
	await runNode(store, {
		parameters: { resource: 'report', operation, ...parameters },
		...options,
	});
const query = { metrics: ['Publisher Revenue', 'Offer Clicks'], splits: ['Date', 'Country'] };
const run = async (parameters: IDataObject = {}, options: Partial<RunOptions> = {}) =>
	await perform('run', { ...query, ...parameters }, options);
const create = async (parameters: IDataObject = {}, options: Partial<RunOptions> = {}) =>
	await perform('create', { ...query, ...parameters }, options);
const download = async (
	reportUrl: unknown,
	parameters: IDataObject = {},
	options: Partial<RunOptions> = {},
) => await perform('download', { reportUrl: reportUrl as string, ...parameters }, options);
const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;
const notReady = { options: { maxWait: 0 } };

describe('Create Report and Download Report', () => {
	it('part ways: the link outlives the execution', async () => {
		await begin({ readyAfter: 1_000 });
		const created = await create();
		expect(created.rows).toEqual([
			{
				reportId: dt.reports[0].id,
				reportUrl: dt.reports[0].url,
				urlExpiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
				requestedAt: expect.stringMatching(/^\d{4}-.*Z$/),
				query: { endpoint: 'offerwall', ...dt.reports[0].query },
			},
		]);
		expect(dt.count('file')).toBe(0);
		forgetTokens();
		forgetReports();
		const { rows } = await download(created.rows[0].reportUrl);
		expect(rows).toHaveLength(8);
		expect(typeof rows[0].Country).toBe('string');
		expect(rows.some((row) => typeof row['Publisher Revenue'] === 'number')).toBe(true);
		expect(dt.count('report')).toBe(1);
	});

	it('requests again each time it is run, since its report was delivered', async () => {
		await begin();
		await create();
		await create();
		expect(dt.reports).toHaveLength(2);
	});

	it('tells not ready from expired from broken', async () => {
		await begin({ readyAfter: 60_000, linkLifetime: 3 });
		const { rows } = await create();
		expect(details((await download(rows[0].reportUrl, notReady)).error)).toMatchObject({
			code: 'report_not_ready',
			reportUrl: rows[0].reportUrl,
		});
		dt.fault({ on: 'file', status: 200, body: '{"message":"no"}', times: 3 });
		expect(details((await download(rows[0].reportUrl)).error).code).toBe('report_unreadable');
		await sleep(1_500);
		expect(details((await download(rows[0].reportUrl)).error).code).toBe('report_expired');
	});

	it('returns ready: false where the user requested that', async () => {
		await begin({ readyAfter: 60_000 });
		const { rows } = await create();
		const result = await download(rows[0].reportUrl, {
			options: { maxWait: 0, ifNotReady: 'return' },
		});
		expect(result.error).toBeUndefined();
		expect(result.rows).toEqual([
			{
				ready: false,
				reportId: rows[0].reportId,
				reportUrl: rows[0].reportUrl,
				urlExpiresAt: rows[0].urlExpiresAt,
			},
		]);
	});

	it('tells an AI agent of rows left out, paired like the rows', async () => {
		await begin({ rows: 150 });
		const { rows } = await create();
		const { outputs } = await download(rows[0].reportUrl, {}, { asTool: true });
		expect(outputs[0]).toHaveLength(101);
		expect(outputs[0][100]).toEqual({
			json: { notice: expect.stringContaining('100 of'), totalRows: 150 },
			pairedItem: { item: 0 },
		});
	});

	it('downloads a file for each item', async () => {
		await begin({ readyAfter: 1_200 });
		const { rows } = await create({}, { items: [{}, {}, {}] });
		expect(dt.reports).toHaveLength(1);
		const { outputs } = await download(
			'={{ $json.reportUrl }}',
			{ output: 'file' },
			{ items: rows },
		);
		expect(outputs[0]).toHaveLength(3);
		expect(outputs[0][2].binary!.data.fileName).toBe(`dt-report_${dt.reports[0].id}.csv`);
		expect(outputs[0][2].json).toMatchObject({ rows: 8, reportId: dt.reports[0].id });
	});

	it.each(['  ', 'http://files.example/r.csv', 'r.csv', 'file:///etc/passwd'])(
		'refuses the link %p before anything is sent',
		async (link) => {
			await begin();
			expect(details((await download(link)).error)).toMatchObject({
				code: 'invalid_parameters',
				parameter: 'Report URL',
			});
			expect(dt.requests).toEqual([]);
		},
	);
});

describe('a report whose wait has ended', () => {
	it('is resumed by the next execution in the same process', async () => {
		await begin({ readyAfter: 1_500 });
		const first = await run(notReady);
		expect(details(first.error).code).toBe('report_not_ready');
		const second = await run();
		expect(second.rows).toHaveLength(8);
		expect(second.hints.join()).toContain('is resumed');
		expect(dt.reports).toHaveLength(1);
		await run();
		expect(dt.reports).toHaveLength(2);
	});

	it('is downloaded by the link in the details after a restart', async () => {
		await begin({ readyAfter: 1_000 });
		const { error } = await run(notReady);
		forgetReports();
		expect((await download(details(error).reportUrl)).rows).toHaveLength(8);
		expect(dt.reports).toHaveLength(1);
	});

	it('is resumed by Retry On Fail and by a manual execution, which n8n saves nothing of', async () => {
		await begin({ readyAfter: 1_000 });
		await run(notReady, { executionId: 'same' });
		expect((await run({}, { executionId: 'same' })).rows).toHaveLength(8);
		expect(dt.reports).toHaveLength(1);
	});

	it('is not taken for another query, another account, or once its link is over', async () => {
		await begin({ readyAfter: 60_000, linkLifetime: 62 });
		await run(notReady);
		await run({ ...notReady, metrics: ['Offer Clicks'] });
		await run({ options: { ...notReady.options, offerWallPath: 'report' } });
		expect(dt.reports).toHaveLength(3);
		store.stored = { ...store.stored, baseUrl: dt.apiUrl.replace('127.0.0.1', 'localhost') };
		await run(notReady);
		expect(dt.reports).toHaveLength(4);
		await sleep(2_100);
		await run(notReady);
		expect(dt.reports).toHaveLength(5);
	});

	it('is requested again when what was resumed proves useless', async () => {
		await begin({ readyAfter: 1_000 });
		await run(notReady);
		dt.fault({
			on: 'file',
			status: 403,
			body: '<Error><Message>Request has expired</Message></Error>',
		});
		const { rows, error } = await run();
		expect(error).toBeUndefined();
		expect(rows).toHaveLength(8);
		expect(dt.reports).toHaveLength(2);
	});

	it.each([
		['that went well', {}, {}],
		['whose report was not ready', notReady, {}],
		['that DT refused', { metrics: ['nope'] }, {}],
		['of Create Report', { operation: 'create' }, {}],
		['of an AI tool', {}, { asTool: true }],
	])('writes no static data in a run %s', async (_, parameters, options) => {
		await begin({ readyAfter: 1_500 });
		const trigger = { daily: { v: 1, firstNewDay: '2026-11-01' } };
		const staticData: IDataObject = { 'node:DT Reporting Trigger': trigger };
		await run(parameters, { ...options, staticData });
		expect(staticData).toEqual({ 'node:DT Reporting Trigger': trigger });
	});

	it('is not resumed by another run once it was output', async () => {
		await begin({ readyAfter: 1_500 });
		await run(notReady);
		const other = run({ metrics: ['Offer Clicks'] });
		await sleep(200);
		expect((await run()).rows).toHaveLength(8);
		await other;
		expect(dt.reports).toHaveLength(2);
		await run();
		expect(dt.reports).toHaveLength(3);
	});

	it('is requested by each of many executions at the same time', async () => {
		await begin();
		await Promise.all(Array.from({ length: 5 }, async () => await run()));
		expect(dt.reports).toHaveLength(5);
	});

	it('is kept when another item ends the node', async () => {
		await begin();
		const items = [{ metric: 'Publisher Revenue' }, { metric: 'nope' }];
		const parameters = { metrics: '={{ $json.metric }}' };
		expect(details((await run(parameters, { items })).error).code).toBe('report_rejected');
		await run(parameters, { items: [items[0]] });
		expect(dt.reports).toHaveLength(1);
	});
});

it('a stopped execution lets the request under way finish, and keeps its report', async () => {
	await begin({ readyAfter: 300 });
	dt.fault({ on: 'report', delay: 1_500 });
	await run({}, { stopAfter: 500 });
	for (let waited = 0; dt.reports.length === 0 && waited < 3_000; waited += 100) await sleep(100);
	await sleep(300);
	const { rows, hints } = await run();
	expect(rows).toHaveLength(8);
	expect(hints.join()).toContain('is resumed');
	expect([dt.count('report'), dt.reports.length]).toEqual([1, 1]);
});

it('a request whose outcome is unknown is not sent again by Retry On Fail', async () => {
	await begin();
	dt.fault({ on: 'report', action: 'lose' });
	await run({}, { executionId: 'same' });
	const retried = await run({}, { executionId: 'same' });
	expect(details(retried.error).code).toBe('unknown_outcome');
	expect([dt.count('report'), dt.reports.length]).toEqual([1, 1]);
	expect((await run({}, { executionId: 'next' })).rows).toHaveLength(8);
});

describe('several items', () => {
	it('with the same query share one report', async () => {
		await begin({ readyAfter: 600 });
		const { outputs } = await run({}, { items: [{}, {}, {}] });
		expect(outputs[0]).toHaveLength(24);
		expect([0, 8, 16].map((at) => outputs[0][at].pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect([dt.reports.length, dt.count('file', 200)]).toEqual([1, dt.count('file')]);
		expect(dt.reports[0].downloads).toBe(1);
	});

	it('are requested in order and in no burst, each once', async () => {
		await begin();
		const metrics = ['Offer Clicks', 'Publisher Revenue', 'Offer Impressions', 'Publisher ARPU'];
		await run({ metrics: '={{ $json.metric }}' }, { items: metrics.map((metric) => ({ metric })) });
		expect(dt.reports.map((report) => report.query.metrics[0])).toEqual(metrics);
		const times = dt.reports.map(({ requestedAt }) => requestedAt);
		const pauses = times.slice(1).map((time, index) => time - times[index]);
		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(240);
	});

	it('of which two fail give eight results and two error items', async () => {
		await begin({ readyAfter: 500 });
		const countries = ['JAPAN', 'CANADA', 'GERMANY', 'x', 'UNITED STATES'];
		const items = Array.from({ length: 10 }, (_, index) => ({
			day: `2026-11-${10 + index}`,
			metric: index % 5 === 3 ? 'nope' : 'Offer Clicks',
			country: countries[index % 5],
		}));
		const { outputs } = await run(
			{
				metrics: '={{ $json.metric }}',
				dateRange: 'custom',
				startDate: '={{ $json.day }}',
				endDate: '={{ $json.day }}',
			},
			{ items, onError: 'continueErrorOutput' },
		);
		expect(
			new Set(outputs[0].map(({ pairedItem }) => (pairedItem as { item: number }).item)),
		).toEqual(new Set([0, 1, 2, 4, 5, 6, 7, 9]));
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 3 }, { item: 8 }]);
		expect(dt.reports).toHaveLength(8);
	});
});

describe('a long range', () => {
	const range = { dateRange: 'custom', startDate: '2026-04-01', endDate: '2026-10-17' };

	it('of 200 days comes from three reports, joined in date order', async () => {
		await begin();
		const { rows, hints } = await run({ ...range, splits: ['Date'] });
		expect(dt.reports.map((report) => report.query.dateRange)).toEqual([
			{ start: '2026-04-01', end: '2026-06-29' },
			{ start: '2026-06-30', end: '2026-09-27' },
			{ start: '2026-09-28', end: '2026-10-17' },
		]);
		expect(rows).toHaveLength(200);
		const days = rows.map((row) => String(row.Date));
		expect(days.slice(0, 90).every((day) => day <= '2026-06-29')).toBe(true);
		expect(days.slice(180).every((day) => day >= '2026-09-28')).toBe(true);
		expect(hints).toContain("This run requests 3 of the day's 50 DT reports.");
		expect(hints).toContain('Days reported on: 2026-04-01 to 2026-10-17 (UTC), in 3 reports.');
	});

	it('comes as one file with one header', async () => {
		await begin();
		const { outputs } = await run({ ...range, splits: ['Date', 'Campaign Name'], output: 'file' });
		const [{ json, binary }] = outputs[0];
		const text = Buffer.from(binary!.data.data, 'base64').toString();
		expect(binary!.data.fileName).toBe('dt-offerwall_event_2026-04-01_2026-10-17.csv');
		expect(text.match(/Date,Campaign Name,Publisher Revenue,Offer Clicks\n/g)).toHaveLength(1);
		expect(json).toMatchObject({ rows: 1_200, fileSize: Buffer.byteLength(text) });
		const parts = await Promise.all(
			dt.reports.map(async ({ url }) => await (await fetch(url)).text()),
		);
		const bodies = parts.map((part) => part.slice(part.indexOf('\n') + 1));
		expect(text).toBe(`Date,Campaign Name,Publisher Revenue,Offer Clicks\n${bodies.join('')}`);
	});

	it('comes whole as a file when one of its downloads breaks', async () => {
		await begin();
		dt.fault({ on: 'file', action: 'truncate', skip: 3 });
		const { outputs, error } = await run({ ...range, output: 'file' });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.rows).toBe(1_600);
		expect(dt.reports).toHaveLength(3);
	});

	it('is refused when it costs more than Max Reports', async () => {
		await begin();
		const { error } = await run({ ...range, options: { maxReports: 2 } });
		expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: 'Max Reports' });
		expect(error?.message).toBe('Max Reports: this run needs 3 reports and 2 are allowed');
		const long = { ...range, startDate: '2023-01-01' };
		expect((await run(long)).error?.message).toContain('and 10 are allowed');
		expect(dt.requests).toEqual([]);
	});

	it('gives back what was requested when a later window fails', async () => {
		await begin();
		dt.fault({ on: 'report', skip: 2, status: 429 });
		const { error } = await run(range);
		expect(details(error)).toMatchObject({
			code: 'quota_exhausted',
			reports: [
				{ reportId: dt.reports[0].id, reportUrl: dt.reports[0].url, startDate: '2026-04-01' },
				{ reportId: dt.reports[1].id, reportUrl: dt.reports[1].url, endDate: '2026-09-27' },
			],
		});
		dt.clearFaults();
		expect((await run(range)).rows).toHaveLength(1_600);
		expect(dt.reports).toHaveLength(3);
	});
});

describe('names', () => {
	it('in other upper and lower case are sent as DT spells them, and the hints say so', async () => {
		await begin();
		const { rows, hints } = await run({
			metrics: ['publisher revenue'],
			splits: ['date', 'Country'],
			filters: { filter: [{ dimension: 'country', values: 'us' }] },
		});
		expect(rows).toHaveLength(1);
		expect(Object.keys(rows[0])).toEqual(['Date', 'Country', 'Publisher Revenue']);
		expect(hints.join('\n')).toContain(
			'so that is what is sent: "Publisher Revenue" for "publisher revenue", "Date" for "date", "Country" for "country".',
		);
	});

	it('that look mistyped are sent as written, and pointed out when DT refuses them', async () => {
		await begin();
		const { error } = await run({ metrics: ['Publisher Revenu'], splits: ['Date', 'Countri'] });
		expect(details(error).code).toBe('report_rejected');
		const asked = JSON.parse(dt.requests.find(({ kind }) => kind === 'report')!.body!);
		expect(asked.metrics).toEqual(['Publisher Revenu']);
		expect(error?.description).toMatch(
			/^"Publisher Revenu" was sent as written\. DT spells it "Publisher Revenue", as far as is known\. "Countri" was sent as written\. DT spells it "Country"/,
		);
	});

	it('of countries are sent as the Offer Wall has them, and the hints say so', async () => {
		await begin();
		const filters = (values: string) => ({ filter: [{ dimension: 'Country', values }] });
		const { hints, rows } = await run({
			splits: ['Country'],
			filters: filters('us, Canada, JAPAN, TR, Atlantis'),
		});
		expect(rows.map(({ Country }) => Country).sort()).toEqual([
			'CANADA',
			'JAPAN',
			'TÜRKİYE',
			'UNITED STATES',
		]);
		expect(hints.join('\n')).toContain('"UNITED STATES" for "us"; "CANADA" for "Canada"; "TÜRK');
		expect(hints.join('\n')).toContain('sent as written: "Atlantis"');
		expect(hints.join('\n')).not.toContain('for "JAPAN"');
		const created = await run({ operation: 'create', filters: filters('de') });
		expect(created.rows[0].query).toMatchObject({
			filters: [{ dimension: 'Country', values: ['GERMANY'] }],
		});
	});

	it('of the other product are pointed out when DT refuses them', async () => {
		await begin();
		const { error } = await run({ metrics: ['Impressions'] });
		expect(details(error).code).toBe('report_rejected');
		expect(error?.description).toMatch(
			/^"Impressions" is a metric of DT FairBid and DT Exchange, not of the Offer Wall/,
		);
	});

	it('of too many splits say what to do', async () => {
		await begin();
		const splits = ['Country', 'Campaign ID', 'Campaign Name', 'Demand ID', 'Demand Name'];
		const { error } = await run({ splits: ['Date', ...splits, 'Program ID'] });
		expect(details(error).code).toBe('report_rejected');
		expect(error?.description).toContain('this one has 7 splits. Remove a split');
	});
});

it.each([
	['fairBid', 'dt-fairbid_mediation_'],
	['exchange', 'dt-exchange_mediation_'],
])('the sister product %s is requested on the same credential', async (product, name) => {
	await begin();
	const { outputs, error } = await run({
		product,
		metrics: ['Impressions', 'Revenue (USD)'],
		splits: ['Date', 'Device OS'],
		output: 'file',
	});
	expect(error).toBeUndefined();
	expect(outputs[0][0].binary!.data.fileName).toContain(name);
	expect(dt.reports[0].query.source).toBe('mediation');
	expect(dt.requests.find(({ kind }) => kind === 'report')!.path).toBe('/api/v1/report?format=csv');
});
