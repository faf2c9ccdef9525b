/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- answers in DT's place, is no node */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip, gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import { testCredential } from '../credentialTest';
import { runNode, type CredentialStore } from '../n8nHarness';
import { withSimulator } from '../simulatorSetup';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const MEGABYTE = 1024 * 1024;
let server: Server | undefined;
afterEach(() => server?.close().closeAllConnections());

type Answer = (response: ServerResponse) => void;
const TOKEN = JSON.stringify({ accessToken: 'a.b.c', tokenType: 'bearer', expiresIn: 3600 });
const plain =
	(text: string, status = 200): Answer =>
	(response) => {
		response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
	};

/** Bytes again and again, as long as they are taken; counts them. */
function endless(start: string, piece: string, { status = 200, gzip = false } = {}) {
	const sent = { bytes: 0 };
	const chunk = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
	const answer: Answer = (response) => {
		const headers = gzip ? { 'Content-Encoding': 'gzip' } : {};
		response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
		const zip = gzip ? createGzip({ level: 1 }) : undefined;
		zip?.pipe(response);
		const to = zip ?? response;
		to.write(start);
		const write = () => {
			while (!response.destroyed && sent.bytes < 3_000 * MEGABYTE) {
				sent.bytes += chunk.length;
				if (!to.write(chunk)) return to.once('drain', () => setImmediate(write));
			}
			return to.end();
		};
		write();
	};
	return { sent, answer };
}

/** A stand-in for DT with one bad answer; everything else is as it should be. */
async function standIn(paths: Record<string, Answer>): Promise<string> {
	await begin();
	server = createServer((request, response) => {
		const path = (request.url ?? '').split('?')[0];
		request.resume();
		response.on('error', () => {});
		(paths[path] ?? (path.endsWith('/token') ? plain(TOKEN) : plain('{}', 404)))(response);
	});
	await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	store.stored = { ...store.stored, baseUrl };
	return baseUrl;
}

const run = async (parameters: IDataObject) => await runNode(store, { parameters });
const GET_TOKEN = { resource: 'token', operation: 'get' };
const REPORT = { resource: 'report', operation: 'create', metrics: ['Offer Clicks'] };
const SEND = { resource: 'request', operation: 'send', path: '/api/v1/x' };
const TOKEN_PATH = '/auth/v1/token';
const REPORT_PATH = '/api/v1/report/offerwall';

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;

/** Sockets and the decompression hold some more than what is read. */
const HELD = 30 * MEGABYTE;

describe.each([
	['as it is', false],
	['in gzip', true],
])('a body without end %s', (_, gzip) => {
	it.each<[string, string, string, number, IDataObject, IDataObject]>([
		['a token', TOKEN_PATH, '{"accessToken":"', 200, GET_TOKEN, { code: 'unexpected_response' }],
		['a refused token', TOKEN_PATH, '{"error":"', 400, GET_TOKEN, { code: 'unexpected_response' }],
		['a token under 503', TOKEN_PATH, '', 503, GET_TOKEN, { code: 'service_unavailable' }],
		[
			'a report',
			REPORT_PATH,
			'{"url":"https://',
			200,
			REPORT,
			{ code: 'unexpected_response', mayBeCounted: true, retryable: false },
		],
		['a refused report', REPORT_PATH, '{"error":"', 400, REPORT, { code: 'report_rejected' }],
		['a refused request', '/api/v1/x', 'Not ', 404, SEND, { code: 'request_rejected' }],
	])(
		'of %s is read no further than 1 MB',
		async (__, path, start, status, parameters, expected) => {
			const { sent, answer } = endless(start, 'x', { status, gzip });
			await standIn({ [path]: answer });
			const { error, outputs } = await run(parameters);
			expect(outputs.flat()).toEqual([]);
			expect(details(error)).toMatchObject(expected);
			expect(`${error?.message} ${error?.description}`.length).toBeLessThan(1_500);
			// A level of compression of 200 and more stands behind the sockets.
			expect(sent.bytes).toBeLessThan(gzip ? 60 * HELD : HELD);
		},
	);
});

it('a body without end to Send is read no further than 16 MB, and nothing of it is output', async () => {
	const { sent, answer } = endless('[1', ',1');
	await standIn({ '/api/v1/x': answer });
	const { error, outputs } = await run(SEND);
	expect(outputs.flat()).toEqual([]);
	expect(details(error)).toMatchObject({ code: 'unexpected_response', httpStatus: 200 });
	expect(error?.message).toContain('it is larger than what is read of it');
	expect(sent.bytes).toBeLessThan(16 * MEGABYTE + HELD);
});

it.each([
	[1_000_000, undefined],
	[1_000_001, 'unexpected_response'],
])('a list of %i elements gives Send %p', async (length, code) => {
	await standIn({ '/api/v1/x': plain(JSON.stringify(Array.from({ length }, () => 1))) });
	const { error, rows } = await run(SEND);
	expect(details(error)?.code).toBe(code);
	expect(rows).toHaveLength(code ? 0 : length);
});

it('a body to Send of some megabytes is output whole', async () => {
	const text = 'x'.repeat(5 * MEGABYTE);
	await standIn({ '/api/v1/x': plain(JSON.stringify({ text })) });
	expect((await run(SEND)).rows).toEqual([{ text }]);
});

