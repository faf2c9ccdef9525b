/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests, not a node */
import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import { testCredential } from '../credentialTest';
import { runNode, type CredentialStore } from '../n8nHarness';
import { spelled } from '../../support/spelled';
import { withSimulator } from '../simulatorSetup';
import { watchConnections } from './connections';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

let connections: ReturnType<typeof watchConnections>;
beforeEach(() => (connections = watchConnections()));
afterEach(() => connections.stop());

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;
const hostOf = (url: string) => new URL(url).host;

const send = async (path: unknown, parameters: IDataObject = {}) =>
	await runNode(store, {
		parameters: {
			resource: 'request',
			operation: 'send',
			path: typeof path === 'string' ? spelled(path) : path,
			...parameters,
		} as IDataObject,
	});

describe('Send refuses a path that may lead elsewhere, and connects to nothing', () => {
	it.each([
		...[
			'={{ "" }}',
			' ',
			'\t\n',
			'//',
			'//evil.example',
			'//evil.example/x',
			'///evil.example',
			' //evil.example',
		],
		...['/\\evil.example', '\\\\evil.example', '\\/evil.example', '/a\\..\\b', '/\\'],
		...['https://evil.example', 'HTTPS://evil.example', 'hTtP:evil.example', 'https:/evil.example'],
		...[
			'javascript:alert(1)',
			'file:///etc/passwd',
			'data:,x',
			'user:pass@evil.example',
			'localhost:80',
		],
		...['/..', '..', '../x', '/a/../b', '/a/..?x=1', '/a/..#x', '/%2e%2e/x', '/.%2E/x', '/%2e./x'],
		...['/..%2fx', '/..%5Cx', '/%252e%252e/x', '/%25252e%25252E%25252fx', '/a/%2e%2e%2fb'],
		...['/a\tb', '/a\nb', '/\t/evil.example', '/a\r\nHost: evil.example', 'ht\ntps://evil.example'],
		...['/\0', '/a\u007fb', '/a\u0085b', '/…8000', '…1000000'],
		...['={{ null }}', 7, { toString: 1 }, ['/api']],
	])('%j', async (path) => {
		await begin();
		const { error } = await send(path);
		expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: 'Path' });
		expect(String(error?.message).length).toBeLessThan(200);
		expect(connections.to).toEqual([]);
	});
});

