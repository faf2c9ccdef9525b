/* eslint-disable @n8n/community-nodes/no-restricted-imports -- serves files, is no node */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { sleep, type IDataObject } from 'n8n-workflow';

import type { Simulator } from '../simulator';
import { runNode, type CredentialStore } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const QUERY = {
	dateRange: 'custom',
	startDate: '2026-11-01',
	endDate: '2026-11-03',
	metrics: ['Publisher Revenue', 'Offer Clicks'],
	splits: ['Date', 'Country', 'Campaign ID', 'Campaign Name'],
};

async function create(): Promise<string> {
	const parameters = { resource: 'report', operation: 'create', ...QUERY };
	return String((await runNode(store, { parameters })).rows[0].reportUrl);
}

const download = async (reportUrl: string, options: IDataObject, more: IDataObject = {}) =>
	await runNode(store, {
		parameters: { resource: 'report', operation: 'download', reportUrl, options, ...more },
	});

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;

interface Place {
	row: number;
	cursor: string | null;
	hasMore: boolean;
}
const placeOf = ({ _dt_row: row, _dt_cursor: cursor, _dt_has_more: hasMore }: IDataObject = {}) =>
	({ row, cursor, hasMore }) as Place;
const without = (row: IDataObject) =>
	Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_dt_')));

/** All pages of a report, one after the other. */
async function pages(reportUrl: string, limit: number): Promise<IDataObject[][]> {
	const all: IDataObject[][] = [];
	let cursor: string | null = '';
	while (cursor !== null) {
		const { rows, error } = await download(reportUrl, { limit, cursor });
		expect(error).toBeUndefined();
		all.push(rows);
		expect(new Set(rows.map((row) => placeOf(row).cursor)).size).toBeLessThanOrEqual(1);
		cursor = placeOf(rows.at(-1))?.cursor ?? null;
	}
	return all;
}

let servers: Server[] = [];
afterEach(() => {
	for (const server of servers) server.close().closeAllConnections();
	servers = [];
});