it('headers without end are a failed connection', async () => {
	await standIn({
		[TOKEN_PATH]: (response) => {
			response.socket?.write('HTTP/1.1 200 OK\r\n');
			const timer = setInterval(() => response.socket?.write(`x: ${'y'.repeat(8_000)}\r\n`), 1);
			response.socket?.on('close', () => clearInterval(timer));
		},
	});
	const { error } = await run(GET_TOKEN);
	expect(details(error)).toMatchObject({ code: 'connection_failed', retryable: true });
	expect(error?.message).toContain('HPE_HEADER_OVERFLOW');
});

describe('JSON that is nested deep', () => {
	const deep = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

	it('is output by Send down to 500 levels, and as text below', async () => {
		await standIn({ '/api/v1/x': plain(deep(500)), '/api/v1/y': plain(deep(100_000)) });
		expect(JSON.stringify((await run(SEND)).rows[0])).toBe(deep(500));
		const { rows, error } = await run({ ...SEND, path: '/api/v1/y' });
		expect(error).toBeUndefined();
		expect(rows).toEqual([{ data: deep(100_000) }]);
	});

	it.each([
		['a token', GET_TOKEN, TOKEN_PATH],
		['a report', REPORT, REPORT_PATH],
	])('is an unexpected response as %s', async (_, parameters, path) => {
		await standIn({ [path]: plain(`{"url":${deep(100_000)}}`) });
		expect(details((await run(parameters)).error)).toMatchObject({ code: 'unexpected_response' });
	});

	it.each(['body', 'query'])('is refused in the %s of Send, and nothing is sent', async (field) => {
		await begin();
		const given = { method: 'POST', path: '/api/v1/x', [field]: deep(501) };
		const { error } = await run({ ...SEND, ...given });
		expect(details(error)).toMatchObject({ code: 'invalid_parameters' });
		expect(error?.message).toContain('nested deeper than 500 levels');
		expect(dt.requests).toEqual([]);
	});

	it('is refused as an object, too', async () => {
		await begin();
		const body =
			'={{ (() => { let a = 1; for (let n = 0; n < 600; n++) a = { a }; return a; })() }}';
		const { error } = await run({ ...SEND, method: 'POST', body });
		expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: 'Body' });
		expect(dt.requests).toEqual([]);
	});
});

it('keys of Send’s response that objects have stay keys', async () => {
	const text = '{"__proto__":{"polluted":1},"constructor":2,"toString":3,"hasOwnProperty":4}';
	await standIn({ '/api/v1/x': plain(text) });
	const { rows, error } = await run(SEND);
	expect(error).toBeUndefined();
	expect([rows[0].constructor, rows[0].toString, rows[0].hasOwnProperty]).toEqual([2, 3, 4]);
	expect(({} as IDataObject).polluted).toBeUndefined();
});

describe('a file', () => {
	const download = async (reportUrl: string, options: IDataObject = {}, output = 'items') =>
		await run({ resource: 'report', operation: 'download', reportUrl, output, options });
	const LINK = '/r.csv';

	it.each(['items', 'file'])(
		'that gzip inflates a thousand times is refused by its rule (%s)',
		async (output) => {
			const bomb = gzipSync(
				Buffer.concat([Buffer.from('Date,Offer Clicks\n'), Buffer.alloc(100 * MEGABYTE, 'x')]),
			);
			expect(bomb.length).toBeLessThan(MEGABYTE / 5);
			const base = await standIn({
				[LINK]: (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
			});
			const before = process.memoryUsage().rss;
			const { error } = await download(`${base}${LINK}?X-Amz-Signature=a`, { maxWait: 0 }, output);
			expect(details(error)).toMatchObject({ code: 'report_unreadable' });
			expect(error?.message).toContain('row 1 is larger than 16 MB');
			expect(process.memoryUsage().rss - before).toBeLessThan(600 * MEGABYTE);
		},
	);

	it('refused by a body without end is read no further than its beginning', async () => {
		const { sent, answer } = endless('<Error><Code>', 'x', { status: 403 });
		const base = await standIn({ [LINK]: answer });
		const { error } = await download(`${base}${LINK}?X-Amz-Signature=a`, { maxWait: 0 });
		expect(details(error)).toMatchObject({ code: 'report_unreadable' });
		expect(`${error?.message} ${error?.description}`.length).toBeLessThan(1_500);
		expect(sent.bytes).toBeLessThan(3 * HELD);
	});

	it('is fetched without any credential, also where a redirect leads to the Base URL', async () => {
		await begin();
		const seen: Array<string | undefined> = [];
		server = createServer((request, response) => {
			seen.push(request.headers.authorization);
			response.writeHead(302, { Location: `${dt.apiUrl}/api/v1/report` }).end();
		});
		await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
		await run({ ...SEND, path: '/api/v1/x' });
		const link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r.csv?X-Amz-Signature=a`;
		expect((await download(link, { maxWait: 0 })).error).toBeDefined();
		expect(seen).toEqual([undefined]);
		const followed = dt.requests.filter(
			({ method, kind }) => method === 'GET' && kind === 'report',
		);
		expect(followed.map(({ headers }) => headers.authorization)).toEqual([undefined]);
	});
});

it('the credential test reaches the token endpoint below a Base URL with a path', async () => {
	const bodies: string[] = [];
	await begin();
	server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += String(chunk)));
		request.on('end', () => {
			bodies.push(`${request.url} ${(JSON.parse(body) as IDataObject).client_id === dt.clientId}`);
			plain(TOKEN)(response);
		});
	});
	await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gateway/`;
	store.stored = { ...store.stored, baseUrl };
	expect((await testCredential(store)).status).toBe('OK');
	expect(new Set(bodies)).toEqual(new Set(['/gateway/auth/v1/token true']));
});
