import { sleep, type IDataObject } from 'n8n-workflow';

import type { Simulator } from '../simulator';
import { runNode, type CredentialStore, type RunOptions } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;

const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const run = async (parameters: IDataObject, options: Partial<RunOptions> = {}) =>
	await runNode(store, {
		parameters: {
			resource: 'report',
			operation: 'run',
			metrics: ['Publisher Revenue'],
			...parameters,
		},
		...options,
	});

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;

describe('a report', () => {
	it('arrives as rows: splits as text, metrics as numbers', async () => {
		await begin();
		const { rows, error } = await run({
			metrics: ['Publisher Revenue', 'Offer Clicks'],
			splits: ['Date', 'Country', 'Campaign ID', 'Demand ID'],
			dateRange: 'last7Days',
		});
		expect(error).toBeUndefined();
		expect(rows.length).toBeGreaterThan(7);
		for (const row of rows) {
			expect(Object.keys(row)).toEqual([
				'Date',
				'Country',
				'Campaign ID',
				'Demand ID',
				'Publisher Revenue',
				'Offer Clicks',
			]);
			expect(row.Date).toMatch(/^\d{4}-\d\d-\d\d$/);
			expect(typeof row['Campaign ID']).toBe('string');
			for (const metric of ['Publisher Revenue', 'Offer Clicks']) {
				expect(row[metric] === null || typeof row[metric] === 'number').toBe(true);
			}
		}
		expect(rows.some((row) => /^\d{19}$/.test(String(row['Campaign ID'])))).toBe(true);
		expect(rows.some((row) => /^0\d/.test(String(row['Demand ID'])))).toBe(true);
		expect(new Set(rows.map(({ Date: day }) => day)).size).toBe(7);
		expect([dt.count('token'), dt.count('report')]).toEqual([1, 1]);
	});

	it('is sorted by day, then by the other splits, where the user wants that', async () => {
		await begin({ rowOrder: 'none' });
		const parameters = {
			splits: ['Country', 'Date'],
			dateRange: 'custom',
			startDate: '2026-01-01',
			endDate: '2026-04-10',
		};
		const inOrder = (rows: IDataObject[]) =>
			[...rows].sort((a, b) => {
				const [left, right] = [a, b].map((row) => `${row.Date} ${row.Country}`);
				return left < right ? -1 : 1;
			});
		const { rows: unsorted } = await run(parameters);
		expect(unsorted).not.toEqual(inOrder(unsorted));
		const { rows } = await run({ ...parameters, options: { sortRows: true } });
		expect(rows).toEqual(inOrder(unsorted));
		expect(dt.count('report')).toBe(4);
		const limited = await run({ ...parameters, options: { sortRows: true, limit: 10 } });
		expect(limited.rows).toEqual(rows.slice(0, 10));
		expect(limited.hints.join()).toContain(`10 of the report's ${rows.length} rows are shown`);
	});

	it('stays as DT wrote it with Value Types set to text', async () => {
		await begin();
		const { rows } = await run({ splits: ['Date'], options: { valueTypes: 'text' } });
		expect(rows).toHaveLength(1);
		expect(typeof rows[0]['Publisher Revenue']).toBe('string');
	});

	it('arrives as a file, byte for byte, with its name', async () => {
		await begin({ now: () => Date.parse('2026-11-20T13:00:00Z') });
		const { outputs, error } = await run({
			output: 'file',
			binaryPropertyName: 'report',
			dateRange: 'custom',
			startDate: '2026-11-01',
			endDate: '2026-11-07',
			splits: ['Date', 'Campaign Name'],
		});
		expect(error).toBeUndefined();
		const [{ json, binary, pairedItem }] = outputs[0];
		expect(binary!.report).toMatchObject({
			fileName: 'dt-offerwall_event_2026-11-01_2026-11-07.csv',
			mimeType: 'text/csv',
		});
		const text = Buffer.from(binary!.report.data, 'base64').toString();
		expect(text.startsWith('Date,Campaign Name,Publisher Revenue\n')).toBe(true);
		const direct = await (await fetch(dt.reports[0].url)).text();
		expect(text).toBe(direct);
		expect(json).toMatchObject({ rows: expect.any(Number), fileSize: Buffer.byteLength(text) });
		expect(JSON.stringify(json)).not.toContain('X-Amz');
		expect(pairedItem).toEqual({ item: 0 });
	});

	it.each(['empty', 'missing', 'accessDenied', 'mixed'] as const)(
		'is waited for while the file host says "%s"',
		async (notReadyAs) => {
			await begin({ readyAfter: 2_200, notReadyAs });
			const { rows, error } = await run({});
			expect(error).toBeUndefined();
			expect(rows).toHaveLength(1);
			expect(dt.count('report')).toBe(1);
			expect(dt.count('file')).toBeGreaterThanOrEqual(3);
		},
	);

	it.each(['url', 'signed_url'] as const)('is found behind "%s"', async (urlField) => {
		await begin({ urlField });
		expect((await run({})).rows).toHaveLength(1);
	});

	it('is requested at the path that the user chose', async () => {
		await begin();
		await run({ options: { offerWallPath: 'report' } });
		await run({});
		const asked = dt.requests.filter(({ kind }) => kind === 'report').map(({ path }) => path);
		expect(asked).toEqual(['/api/v1/report?format=csv', '/api/v1/report/offerwall?format=csv']);
	});

	it('is filtered by DT, with values as text', async () => {
		await begin();
		const { rows } = await run({
			splits: ['Date', 'Country'],
			filters: { filter: [{ dimension: 'Country', values: 'UNITED STATES' }] },
		});
		expect(rows.map(({ Country }) => Country)).toEqual(['UNITED STATES']);
	});

	it.each([
		['JSON text', '={{ $json.list }}'],
		['a list', '={{ JSON.parse($json.list) }}'],
		['text with commas', '={{ JSON.parse($json.list).join() }}'],
	])('is filtered and split by what a model delivers as %s', async (_, values) => {
		await begin();
		const { error, rows } = await run(
			{ splits: '={{ $json.splits }}', filters: { filter: [{ dimension: 'Country', values }] } },
			{ items: [{ list: '["JAPAN","CANADA"]', splits: '["Date","Country"]' }] },
		);
		expect(error).toBeUndefined();
		expect(rows.map(({ Country }) => Country).sort()).toEqual(['CANADA', 'JAPAN']);
		expect(dt.reports[0].query).toMatchObject({
			splits: ['Date', 'Country'],
			filters: [{ dimension: 'Country', values: ['JAPAN', 'CANADA'] }],
		});
	});

	it.each([
		['={{ 1234567890123456789 }}', 'Filters: the number 1234567890123456800 is too long'],
		['={{ ["JAPAN", 9007199254740993] }}', 'Filters: the number 9007199254740992 is too long'],
		['["JAPAN', 'Filters: ["JAPAN looks like a JSON list but is not valid JSON'],
	])('is not requested with the filter value %s', async (values, message) => {
		await begin();
		const { error } = await run({ filters: { filter: [{ dimension: 'Campaign ID', values }] } });
		expect(error?.message).toContain(message);
		expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: 'Filters' });
		expect(dt.count('report')).toBe(0);
	});

	it.each([
		['Europe/Berlin', '2025-10-26'],
		['Asia/Tokyo', '2025-11-03'],
		['America/Los_Angeles', '2025-03-09'],
	])('is of the day that an expression’s midnight in %s shows', async (zone, day) => {
		await begin();
		const midnight = `={{ DateTime.fromISO('${day}', { zone: '${zone}' }) }}`;
		const { hints, rows } = await run({
			dateRange: 'custom',
			startDate: midnight,
			endDate: midnight,
			splits: ['Date'],
		});
		expect(rows.map(({ Date: date }) => date)).toEqual([day]);
		expect(hints).toContain(`Days reported on: ${day} (UTC).`);
	});

	it('costs one wait for several items, each paired to its own', async () => {
		await begin({ readyAfter: 1_500 });
		const { outputs } = await run(
			{ metrics: '={{ $json.metric }}' },
			{
				items: [
					{ metric: 'Offer Clicks' },
					{ metric: 'Publisher Revenue' },
					{ metric: 'Offer Impressions' },
				],
			},
		);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(outputs[0].map(({ json }) => Object.keys(json)[1])).toEqual([
			'Offer Clicks',
			'Publisher Revenue',
			'Offer Impressions',
		]);
		expect([dt.count('token'), dt.count('report')]).toEqual([1, 3]);
		// All are requested before any is checked, and all are checked before any is there.
		const kinds = dt.requests.map(({ kind }) => kind);
		expect(kinds.lastIndexOf('report')).toBeLessThan(kinds.indexOf('file'));
		const firstLooks = dt.requests.filter(({ kind }) => kind === 'file').slice(0, 3);
		expect(new Set(firstLooks.map(({ reportId }) => reportId)).size).toBe(3);
	});

	it('without rows says so in a hint', async () => {
		await begin();
		const { rows, error, hints } = await run({
			splits: ['Date', 'Country'],
			filters: { filter: [{ dimension: 'Country', values: 'ATLANTIS' }] },
		});
		expect(error).toBeUndefined();
		expect(rows).toEqual([]);
		expect(hints.join()).toContain('has no rows');
	});

	it('is cut to Limit, with the true total said', async () => {
		await begin({ rows: 250 });
		const { rows, hints } = await run({ options: { limit: 20 } });
		expect(rows).toHaveLength(20);
		expect(hints.join()).toContain('20 of the report’s 250 rows'.replace('’', "'"));
	});

	it('gives an AI tool 100 rows unless it requests more', async () => {
		await begin({ rows: 250 });
		const { rows } = await run({}, { asTool: true });
		expect(rows).toHaveLength(101);
		expect(rows[100]).toEqual({ notice: expect.stringContaining('100 of'), totalRows: 250 });
		expect((await run({ options: { limit: 200 } }, { asTool: true })).rows).toHaveLength(201);
	});
});