async function fileHost(
	handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
	const server = createServer(handler);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/r.csv?X-Amz-Signature=abc`;
}

describe.each([true, false])('a report in pages, where parts can be requested: %s', (ranges) => {
	it.each([1, 7, 100, 137, 1_000])(
		'of %i rows has each row once, typed as in one piece',
		async (limit) => {
			const rows = limit === 1 ? 5 : 137;
			await begin({ rows, ranges });
			const reportUrl = await create();
			const whole = (await download(reportUrl, {})).rows;
			const all = await pages(reportUrl, limit);
			expect(all.map(({ length }) => length)).toEqual(
				Array.from({ length: Math.ceil(rows / limit) }, (_, page) =>
					Math.min(limit, rows - page * limit),
				),
			);
			expect(all.flat().map(without)).toEqual(whole);
			expect(all.flat().map((row) => placeOf(row).row)).toEqual(whole.map((_, index) => index + 1));
			expect(all.flat().map((row) => placeOf(row).hasMore)).toEqual(
				whole.map((_, index) => index < Math.floor((rows - 1) / limit) * limit),
			);
			expect(dt.count('report')).toBe(1);
		},
	);

	it('fetches little more than the page where parts can be requested', async () => {
		await begin({ rows: 2_000, ranges });
		const reportUrl = await create();
		const [first] = await pages(reportUrl, 1_500);
		expect(first).toHaveLength(1_500);
		const asked = dt.requests.filter(({ kind }) => kind === 'file').map(({ headers }) => headers);
		expect(asked[0].range).toBeUndefined();
		expect(asked[1].range).toMatch(/^bytes=\d+-$/);
		expect(asked.every((headers) => headers['accept-encoding'] === 'identity')).toBe(true);
		expect(dt.count('file', ranges ? 206 : 200)).toBe(ranges ? 1 : 2);
	});
});

describe('pages of hard files', () => {
	const HARD = [
		'\uFEFFDate,Campaign Name,Offer Clicks\r\n',
		'2026-11-01,"a, ""b""\r\nc",1\r\n',
		'\r\n',
		'2026-11-01,Größe 東京 🎁,2.0\r\n',
		'Total,,3\r\n',
		'2026-11-02,"",\n',
		'2026-11-03,5" wide,4',
	].join('');
	const ROWS = [
		{ Date: '2026-11-01', 'Campaign Name': 'a, "b"\r\nc', 'Offer Clicks': 1 },
		{ Date: '2026-11-01', 'Campaign Name': 'Größe 東京 🎁', 'Offer Clicks': 2 },
		{ Date: '2026-11-02', 'Campaign Name': '', 'Offer Clicks': null },
		{ Date: '2026-11-03', 'Campaign Name': '5" wide', 'Offer Clicks': 4 },
	];

	/** A host that gives parts, or what a test wants. */
	const serve = (bytes: Buffer, headers: Record<string, string> = {}) =>
		fileHost((request, response) => {
			const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
			if (Number.isNaN(start)) return response.writeHead(200, headers).end(bytes);
			const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
			return response
				.writeHead(206, { ...headers, 'Content-Range': range })
				.end(bytes.subarray(start));
		});

	it.each([1, 2, 3])(
		'of %i rows keep letters, quotes, line ends and summary lines apart',
		async (limit) => {
			await begin();
			const all = await pages(await serve(Buffer.from(HARD)), limit);
			expect(all.flat().map(without)).toEqual(ROWS);
		},
	);

	it('keep a charset that only the first answer announces', async () => {
		await begin();
		let asked = 0;
		const bytes = Buffer.from(
			'Date,Campaign Name\n2026-11-01,a\n2026-11-01,Gr\xf6\xdfe\n',
			'latin1',
		);
		const link = await fileHost((_, response) => {
			const type = asked++ === 0 ? { 'Content-Type': 'text/csv; charset=ISO-8859-1' } : {};
			response.writeHead(200, type).end(bytes);
		});
		expect((await pages(link, 1)).flat()[1]['Campaign Name']).toBe('Größe');
	});

	it('are skipped to where the host compresses the file anyhow', async () => {
		await begin();
		const names = Array.from({ length: 50 }, (_, row) => `2026-11-01,${Math.sin(row)}\n`);
		const text = `Date,Campaign Name\n${names.join('')}`;
		const ranges: unknown[] = [];
		const link = await fileHost((request, response) => {
			ranges.push(request.headers.range);
			const bytes = gzipSync(text);
			const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
			const encoded = { 'Content-Encoding': 'gzip' };
			if (Number.isNaN(start)) return response.writeHead(200, encoded).end(bytes);
			if (start >= bytes.length) return response.writeHead(416).end();
			const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
			return response
				.writeHead(206, { ...encoded, 'Content-Range': range })
				.end(bytes.subarray(start));
		});
		expect((await pages(link, 20)).map(({ length }) => length)).toEqual([20, 20, 10]);
		expect(ranges).toEqual([undefined, expect.any(String), undefined, undefined]);
	});

	it.each<[string, (text: string) => string, Record<string, string>]>([
		['has another ETag', (text) => text, { ETag: '"other"' }],
		['is longer', (text) => `${text}2026-11-03,z,9\n`, {}],
		['is shorter than the page', (text) => text.slice(0, 30), {}],
		['has other rows at the place', (text) => text.replace(',,3\r\n', ',,3  '), {}],
	])('are refused where the file %s than before', async (_, change, headers) => {
		await begin();
		let text = HARD;
		let more: Record<string, string> = { ETag: '"one"' };
		const link = await fileHost((request, response) => {
			const bytes = Buffer.from(text);
			const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
			if (start >= bytes.length) return response.writeHead(416).end();
			const range = { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
			return response
				.writeHead(start > 0 ? 206 : 200, {
					...more,
					'Content-Length': bytes.length - start,
					...(start > 0 && range),
				})
				.end(bytes.subarray(start));
		});
		const { rows } = await download(link, { limit: 2, cursor: '' });
		text = change(HARD);
		more = { ...more, ...headers };
		const { error } = await download(link, { limit: 2, cursor: placeOf(rows[0]).cursor });
		expect(details(error)).toMatchObject({ code: 'report_unreadable', retryable: false });
		expect(error?.message).toContain('has changed since the page before');
	});

	it('say of a report without rows that it has none, and that is all', async () => {
		await begin();
		const { rows, hints } = await download(await serve(Buffer.from('Date,Offer Clicks\n')), {
			cursor: '',
		});
		expect(rows).toEqual([]);
		expect(hints.join()).toContain('has no rows');
	});

	it('end with the last row, whatever summary lines follow it', async () => {
		await begin();
		const text = 'Date,X\n2026-11-01,1\n2026-11-02,2\nTotal,3\n,3\n';
		const all = await pages(await serve(Buffer.from(text)), 2);
		expect(all).toHaveLength(1);
		expect(all[0].map((row) => placeOf(row).hasMore)).toEqual([false, false]);
	});

	it('are refused at a broken row, by its number in the report', async () => {
		await begin();
		const link = await serve(Buffer.from('Date,X\n2026-11-01,1\n2026-11-01,2\n2026-11-01\n'));
		const { rows } = await download(link, { limit: 1, cursor: '' });
		const { error } = await download(link, { limit: 5, cursor: placeOf(rows[0]).cursor });
		expect(error?.message).toContain('row 3 has 1 value under 2 columns');
	});
});

describe('a cursor', () => {
	it.each(['x', '{}', Buffer.from('{"v":2}').toString('base64url'), 7, ['a']])(
		'that no page gave is refused before anything is sent: %j',
		async (cursor) => {
			await begin({ rows: 10 });
			const reportUrl = await create();
			const { error } = await download(reportUrl, { cursor: cursor as string });
			expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: 'Cursor' });
			expect(dt.count('file')).toBe(0);
		},
	);

	it('of another report is refused, and so is one for a file', async () => {
		await begin({ rows: 10 });
		const [one, other] = [await create(), await create()];
		const { rows } = await download(one, { limit: 5, cursor: '' });
		const { cursor } = placeOf(rows[0]);
		expect(details((await download(other, { cursor })).error).parameter).toBe('Cursor');
		const { error } = await download(one, { cursor }, { output: 'file' });
		expect(details(error).parameter).toBe('Cursor');
	});

	it('ends with the link', async () => {
		await begin({ rows: 10, linkLifetime: 2 });
		const link = await create();
		const { rows } = await download(link, { limit: 5, cursor: '' });
		expect(Date.parse(String(rows[0]._dt_url_expires_at))).toBeGreaterThan(0);
		await sleep(3_100);
		const { error } = await download(link, { limit: 5, cursor: placeOf(rows[0]).cursor });
		expect(details(error).code).toBe('report_expired');
	});
});