describe('Send sends a path that stays on the Base URL to exactly that place', () => {
	it.each<[string, string]>([
		['/api/v1/x', '/api/v1/x'],
		['api/v1/x', '/api/v1/x'],
		['@evil.example/x', '/@evil.example/x'],
		['.evil.example/x', '/.evil.example/x'],
		[':80/x', '/:80/x'],
		['/user:pass@evil.example', '/user:pass@evil.example'],
		['/;@evil.example', '/;@evil.example'],
		['/%2f%2fevil.example', '/%2f%2fevil.example'],
		['/x//evil.example', '/x//evil.example'],
		['/https://evil.example', '/https://evil.example'],
		['#//evil.example', '/'],
		['/a#/../../b', '/a'],
		['?next=https://evil.example', '/?next=https://evil.example'],
		['/a?x=/../..', '/a?x=/../..'],
		['/a/./b', '/a/b'],
		['/...', '/...'],
		['/．．/x', '/%EF%BC%8E%EF%BC%8E/x'],
		['/a／evil.example', '/a%EF%BC%8Fevil.example'],
		['/a。b', '/a%E3%80%82b'],
		['/%00', '/%00'],
		['/%zz', '/%zz'],
		['/é', '/%C3%A9'],
		['/\u202e', '/%E2%80%AE'],
		['/\ud800', '/%EF%BF%BD'],
		['/__proto__/constructor', '/__proto__/constructor'],
		['/…7999', '/…7999'],
	])('%j → %j', async (path, sent) => {
		await begin();
		const { error } = await send(path);
		expect(details(error)).toMatchObject({ code: 'request_rejected', httpStatus: 404 });
		expect(String(error?.message).length).toBeLessThan(300);
		expect(error?.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
		const requests = dt.requests.filter(({ kind }) => kind !== 'token');
		expect(requests.map((request) => [request.host, request.path])).toEqual([
			['api', spelled(sent)],
		]);
		expect(requests[0].headers.authorization).toBe(`Bearer ${dt.issuedTokens[0]}`);
		expect(new Set(connections.to)).toEqual(new Set([hostOf(dt.apiUrl)]));
	});
});

describe('The query parameters of Send', () => {
	it('are sent under the names that they have', async () => {
		await begin();
		const query = '{"toString":"3","a&b=c#d":"/../?e","x\\"constructor\\":":"\\"__proto__\\":"}';
		const { error } = await send('/api/v1/x', { query });
		expect(details(error)).toMatchObject({ code: 'request_rejected', httpStatus: 404 });
		const { pathname, searchParams } = new URL(dt.requests.at(-1)?.path ?? '', dt.apiUrl);
		expect(pathname).toBe('/api/v1/x');
		expect([...searchParams]).toEqual([
			['toString', '3'],
			['a&b=c#d', '/../?e'],
			['x"constructor":', '"__proto__":'],
		]);
	});

	it.each(['{"__proto__":"1"}', '{"constructor":"2"}', '{"a":{"b":[{"prototype":1}]}}'])(
		'are refused where the HTTP client would drop them: %s',
		async (query) => {
			await begin();
			const { error } = await send('/api/v1/x', { query });
			expect(details(error)).toMatchObject({
				code: 'invalid_parameters',
				parameter: 'Query Parameters',
			});
			expect(error?.description).toContain('Write it into Path');
			expect(connections.to).toEqual([]);
		},
	);

	it('may be written into the path instead', async () => {
		await begin();
		await send('/api/v1/x?__proto__=1&constructor=2');
		expect(dt.requests.at(-1)?.path).toBe('/api/v1/x?__proto__=1&constructor=2');
	});
});

describe('A report that is requested by Send is known as one, however its path is spelled', () => {
	it.each([
		...['/api/v1/report/offerwall', 'api/v1/report', '/api/v1/report/', '/api/v1/report#x'],
		...[
			'/api/./v1/report',
			'/api/v1//report/offerwall',
			'/%61pi/v1/report',
			'/api/v1/report?format=csv',
		],
	])('%s', async (path) => {
		await begin();
		dt.fault({ on: 'any', skip: 1, action: 'lose', times: 9 });
		const { error } = await send(path, { method: 'POST', body: '{}' });
		expect(details(error)).toMatchObject({ code: 'unknown_outcome', mayBeCounted: true });
	});
});

describe('A Base URL', () => {
	const sendTo = async (baseUrl: string) => {
		store.stored = { ...store.stored, baseUrl: spelled(baseUrl) };
		return await send('/api/v1/x');
	};

	it.each([
		...['http://evil.example', 'http://127.0.0.1.evil.example', 'http://localhost.evil.example'],
		...[
			'http://localhost.',
			'http://[::2]',
			'http://0.0.0.0',
			'http://[::ffff:127.0.0.1]',
			'http://192.168.0.1',
		],
		...[
			'javascript:alert(1)',
			'file:///etc/passwd',
			'ftp://127.0.0.1',
			'data:,x',
			'ws://127.0.0.1',
		],
		...[
			'reporting.fyber.com',
			'//evil.example',
			'/\\evil.example',
			'https://',
			'https:// evil.example',
		],
		...['https://reporting.fyber.com@evil.example', 'https://user:pass@reporting.fyber.com'],
		...['https://reporting.fyber.com?x', 'https://reporting.fyber.com#@evil.example'],
		...['https://evil.example:99999', 'https://[::1', 'https://1.2.3.4.5.999', 'https://a%00b'],
		'https://evil.example/…2000',
	])('%s is refused, and connects to nothing', async (baseUrl) => {
		await begin();
		const { error } = await sendTo(baseUrl);
		expect(details(error)).toMatchObject({ code: 'invalid_parameters', parameter: 'Base URL' });
		expect(String(error?.message).length).toBeLessThan(200);
		expect(connections.to).toEqual([]);
	});

	it.each<[string, (port: string) => string]>([
		['a slash at its end', (port) => `http://127.0.0.1:${port}/`],
		['many slashes at its end', (port) => `http://127.0.0.1:${port}${'/'.repeat(1_900)}`],
		['blanks around it', (port) => `  http://127.0.0.1:${port}\n`],
		['a scheme in capitals', (port) => `HTTP://127.0.0.1:${port}`],
		['backslashes', (port) => `http:\\\\127.0.0.1:${port}\\`],
		['a line break inside', (port) => `http://127.0.\n0.1:${port}`],
		['no slashes behind the scheme', (port) => `http:127.0.0.1:${port}`],
		['a decimal address', (port) => `http://2130706433:${port}`],
		['an octal address', (port) => `http://0177.0.0.01:${port}`],
		['a hexadecimal address', (port) => `http://0x7f.0x1:${port}`],
		['full-width digits', (port) => `http://１２７.０.０.１:${port}`],
		['ideographic full stops', (port) => `http://127。0。0。1:${port}`],
		['a full stop at the end of the host', (port) => `http://127.0.0.1.:${port}`],
		['an empty query and fragment', (port) => `http://127.0.0.1:${port}/?#`],
		['dots that lead nowhere', (port) => `http://127.0.0.1:${port}/a/%2e%2e/./`],
	])('with %s leads to the host that it names', async (_, baseUrl) => {
		await begin();
		const { error } = await sendTo(baseUrl(new URL(dt.apiUrl).port));
		expect(details(error)).toMatchObject({ code: 'request_rejected', httpStatus: 404 });
		expect(dt.requests.map(({ path }) => path)).toEqual(['/auth/v1/token', '/api/v1/x']);
		expect(new Set(connections.to)).toEqual(new Set([hostOf(dt.apiUrl)]));
	});
});

describe('A report link of DT that may not be followed', () => {
	it.each([
		...[
			'http://evil.example/r.csv',
			'//evil.example/r.csv',
			'/r.csv',
			'r.csv',
			'https://',
			'evil.example',
		],
		...['file:///etc/passwd', 'javascript:alert(1)', 'data:text/csv,Date', 'ftp://127.0.0.1/r.csv'],
		...['http://10.0.0.1/r.csv', 'http://0.0.0.0/r.csv', 'http://[::ffff:127.0.0.1]/r.csv'],
		...['http://2852039166/latest/meta-data', 'http://localhost./r.csv'],
		...['https://user:pass@evil.example/r.csv', 'http://127.0.0.1@evil.example/r.csv'],
		'https://evil.example/…8000',
	])('is an unexpected response, and nothing connects to it: %s', async (url) => {
		await begin();
		dt.fault({ on: 'report', status: 200, body: { id: 'r1', url: spelled(url) } });
		const { error, outputs } = await runNode(store, {
			parameters: { resource: 'report', operation: 'run', metrics: ['Offer Clicks'] },
		});
		expect(outputs.flat()).toEqual([]);
		expect(details(error)).toMatchObject({ code: 'unexpected_response', mayBeCounted: true });
		expect(JSON.stringify([error?.message, error?.description]).length).toBeLessThan(1_000);
		expect(new Set(connections.to)).toEqual(new Set([hostOf(dt.apiUrl)]));
	});
});

describe('A redirect of the file host that may not be followed', () => {
	it.each([
		...['http://evil.example/r.csv', '//evil.example/r.csv', '/\\evil.example', '\\\\evil.example'],
		...[
			'file:///etc/passwd',
			'javascript:alert(1)',
			'data:text/csv,Date',
			'https://',
			'http://a b/',
		],
		...['http://10.0.0.1/r.csv', 'http://0.0.0.0/r.csv', 'http://[::ffff:127.0.0.1]/r.csv'],
		...['http://2852039166/latest/meta-data', 'http://localhost./r.csv'],
		...['https://user:pass@evil.example/r.csv', 'http://127.0.0.1@evil.example/r.csv'],
		'https://evil.example/…8000',
	])('ends the wait, and nothing connects to it: %s', async (location) => {
		await begin();
		dt.fault({
			on: 'file',
			status: 302,
			headers: { Location: spelled(location) },
			times: Infinity,
		});
		const { error } = await runNode(store, {
			parameters: { resource: 'report', operation: 'run', metrics: ['Offer Clicks'] },
		});
		expect(details(error)).toMatchObject({ code: 'report_unreadable', retryable: false });
		expect(String(error?.message).length).toBeLessThan(300);
		const own = [dt.apiUrl, dt.fileUrl].map(hostOf);
		expect([...new Set(connections.to)].sort()).toEqual(own.sort());
	});
});

it('A Base URL of slashes is refused by the credential test in a moment', async () => {
	await begin();
	store.stored = { ...store.stored, baseUrl: `https://evil.example${'/'.repeat(200_000)}x` };
	const started = process.cpuUsage();
	const { status, message } = await testCredential(store);
	expect([status, message]).toEqual(['Error', expect.stringContaining('Base URL')]);
	// With a time that grows with the square of the length, it is some 20 seconds.
	expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
	expect(connections.to).toEqual([]);
});