describe('the download', () => {
	it('carries no authorisation, and goes to the link’s own host', async () => {
		await begin();
		await run({});
		const checks = dt.requests.filter(({ host }) => host === 'file');
		expect(checks.length).toBeGreaterThan(0);
		for (const { headers, status } of checks) {
			expect(headers.authorization).toBeUndefined();
			expect(status).toBe(200);
		}
	});

	it.each([
		['is cut off half-way', { action: 'truncate' as const }],
		['is reset', { action: 'reset' as const }],
		['meets a 503', { status: 503, body: 'busy' }],
		['meets a page', { status: 200, body: '<html>maintenance</html>' }],
	])('is made again when it %s, and nothing is requested twice', async (_, fault) => {
		await begin({ rows: 500 });
		dt.fault({ on: 'file', ...fault });
		const { rows, error } = await run({});
		expect(error).toBeUndefined();
		expect(rows).toHaveLength(500);
		expect([dt.count('report'), dt.count('file')]).toEqual([1, 2]);
	});

	it('is whole when it dribbles in small pieces', async () => {
		await begin();
		dt.fault({ on: 'file', action: 'slow' });
		const { rows } = await run({ splits: ['Campaign Name'] });
		expect(rows.some((row) => /[^\x20-\x7e]/.test(String(row['Campaign Name'])))).toBe(true);
		expect(JSON.stringify(rows)).not.toContain('\ufffd');
	});

	it('ends in report_not_ready with the link, which stays good', async () => {
		await begin({ readyAfter: 3_000 });
		const { error } = await run({ options: { maxWait: 1 } });
		expect(details(error)).toMatchObject({
			code: 'report_not_ready',
			kind: 'report',
			retryable: true,
			reportId: dt.reports[0].id,
			reportUrl: dt.reports[0].url,
		});
		expect(Date.parse(String(details(error).urlExpiresAt))).toBeGreaterThan(Date.now());
		expect(error?.failure).toEqual({ cause: 'temporarily-unavailable' });
		expect(dt.count('report')).toBe(1);
	});

	it('checks once when Max Wait is 0', async () => {
		await begin({ readyAfter: 60_000 });
		const { error } = await run({ options: { maxWait: 0 } });
		expect(details(error).code).toBe('report_not_ready');
		expect(dt.count('file')).toBe(1);
	});

	it('ends in report_expired when the link is over', async () => {
		await begin({ readyAfter: 60_000, linkLifetime: 1 });
		const { error } = await run({});
		expect(details(error)).toMatchObject({ code: 'report_expired', reportId: dt.reports[0].id });
		expect(details(error).reportUrl).toBeUndefined();
	});

	it('ends in report_unreadable after three pages in a row', async () => {
		await begin();
		dt.fault({ on: 'file', status: 200, body: '<html>maintenance</html>', times: Infinity });
		const { error } = await run({});
		expect(details(error)).toMatchObject({
			code: 'report_unreadable',
			reportUrl: dt.reports[0].url,
		});
		expect(dt.count('file')).toBe(3);
	});

	it('never hands on a report with other columns', async () => {
		await begin();
		dt.fault({ on: 'file', status: 200, body: 'Date,Revenue\n2026-11-01,3\n', times: Infinity });
		const { error, outputs } = await run({});
		expect(details(error).code).toBe('report_unreadable');
		expect(outputs.flat()).toEqual([]);
	});

	it('stops at once when the execution is stopped', async () => {
		await begin({ readyAfter: 600_000 });
		const started = Date.now();
		await run({}, { stopAfter: 1_200 });
		expect(Date.now() - started).toBeLessThan(10_000);
		const checks = dt.count('file');
		await sleep(1_500);
		expect(dt.count('file')).toBe(checks);
	});
});

