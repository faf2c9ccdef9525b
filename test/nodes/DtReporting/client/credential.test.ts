import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate } from '../../../../nodes/DtReporting/client/authenticate';
import { readBaseUrl, readKeys } from '../../../../nodes/DtReporting/client/credential';
import { readPath } from '../../../../nodes/DtReporting/actions/request/send.operation';
import {
	forgetTokens,
	isUsable,
	refuseToken,
	sharedToken,
} from '../../../../nodes/DtReporting/client/sharedToken';
import type { DtError } from '../../../../nodes/DtReporting/errors/dtError';

const credential = (change: object = {}): Record<string, unknown> => ({
	clientId: 'id',
	clientSecret: 'secret',
	baseUrl: 'https://reporting.fyber.com',
	accessToken: '',
	expiresAt: '',
	issuedFor: '',
	...change,
});
const refusal = (work: () => unknown): DtError => {
	try {
		work();
	} catch (error) {
		return error as DtError;
	}
	throw new Error('It was accepted');
};

/** A token endpoint that answers with t1, t2, … after a turn, and notes what it was sent. */
function tokenEndpoint(expiresIn: unknown = 3600, name = 't') {
	const sent: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		sent.push(options);
		const accessToken = `${name}${sent.length}`;
		await Promise.resolve();
		const body = JSON.stringify({ accessToken, tokenType: 'bearer', expiresIn });
		return { statusCode: 200, headers: {}, body };
	};
	return { sent, httpRequest };
}

beforeEach(forgetTokens);

describe('the keys', () => {
	it('are trimmed, and the secret is of any length', () => {
		const clientSecret = ` \n${'s'.repeat(5000)}\t`;
		const keys = readKeys(credential({ clientId: ' id ', clientSecret }));
		expect(keys).toEqual({
			clientId: 'id',
			clientSecret: 's'.repeat(5000),
			baseUrl: 'https://reporting.fyber.com',
		});
	});

	it.each([
		['Client ID', { clientId: '  ' }],
		['Client ID', { clientId: undefined }],
		['Client Secret', { clientSecret: '' }],
		['Client Secret', { clientSecret: 7 }],
		['Base URL', { baseUrl: 'reporting.fyber.com' }],
	])('are refused by the name of the field: %s', (field, change) => {
		const { details } = refusal(() => readKeys(credential(change)));
		expect(details).toMatchObject({ code: 'invalid_parameters', parameter: field });
	});
});

