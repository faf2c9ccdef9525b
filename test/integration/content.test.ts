/* eslint-disable @n8n/community-nodes/no-restricted-imports -- serves files, is no node */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../simulator';
import { runNode, type CredentialStore, type RunOptions } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const DAY = '2026-11-01';
const ONE_DAY = { dateRange: 'custom', startDate: DAY, endDate: DAY };

const run = async (parameters: IDataObject = {}, options: Partial<RunOptions> = {}) =>
	await runNode(store, {
		parameters: {
			resource: 'report',
			operation: 'run',
			metrics: ['Publisher Revenue'],
			...ONE_DAY,
			...parameters,
		},
		...options,
	});

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;

/** What the file host answers from now on, whatever the link. */
const always = (body: string) => dt.fault({ on: 'file', status: 200, body, times: Infinity });

let servers: Server[] = [];
afterEach(() => {
	for (const server of servers) server.close().closeAllConnections();
	servers = [];
});

/** The link of a file on a host of the test's own. */
async function linkTo(body: string | Buffer, headers: Record<string, string> = {}) {
	const server = createServer((_, response) => response.writeHead(200, headers).end(body));
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return `http://127.0.0.1:${port}/r1.csv?X-Amz-Signature=abc`;
}

const download = async (reportUrl: string, parameters: IDataObject = {}) =>
	await runNode(store, {
		parameters: { resource: 'report', operation: 'download', reportUrl, ...parameters },
	});

describe('Download takes no other file for a report', () => {
	it.each<[string, string | Buffer, string]>([
		['an error in plain text', 'Access denied', 'begins with "Access denied"'],
		['an error in quotes', '"upstream connect error"', 'none of its columns is known'],
		['JSON', '{"error":"x"}', 'it is JSON'],
		['gzip that is not announced', gzipSync('Date,Offer Clicks\n2026-11-01,3\n'), 'it is gzip'],
		['lines that end with CR', 'Date,Offer Clicks\r2026-11-01,3\r', 'carriage return alone'],
	])('%s', async (_, body, reason) => {
		await begin();
		const link = await linkTo(body);
		const runs = ['items', 'file'].map(async (output) => await download(link, { output }));
		for (const { error, outputs } of await Promise.all(runs)) {
			expect(outputs.flat()).toEqual([]);
			expect(details(error).code).toBe('report_unreadable');
			expect(error?.message).toContain(reason);
		}
	});

	it('unless the user names its columns', async () => {
		await begin();
		const link = await linkTo('My Metric,My Split\n7,x\n');
		expect(details((await download(link)).error).code).toBe('report_unreadable');
		const byMetric = await download(link, { options: { additionalMetrics: 'My Metric' } });
		expect(byMetric.rows).toEqual([{ 'My Metric': 7, 'My Split': 'x' }]);
		const expectedColumns = 'My Split, My Metric';
		const byColumns = await download(link, { options: { expectedColumns } });
		expect(byColumns.rows).toEqual([{ 'My Metric': '7', 'My Split': 'x' }]);
		const { error } = await download(link, { options: { expectedColumns: 'My Split, Date' } });
		expect(error?.message).toContain('it has no column "Date"');
	});

	it.each(['items', 'file'])(
		'and says of one without rows that it has none (%s)',
		async (output) => {
			await begin();
			const { error, hints } = await download(await linkTo('Date,Offer Clicks\n'), { output });
			expect(error).toBeUndefined();
			expect(hints.join()).toContain('The report r1');
			expect(hints.join()).toContain('has no rows.');
		},
	);
});

describe('what DT wrote', () => {
	it.each([
		[
			'text/csv; charset=ISO-8859-1',
			Buffer.from('Date,Campaign Name\n2026-11-01,Gr\xf6\xdfe\n', 'latin1'),
			'Größe',
		],
		['text/csv', Buffer.from('Date,Campaign Name\n2026-11-01,東京 5" 🎁\n'), '東京 5" 🎁'],
	])('is read in its charset (%s), and kept byte for byte in a file', async (type, bytes, name) => {
		await begin();
		const link = await linkTo(bytes, { 'Content-Type': type });
		expect((await download(link)).rows).toEqual([{ Date: DAY, 'Campaign Name': name }]);
		const { outputs } = await download(link, { output: 'file' });
		expect(Buffer.from(outputs[0][0].binary!.data.data, 'base64')).toEqual(bytes);
	});

	it('is refused where it cannot be decoded', async () => {
		await begin();
		const link = await linkTo(
			Buffer.from('Date,Campaign Name\n2026-11-01,Gr\xf6\xdfe\n', 'latin1'),
		);
		const { error } = await download(link);
		expect(error?.message).toContain('bytes that are no text in utf-8');
		expect(details(error)).toMatchObject({ code: 'report_unreadable', retryable: false });
	});

	it.each(['Shoes 5" wide', 'a "b" c', '5"'])(
		'may have a bare quote in a value: %s',
		async (name) => {
			await begin();
			always(`Date,Campaign Name,Publisher Revenue\n${DAY},${name},1.5\n`);
			const { rows } = await run({ splits: ['Date', 'Campaign Name'] });
			expect(rows).toEqual([{ Date: DAY, 'Campaign Name': name, 'Publisher Revenue': 1.5 }]);
		},
	);
});