describe('bad input is refused before anything is sent', () => {
	it.each<[string, IDataObject]>([
		['Metrics', { metrics: '={{ [] }}' }],
		['Start Date', { dateRange: 'custom', startDate: '2026-11-07', endDate: '2026-11-01' }],
		['Start Date', { dateRange: 'custom', startDate: 'soon', endDate: '2026-11-01' }],
		['End Date', { dateRange: 'custom', startDate: '2026-11-01', endDate: '2999-01-01' }],
		['Filters', { filters: { filter: [{ dimension: 'Country', values: '' }] } }],
		['Max Wait', { options: { maxWait: -1 } }],
		['Limit', { options: { limit: 0 } }],
		['Path', { resource: 'request', operation: 'send', path: 'https://elsewhere.example/x' }],
		['Path', { resource: 'request', operation: 'send', path: '/api/../../x' }],
		['Body', { resource: 'request', operation: 'send', method: 'POST', path: '/x', body: '{oops' }],
		['Query Parameters', { resource: 'request', operation: 'send', path: '/x', query: '[1]' }],
	])('%s: %j', async (field, parameters) => {
		await begin();
		const { error } = await run(parameters);
		expect(error?.name).toBe('NodeOperationError');
		expect(details(error)).toEqual({
			code: 'invalid_parameters',
			kind: 'configuration',
			retryable: false,
			parameter: field,
		});
		expect(dt.requests).toEqual([]);
	});

	it.each<[IDataObject, string]>([
		[{ output: 'csv' }, 'Output: "csv" is not one of the choices: items, file'],
		[{ product: 'fairbid' }, '"fairbid" is not one of the choices: offerWall, exchange, fairBid'],
		[{ dateRange: 'today' }, '"today" is not one of the choices: lastCompleteDay, yesterday'],
		[
			{ options: { valueTypes: 'number' } },
			'Value Types: "number" is not one of the choices: typed, text',
		],
	])(
		'with the choices in its words, which a tool’s model does not see: %j',
		async (parameters, words) => {
			await begin();
			const { error } = await run(parameters, { asTool: true });
			expect(error?.message).toContain(words);
			expect(dt.requests).toEqual([]);
		},
	);

	it.each([
		['Client ID', { clientId: ' ' }],
		['Client Secret', { clientSecret: '' }],
		['Base URL', { baseUrl: 'http://reporting.example' }],
	])('%s of the credential', async (field, change) => {
		await begin();
		store.stored = { ...store.stored, ...change };
		const { error } = await run({});
		expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: field });
		expect(dt.requests).toEqual([]);
	});

	it('in one item of three, without a report spent on the others', async () => {
		await begin();
		const items = [{ metric: 'Offer Clicks' }, { metric: '' }, { metric: 'Offer Clicks' }];
		const { error } = await run({ metrics: '={{ $json.metric }}' }, { items });
		expect(details(error).code).toBe('invalid_parameters');
		expect((error?.context as IDataObject).itemIndex).toBe(1);
		expect(dt.requests).toEqual([]);
	});
});

describe('one item that fails', () => {
	const items = [
		{ metric: 'Offer Clicks' },
		{ metric: 'Offer Click' },
		{ metric: 'Offer Impressions' },
	];

	it('goes to the error output and spoils no other', async () => {
		await begin();
		const { outputs, error } = await run(
			{ metrics: '={{ $json.metric }}' },
			{ items, onError: 'continueErrorOutput' },
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		const [failed] = outputs[1];
		expect(failed.json).toMatchObject({
			error: expect.stringContaining('Offer Click'),
			message: expect.stringContaining('case-sensitive'),
			details: {
				code: 'report_rejected',
				kind: 'configuration',
				httpStatus: 400,
				retryable: false,
			},
		});
		expect(outputs[1]).toHaveLength(1);
	});

	it('becomes an error item in its place with Continue', async () => {
		await begin();
		const { outputs } = await run(
			{ metrics: '={{ $json.metric }}' },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(outputs[0]).toHaveLength(3);
		expect(Object.keys(outputs[0][1].json).sort()).toEqual(['details', 'error', 'message']);
	});
});
