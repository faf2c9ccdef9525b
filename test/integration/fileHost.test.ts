/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- serves files, is no node */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const CSV = 'Date,Publisher Revenue\n2026-11-01,1.5\n';
const SIGNED = '?X-Amz-Signature=abc';
let servers: Server[] = [];

afterEach(() => {
	for (const server of servers) server.close().closeAllConnections();
	servers = [];
});

/** A file host of the test's own; gives the link of a report on it. */
async function fileHost(handler: Handler): Promise<string> {
	const server = createServer(handler);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/r.csv${SIGNED}`;
}

const download = async (
	reportUrl: unknown,
	options: IDataObject = {},
	run: Partial<RunOptions> = {},
) =>
	await runNode(store, {
		parameters: { resource: 'report', operation: 'download', reportUrl, options } as IDataObject,
		...run,
	});
const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;
const s3 = (code: string, message = '') =>
	`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

const answering =
	(status: number, body = '', headers: Record<string, string> = {}): Handler =>
	(_, response) => {
		response.writeHead(status, headers);
		response.end(body);
	};

describe('a redirect of the file host', () => {
	it.each([301, 302, 303, 307, 308])(
		'is followed to an address that may be (%i)',
		async (status) => {
			await begin();
			const target = await fileHost(answering(200, CSV));
			const link = await fileHost(answering(status, '', { Location: target }));
			const { rows, error } = await download(link, { maxWait: 0 });
			expect(error).toBeUndefined();
			expect(rows).toEqual([{ Date: '2026-11-01', 'Publisher Revenue': 1.5 }]);
		},
	);

	it.each([
		['http://files.example/r.csv', 'http://files.example'],
		['http://192.168.0.1/r.csv', 'http://192.168.0.1'],
		['ftp://127.0.0.1/r.csv', 'ftp://127.0.0.1'],
		['http://', 'not a URL'],
	])('to %s ends the wait at once', async (location, words) => {
		await begin();
		let checks = 0;
		const link = await fileHost((request, response) => {
			checks++;
			answering(302, '', { Location: location })(request, response);
		});
		const { error } = await download(link);
		expect(details(error)).toMatchObject({ code: 'report_unreadable', retryable: false });
		expect(error?.message).toContain(words);
		expect(checks).toBe(1);
	});

	it('in a circle ends the wait', async () => {
		await begin();
		const link = await fileHost((request, response) =>
			answering(302, '', { Location: request.url as string })(request, response),
		);
		const { error } = await download(link);
		expect(error?.message).toContain('in a circle');
	});
});

describe('what cannot get better', () => {
	const ENDS_WITHIN_MS = 8_000;
	it.each<[string, string, string, Handler]>([
		['ExpiredToken', 'report_expired', 'ExpiredToken', answering(400, s3('ExpiredToken'))],
		['InvalidToken', 'report_expired', 'InvalidToken', answering(400, s3('InvalidToken'))],
		['a page under 403', 'report_unreadable', 'a proxy', answering(403, '<html>No</html>')],
		['an empty 403', 'report_unreadable', 'a proxy', answering(403)],
		['a 407', 'report_unreadable', 'a proxy requires a login', answering(407)],
		[
			'a wrong gzip header',
			'report_unreadable',
			'compression',
			answering(200, CSV, { 'Content-Encoding': 'gzip' }),
		],
	])('%s: the wait ends early with %s', async (_, code, words, handler) => {
		await begin();
		const started = Date.now();
		const { error } = await download(await fileHost(handler));
		expect(details(error).code).toBe(code);
		expect(`${error?.message} ${error?.description}`).toContain(words);
		expect(Date.now() - started).toBeLessThan(ENDS_WITHIN_MS);
	});

	it('a link without its signature: says what is missing', async () => {
		await begin();
		const link = await fileHost(answering(403, s3('AccessDenied', 'Access Denied')));
		const { error } = await download(link.replace(SIGNED, ''));
		expect(details(error)).toMatchObject({ code: 'report_unreadable', retryable: false });
		expect(error?.description).toContain('everything behind the question mark');
	});

	it.each([
		['a host that does not exist', async () => `https://no-such-host.invalid/r.csv${SIGNED}`],
		[
			'a host that does not speak TLS',
			async () => (await fileHost(answering(200, CSV))).replace('http:', 'https:'),
		],
	])('%s: ends after a few checks, and after one with a Max Wait of 0', async (_, linkOf) => {
		await begin();
		const link = await linkOf();
		for (const options of [{}, { maxWait: 0 }]) {
			const { error } = await download(link, options);
			expect(details(error)).toMatchObject({ code: 'connection_failed', retryable: true });
			expect(details(error).reportUrl).toBe(link);
			expect(error?.description).toContain('Check the network');
		}
	});
});

it('Max Wait bounds the reading of a body that drips, and of no other', async () => {
	await begin();
	const dripping = await fileHost((_, response) => {
		response.write('Date,Publisher Revenue\n');
		const timer = setInterval(() => response.write('2026-11-01,1.5\n'), 200);
		response.on('close', () => clearInterval(timer));
	});
	let isEnded = false;
	const stalled = await fileHost((_, response) => {
		response.write('Date,Publisher Revenue\n');
		response.on('close', () => (isEnded = true));
	});
	const started = Date.now();
	const ends = [dripping, stalled].map(async (link) => await download(link, { maxWait: 1 }));
	for (const { error } of await Promise.all(ends)) {
		expect(details(error).code).toBe('report_not_ready');
	}
	expect(Date.now() - started).toBeLessThan(16_000);
	expect(isEnded).toBe(true);
	const brisk = await fileHost((_, response) => {
		response.write('Date,Publisher Revenue\n');
		const block = '2026-11-01,1.5\n'.repeat(5_000);
		let blocks = 0;
		const timer = setInterval(() => {
			response.write(block);
			if (++blocks < 25) return;
			clearInterval(timer);
			response.end();
		}, 500);
	});
	expect((await download(brisk, { maxWait: 0 })).rows).toHaveLength(125_000);
}, 40_000);

it('few files are fetched at a time, however many items there are', async () => {
	await begin();
	let open = 0;
	let most = 0;
	const link = await fileHost((_, response) => {
		most = Math.max(most, ++open);
		setTimeout(() => {
			open--;
			response.end(CSV);
		}, 20);
	});
	const items = Array.from({ length: 300 }, () => ({}));
	const { rows } = await download(link, {}, { items });
	expect(rows).toHaveLength(300);
	expect(most).toBeLessThanOrEqual(8);
	expect(most).toBeGreaterThan(4);
});

describe('a clock that is wrong', () => {
	afterEach(() => jest.restoreAllMocks());

	it.each([
		['four hours ahead', 4],
		['two days ahead', 48],
		['a day behind', -24],
	])('by %s expires no link: one report, and its rows', async (_, hours) => {
		const real = Date.now;
		await begin({ now: real, readyAfter: 2_500 });
		jest.spyOn(Date, 'now').mockImplementation(() => real() + hours * 3_600_000);
		const parameters = {
			resource: 'report',
			operation: 'run',
			metrics: ['Publisher Revenue'],
			dateRange: 'custom',
			startDate: '2026-11-01',
			endDate: '2026-11-01',
		};
		const first = await runNode(store, { parameters: { ...parameters, options: { maxWait: 0 } } });
		expect(details(first.error).code).toBe('report_not_ready');
		const { rows, error } = await runNode(store, { parameters });
		expect(error).toBeUndefined();
		expect(rows).toHaveLength(1);
		expect(dt.reports).toHaveLength(1);
	});

	it('and set during a pause neither stretches nor ends the wait', async () => {
		await begin({ readyAfter: 3_000 });
		const real = Date.now;
		let shift = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => real() + shift);
		setTimeout(() => (shift = -4 * 3_600_000), 1_000);
		const started = performance.now();
		const { rows } = await runNode(store, {
			parameters: { resource: 'report', operation: 'run', metrics: ['Publisher Revenue'] },
		});
		expect(rows.length).toBeGreaterThan(0);
		expect(performance.now() - started).toBeLessThan(9_000);
	});
});