describe('a file that is broken', () => {
	const BROKEN = `Date,Publisher Revenue\n${DAY},1\n"x"y,2\n`;

	it('is not called retryable, and the next run requests another report', async () => {
		await begin();
		always(BROKEN);
		const { error } = await run();
		expect(error?.message).toContain('row 2 has text behind a closing quote');
		expect(error?.description).toContain('running Run Report again requests one');
		expect(details(error)).toMatchObject({
			code: 'report_unreadable',
			retryable: false,
			reportUrl: dt.reports[0].url,
		});
		expect([dt.count('file'), dt.count('report')]).toEqual([3, 1]);
		dt.clearFaults();
		expect((await run()).error).toBeUndefined();
		expect(dt.count('report')).toBe(2);
	});

	it('for a moment only costs nothing', async () => {
		await begin();
		dt.fault({ on: 'file', status: 200, body: BROKEN, times: 2 });
		expect((await run()).error).toBeUndefined();
		expect([dt.count('file'), dt.count('report')]).toEqual([3, 1]);
	});

	it.each([
		[`2026-11-02,2`, 'row 2 is of the day "2026-11-02", which was not requested'],
		['11/01/2026,2', 'row 2 is of the day "11/01/2026"'],
		['46327,2', 'row 2 is of the day "46327"'],
	])('by a foreign day is refused by its row: %s', async (line, reason) => {
		await begin();
		always(`Date,Publisher Revenue\n${DAY},1\n${line}\n`);
		const runs = ['items', 'file'].map(async (output) => await run({ output }));
		for (const { error } of await Promise.all(runs)) expect(error?.message).toContain(reason);
	});
});

describe('a summary line', () => {
	it.each(['Total', '', 'Grand total'])('%j is no row, and gives a hint', async (name) => {
		await begin();
		always(`Date,Publisher Revenue\n${DAY},1\n${name},1\n`);
		const asItems = await run();
		expect(asItems.rows).toEqual([{ Date: DAY, 'Publisher Revenue': 1 }]);
		expect(asItems.hints.join()).toContain('not counted as rows: row 2');
		const asFile = await run({ output: 'file' });
		expect(asFile.rows[0].rows).toBe(1);
		expect(asFile.hints.join()).toContain('not counted as rows: row 2');
	});
});

describe('date windows with different columns', () => {
	const RANGE = { dateRange: 'custom', startDate: '2026-05-01', endDate: '2026-08-28' };
	const answers = () => {
		// Both windows are requested before either is checked; which is checked first is left open.
		dt.fault({ on: 'file', status: 200, body: 'Date,Publisher Revenue\n', times: 1 });
		dt.fault({ on: 'file', status: 200, body: 'Extra,Date,Publisher Revenue\n', times: 1 });
	};

	it('are joined by name as items', async () => {
		await begin();
		answers();
		const { rows, error, hints } = await run(RANGE);
		expect(error).toBeUndefined();
		expect(rows).toEqual([]);
		expect(hints.join()).toContain('has no rows');
		expect(dt.count('report')).toBe(2);
	});

	it('end in a typed error as a file, and as items the same reports are resumed', async () => {
		await begin();
		answers();
		// The second window is checked to see that it is there, and opened once more behind the first.
		dt.fault({ on: 'file', status: 200, body: 'Date,Publisher Revenue\n', times: 1 });
		const { error } = await run({ ...RANGE, output: 'file' });
		expect(details(error)).toMatchObject({ code: 'report_unreadable', retryable: false });
		expect(error?.message).toContain('different columns');
		expect(error?.description).toContain('Rows as Items');
		expect((await run(RANGE)).error).toBeUndefined();
		expect(dt.count('report')).toBe(2);
	});
});

it('items that share a report have data of their own', async () => {
	await begin();
	for (const output of ['items', 'file']) {
		const { outputs } = await run({ output }, { items: [{}, {}, {}] });
		const items = outputs[0];
		const ofItem = (index: number) =>
			items.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index);
		expect(ofItem(0).map(({ json }) => json)).toEqual(ofItem(2).map(({ json }) => json));
		for (const { json, binary } of ofItem(0)) {
			json.edited = true;
			if (binary) binary.data.fileName = 'edited.csv';
		}
		for (const { json, binary } of [...ofItem(1), ...ofItem(2)]) {
			expect(json.edited).toBeUndefined();
			expect(binary?.data.fileName).not.toBe('edited.csv');
		}
	}
	expect(dt.count('report')).toBe(2);
});

describe('an AI agent', () => {
	it('says in an item, with the days, that a report has no rows', async () => {
		await begin();
		always('Date,Publisher Revenue\n');
		const { rows } = await run({}, { asTool: true });
		expect(rows).toEqual([{ notice: `The report for ${DAY} has no rows.`, totalRows: 0 }]);
	});

	it('has a hint on countries that were translated', async () => {
		await begin();
		const filters = { filter: [{ dimension: 'Country', values: 'US' }] };
		const { rows } = await run({ filters }, { asTool: true });
		expect(rows.slice(0, -1)).not.toEqual([]);
		expect(rows.at(-1)?.notice).toContain('"UNITED STATES" for "US"');
	});

	it('gets no link of a report that was not ready, and resumes it', async () => {
		await begin();
		dt.fault({ on: 'file', status: 404 });
		const options = { options: { maxWait: 0 } };
		const as = { asTool: true, onError: 'continueRegularOutput' } as const;
		const { rows } = await run(options, as);
		expect(rows[0].details).toMatchObject({ code: 'report_not_ready', retryable: true });
		expect(JSON.stringify(rows)).not.toMatch(/http|reportUrl/);
		expect((await run(options, as)).rows[0]).not.toHaveProperty('error');
		expect(dt.reports).toHaveLength(1);
	});

	it('has a hint on summary lines', async () => {
		await begin();
		always(`Date,Publisher Revenue\n${DAY},1\nTotal,1\n`);
		const { rows } = await run({}, { asTool: true });
		expect(rows[1]).toEqual({ notice: expect.stringContaining('row 2 ("Total")'), totalRows: 1 });
	});
});