describe('the base URL', () => {
	it.each([
		['https://reporting.fyber.com', 'https://reporting.fyber.com'],
		['https://reporting.fyber.com/', 'https://reporting.fyber.com'],
		[' https://proxy.example/dt// ', 'https://proxy.example/dt'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['http://localhost:4010/', 'http://localhost:4010'],
		['http://[::1]:4010', 'http://[::1]:4010'],
		['', 'https://reporting.fyber.com'],
		[undefined, 'https://reporting.fyber.com'],
	])('%p is %s', (given, base) => expect(readBaseUrl(given)).toBe(base));

	it.each([
		['http://reporting.fyber.com'],
		['http://127.0.0.1.example'],
		['ftp://reporting.fyber.com'],
		['https://user:pass@reporting.fyber.com'],
		['https://reporting.fyber.com/?x=1'],
		['javascript:alert(1)'],
		['not a url'],
	])('%s is refused', (given) => {
		expect(refusal(() => readBaseUrl(given)).message).toContain('Base URL: ');
	});
});

describe('the exchange', () => {
	it('sends DT’s JSON once, without following redirects', async () => {
		const { sent, httpRequest } = tokenEndpoint();
		await sharedToken(httpRequest, credential({ clientId: ' id ' }));
		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({
			method: 'POST',
			url: 'https://reporting.fyber.com/auth/v1/token',
			body: { grant_type: 'client_credentials', client_id: 'id', client_secret: 'secret' },
			disableFollowRedirect: true,
		});
	});

	it('writes back derived fields only', async () => {
		const { httpRequest } = tokenEndpoint();
		const stored = await sharedToken(httpRequest, credential());
		expect(Object.keys(stored).sort()).toEqual(['accessToken', 'expiresAt', 'issuedFor']);
		expect(JSON.stringify(stored)).not.toContain('secret');
	});

	it.each([undefined, 'soon', 0, -5])('takes an hour where expiresIn is %p', async (expiresIn) => {
		const { httpRequest } = tokenEndpoint(expiresIn);
		const { expiresAt } = await sharedToken(httpRequest, credential());
		const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
		expect(minutes).toBeGreaterThan(54.9);
		expect(minutes).toBeLessThan(55.1);
	});

	it('is one for many callers without a token', async () => {
		const { sent, httpRequest } = tokenEndpoint();
		const calls = Array.from(
			{ length: 20 },
			async () => await sharedToken(httpRequest, credential()),
		);
		const tokens = await Promise.all(calls);
		expect(sent).toHaveLength(1);
		expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['t1']));
		expect((await sharedToken(httpRequest, credential())).accessToken).toBe('t1');
		expect(sent).toHaveLength(1);
	});

	it('is made anew for whoever holds the last token, and shared with the others', async () => {
		const { sent, httpRequest } = tokenEndpoint();
		const first = await sharedToken(httpRequest, credential());
		const renewed = await sharedToken(httpRequest, credential(first));
		expect(renewed.accessToken).toBe('t2');
		expect((await sharedToken(httpRequest, credential(first))).accessToken).toBe('t2');
		expect(sent).toHaveLength(2);
	});

	describe('with a token that another worker has stored', () => {
		/** This process has made t1; another one made its own so many milliseconds later, or earlier. */
		async function storedByOther(later: number, keys: object = {}) {
			const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + later);
			const theirs = await sharedToken(tokenEndpoint(3600, 'other').httpRequest, credential(keys));
			now.mockRestore();
			forgetTokens();
			const { sent, httpRequest } = tokenEndpoint();
			await sharedToken(httpRequest, credential());
			const next = async (change: object = {}) =>
				(await sharedToken(httpRequest, credential({ ...theirs, ...change }))).accessToken;
			return { sent, next };
		}

		it('that is newer, and was refused, is made anew: its own older one is of no more use', async () => {
			const { next, sent } = await storedByOther(60_000);
			expect(await next()).toBe('t2');
			expect(await next()).toBe('t2');
			expect(sent).toHaveLength(2);
		});

		it.each([
			['is older', -60_000, {}, {}],
			['was made for other keys', 60_000, { clientId: 'other' }, {}],
			['says nothing of its end', 60_000, {}, { expiresAt: '' }],
			['is gone', 60_000, {}, { accessToken: '' }],
		])('that %s serves its own', async (_, after, keys, change) => {
			const { next, sent } = await storedByOther(after, keys);
			expect(await next(change)).toBe('t1');
			expect(sent).toHaveLength(1);
		});
	});

	it('never serves other keys or another base URL', async () => {
		const { httpRequest } = tokenEndpoint();
		const tokenOf = async (change: object) =>
			(await sharedToken(httpRequest, credential(change))).accessToken;
		expect(await tokenOf({})).toBe('t1');
		expect(await tokenOf({ clientSecret: 'other' })).toBe('t2');
		expect(await tokenOf({ clientId: 'other' })).toBe('t3');
		expect(await tokenOf({ baseUrl: 'https://elsewhere.example' })).toBe('t4');
		expect(await tokenOf({ baseUrl: 'https://reporting.fyber.com/' })).toBe('t1');
	});

	it('that went wrong is not remembered', async () => {
		const { httpRequest } = tokenEndpoint();
		const refused = async () => {
			throw Object.assign(new Error('400'), {
				response: { status: 400, headers: {}, data: '{"error":"invalid_client"}' },
			});
		};
		await expect(sharedToken(refused, credential())).rejects.toMatchObject({
			dtCode: 'invalid_client',
		});
		expect((await sharedToken(httpRequest, credential())).accessToken).toBe('t1');
	});

	it.each([
		[
			'no accessToken',
			{ statusCode: 200, headers: {}, body: '{"tokenType":"bearer"}' },
			'unexpected_response',
		],
		['a page', { statusCode: 200, headers: {}, body: '<html>hello</html>' }, 'unexpected_response'],
		['an array', { statusCode: 200, headers: {}, body: '[]' }, 'unexpected_response'],
		[
			'a refusal under 200',
			{ statusCode: 200, headers: {}, body: '{"error":"invalid_client"}' },
			'invalid_client',
		],
	])('with %s in the answer is typed', async (_, response, code) => {
		const error: unknown = await sharedToken(async () => response, credential()).catch((e) => e);
		expect(error).toMatchObject({ dtCode: code });
		// n8n replaces the message of an error that has one of these
		for (const name of ['code', 'status', 'httpCode', 'response'])
			expect(error).not.toHaveProperty(name);
	});
});

describe('a stored token', () => {
	const stored = async () => {
		const { httpRequest } = tokenEndpoint();
		return credential(await sharedToken(httpRequest, credential()));
	};

	it('is used until five minutes before its end', async () => {
		const held = await stored();
		expect(isUsable(held, Date.now())).toBe(true);
		expect(isUsable(held, Date.now() + 54 * 60_000)).toBe(true);
		expect(isUsable(held, Date.now() + 56 * 60_000)).toBe(false);
	});

	it('with a short life is used for most of it', async () => {
		const { httpRequest } = tokenEndpoint(10);
		const held = credential(await sharedToken(httpRequest, credential()));
		expect(isUsable(held, Date.now() + 8_500)).toBe(true);
		expect(isUsable(held, Date.now() + 9_500)).toBe(false);
	});

	it.each([
		['secret', { clientSecret: 'other' }],
		['id', { clientId: 'other' }],
		['base URL', { baseUrl: 'https://elsewhere.example' }],
		['seal', { issuedFor: '' }],
		['expiry', { expiresAt: '' }],
		['token', { accessToken: 'forged' }],
	])('is not used with another %s', async (_, change) => {
		expect(isUsable({ ...(await stored()), ...change })).toBe(false);
	});

	it('is used with blanks around the same keys', async () => {
		expect(isUsable({ ...(await stored()), clientSecret: ' secret ' })).toBe(true);
	});

	it('is not used after DT has refused it', async () => {
		const held = await stored();
		refuseToken(held.accessToken);
		expect(isUsable(held)).toBe(false);
	});
});

describe('authenticating a request', () => {
	const held = async () => {
		const { httpRequest } = tokenEndpoint();
		return credential(await sharedToken(httpRequest, credential()));
	};

	it.each([
		[{ url: 'https://reporting.fyber.com/api/v1/report' }],
		[{ url: '/api/v1/report', baseURL: 'https://reporting.fyber.com' }],
		[{ uri: 'https://reporting.fyber.com/api/v1/report' }],
	])('puts the token on %j', async (options) => {
		const request = { ...options, headers: { Accept: 'a' } } as unknown as IHttpRequestOptions;
		const { headers } = authenticate(await held(), request);
		expect(headers).toEqual({ Accept: 'a', Authorization: 'Bearer t1' });
	});

	it.each([
		['another host', 'https://bucket.s3.amazonaws.com/r.csv'],
		['another port', 'https://reporting.fyber.com:8443/api'],
		['plain http', 'http://reporting.fyber.com/api'],
		['a host that begins alike', 'https://reporting.fyber.com.example/api'],
		['the token endpoint', 'https://reporting.fyber.com/auth/v1/token'],
	])('sends no token to %s', async (_, url) => {
		expect(authenticate(await held(), { url }).headers).toBeUndefined();
	});

	it('asks for a renewal instead of sending a token that is over', async () => {
		const over = { ...(await held()), expiresAt: new Date(Date.now() - 1).toISOString() };
		expect(() => authenticate(over, { url: 'https://reporting.fyber.com/api' })).toThrow(
			expect.objectContaining({ response: { status: 401 } }),
		);
	});
});

describe('the path of a request', () => {
	const base = 'https://reporting.fyber.com';
	it.each([
		['/api/v1/report', '/api/v1/report'],
		['api/v1/report', '/api/v1/report'],
		[' /api/v1/report?format=csv ', '/api/v1/report?format=csv'],
		['/a..b/...', '/a..b/...'],
	])('%s is %s', (given, path) => expect(readPath(given, base)).toBe(path));

	it.each([
		[''],
		['https://elsewhere.example/api'],
		['HTTP://reporting.fyber.com/api'],
		['//elsewhere.example/api'],
		['/../api'],
		['/api/../../x'],
		['/api/%2e%2e/x'],
		['/api/.%2E/x'],
		['/api/%252e%252e/x'],
		['/api/..%2fx'],
		['/api/..%5cx'],
		['\\\\elsewhere.example\\api'],
		['/\\elsewhere.example'],
		['/api\n/x'],
		['javascript:alert(1)'],
		[undefined],
	])('%p is refused', (given) => {
		expect(refusal(() => readPath(given, base)).details).toMatchObject({
			code: 'invalid_parameters',
			parameter: 'Path',
		});
	});
});
