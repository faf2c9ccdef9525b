import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate } from '../../../../nodes/DtReporting/transport/authenticate';
import { readBaseUrl, readKeys } from '../../../../nodes/DtReporting/transport/credential';
import { readPath } from '../../../../nodes/DtReporting/actions/request/path';
import {
	forgetTokens,
	isUsable,
	markTokenRejected,
	sharedToken,
} from '../../../../nodes/DtReporting/transport/tokenCache';
import { MINUTE } from '../../../support/days';
import { refusalOf } from '../../../support/refusal';

const SECRET = 'Aq9_-'.repeat(70);
const OTHER_SECRET = 'Zw3-_'.repeat(70);
const HEX = '0123456789abcdef0123456789ABCDEF';

const credential = (change: object = {}): Record<string, unknown> => ({
	clientId: 'id',
	clientSecret: SECRET,
	baseUrl: 'https://reporting.fyber.com',
	accessToken: '',
	expiresAt: '',
	issuedFor: '',
	...change,
});

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
		['quotes', `"${SECRET}"`],
		['curly quotes, and blanks around them', ` “ ${SECRET}” `],
		['backticks', `\`${SECRET}\``],
		['a byte order mark', `\uFEFF${SECRET}`],
		['characters without a width', `${SECRET.slice(0, 9)}\u200B${SECRET.slice(9)}\u2060\u00AD`],
		['lines', `${SECRET.slice(0, 76)}\n${SECRET.slice(76, 152)}\r\n  ${SECRET.slice(152)}`],
		['quoted lines', `"${SECRET.slice(0, 76)}\r${SECRET.slice(76)}"\n`],
		['one break of another kind', `${SECRET.slice(0, 100)}\u2028${SECRET.slice(100)}`],
	])('are what DT made, though the secret was pasted with %s', (_, clientSecret) => {
		expect(readKeys(credential({ clientSecret })).clientSecret).toBe(SECRET);
	});

	it.each([
		['quotes', `'${HEX}'`],
		['a byte order mark and a blank', `\uFEFF ${HEX}`],
		['characters without a width', `${HEX.slice(0, 5)}\u200D${HEX.slice(5)}\u200B\n`],
	])('are what DT made, though the ID was pasted with %s', (_, clientId) => {
		expect(readKeys(credential({ clientId })).clientId).toBe(HEX);
	});

	it('take an ID that looks like no other: its form is not promised', () => {
		expect(readKeys(credential({ clientId: 'reporting-7' })).clientId).toBe('reporting-7');
	});

	it.each([
		['Client ID', { clientId: '  ' }, 'this is empty'],
		['Client ID', { clientId: undefined }, 'this is empty'],
		['Client ID', { clientId: '\u200B' }, 'this is empty'],
		['Client Secret', { clientSecret: '' }, 'this is empty'],
		['Client Secret', { clientSecret: 7 }, 'this is empty'],
		['Client Secret', { clientSecret: '""' }, 'this is empty'],
		['Client ID', { clientId: 'ab cd' }, 'a blank or a line break inside'],
		['Client ID', { clientId: `${HEX}\n${HEX}` }, 'a blank or a line break inside'],
		['Client ID', { clientId: `"${HEX}` }, 'a quotation mark in it'],
		['Client Secret', { clientSecret: `${SECRET} ${SECRET}` }, 'a blank or a line break inside'],
		['Client Secret', { clientSecret: `${SECRET}\u00A0x` }, 'a blank or a line break inside'],
		['Client Secret', { clientSecret: `${SECRET}\u0000` }, 'a blank or a line break inside'],
		['Client Secret', { clientSecret: `${SECRET}"` }, 'a quotation mark in it'],
		['Client Secret', { clientSecret: `${HEX}\n${SECRET}` }, 'a Client ID in it as well'],
		['Client ID', { clientId: SECRET, clientSecret: HEX }, 'and the Client Secret the Client ID'],
		['Client ID', { clientId: SECRET }, 'seems to be a Client Secret (350 characters)'],
		['Client Secret', { clientSecret: HEX }, 'seems to be a Client ID'],
		['Client Secret', { clientSecret: ` "${HEX}"` }, 'seems to be a Client ID'],
		['Client Secret', { clientSecret: SECRET.slice(0, 329) }, 'has 329 characters'],
		['Client Secret', { clientSecret: 'hunter2' }, 'has 7 characters'],
		['Client Secret', { clientSecret: `${SECRET.slice(0, 200)}\n` }, 'seems cut off'],
		[
			'Base URL',
			{ baseUrl: 'reporting.fyber.com' },
			'this must be a whole address, for example https://reporting.fyber.com',
		],
	])('are refused by the name of the field: %s %j', (field, change, reason) => {
		const { details, message, description } = refusalOf(() => readKeys(credential(change)));
		expect(details).toMatchObject({ code: 'invalid_parameters', parameter: field });
		expect(message).toContain(reason);
		expect(description).toContain('Nothing was sent to DT.');
		expect(message + description).not.toContain(SECRET.slice(0, 16));
	});

	it('are not refused for 330 characters', () => {
		expect(readKeys(credential({ clientSecret: SECRET.slice(0, 330) })).clientSecret).toHaveLength(
			330,
		);
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
		expect(refusalOf(() => readBaseUrl(given)).message).toContain('Base URL: ');
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
			body: { grant_type: 'client_credentials', client_id: 'id', client_secret: SECRET },
			disableFollowRedirect: true,
		});
	});

	it('writes back derived fields only', async () => {
		const { httpRequest } = tokenEndpoint();
		const stored = await sharedToken(httpRequest, credential());
		expect(Object.keys(stored).sort()).toEqual(['accessToken', 'expiresAt', 'issuedFor']);
		expect(JSON.stringify(stored)).not.toContain(SECRET);
	});

	it.each([undefined, 'soon', 0, -5])('takes an hour where expiresIn is %p', async (expiresIn) => {
		const { httpRequest } = tokenEndpoint(expiresIn);
		const { expiresAt } = await sharedToken(httpRequest, credential());
		const minutes = (Date.parse(expiresAt) - Date.now()) / MINUTE;
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

	it('is made again for whoever holds the last token, and shared with the others', async () => {
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
			return { sent, next, theirs };
		}

		it('that is newer, and was refused, is made again: its own older one is of no more use', async () => {
			const { next, sent } = await storedByOther(MINUTE);
			expect(await next()).toBe('t2');
			expect(await next()).toBe('t2');
			expect(sent).toHaveLength(2);
		});

		it.each([
			['older', -MINUTE],
			['of the same moment', 0],
			['newer', MINUTE],
		])(
			'that is %s, and was refused here, is made again: its own was made before the refusal',
			async (_, later) => {
				const { next, sent, theirs } = await storedByOther(later);
				markTokenRejected(theirs.accessToken);
				expect(await next()).toBe('t2');
				markTokenRejected(theirs.accessToken);
				expect(await next()).toBe('t2');
				expect(sent).toHaveLength(2);
			},
		);

		it.each([
			['is older', -MINUTE, {}, {}],
			['was made for other keys', MINUTE, { clientId: 'other' }, {}],
			['says nothing of its end', MINUTE, {}, { expiresAt: '' }],
			['is gone', MINUTE, {}, { accessToken: '' }],
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
		expect(await tokenOf({ clientSecret: OTHER_SECRET })).toBe('t2');
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
		expect(isUsable(held, Date.now() + 54 * MINUTE)).toBe(true);
		expect(isUsable(held, Date.now() + 56 * MINUTE)).toBe(false);
	});

	it('with a short life is used for most of it', async () => {
		const { httpRequest } = tokenEndpoint(10);
		const held = credential(await sharedToken(httpRequest, credential()));
		expect(isUsable(held, Date.now() + 8_500)).toBe(true);
		expect(isUsable(held, Date.now() + 9_500)).toBe(false);
	});

	it.each([
		['secret', { clientSecret: OTHER_SECRET }],
		['id', { clientId: 'other' }],
		['base URL', { baseUrl: 'https://elsewhere.example' }],
		['seal', { issuedFor: '' }],
		['expiry', { expiresAt: '' }],
		['token', { accessToken: 'forged' }],
	])('is not used with another %s', async (_, change) => {
		expect(isUsable({ ...(await stored()), ...change })).toBe(false);
	});

	it('is used with blanks around the same keys', async () => {
		expect(isUsable({ ...(await stored()), clientSecret: ` ${SECRET} ` })).toBe(true);
	});

	it('is not used after DT has refused it', async () => {
		const held = await stored();
		markTokenRejected(held.accessToken);
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
	])('sends no token to %s', async (_, url) => {
		expect(authenticate(await held(), { url }).headers).toBeUndefined();
	});

	it.each([
		[{ url: 'https://reporting.fyber.com/api/v1/report' }],
		[{ uri: 'https://reporting.fyber.com/api/v1/report', followAllRedirects: true }],
		[
			{
				url: 'https://reporting.fyber.com/api/v1/report',
				sendCredentialsOnCrossOriginRedirect: true,
			},
		],
	])('lets the token follow no redirect to another host: %j', async (options) => {
		const request = authenticate(await held(), { ...options } as unknown as IHttpRequestOptions);
		expect(request.sendCredentialsOnCrossOriginRedirect).toBe(false);
	});

	describe('to the token endpoint', () => {
		const url = 'https://reporting.fyber.com/auth/v1/token';
		const renewal = expect.objectContaining({ response: { status: 401 } });
		const request = (change: object = {}): IHttpRequestOptions => ({
			url,
			body: { grant_type: 'client_credentials' },
			...change,
		});

		it('has the hook make an exchange first, though the token is good, and once only', async () => {
			const { sent, httpRequest } = tokenEndpoint();
			const saved = credential(await sharedToken(httpRequest, credential()));
			const options = request();
			expect(() => authenticate(saved, options)).toThrow(renewal);
			// Another credential with the same keys is proved by an exchange too.
			const renewed = await sharedToken(httpRequest, credential());
			expect([renewed.accessToken, sent.length]).toEqual(['t2', 2]);
			expect(authenticate(credential(renewed), options)).toBe(options);
			expect(() => authenticate(credential(renewed), request())).toThrow(renewal);
		});

		it('sends the keys as DT made them, no token, and follows no redirect', () => {
			const pasted = credential({ clientSecret: `"${SECRET}"`, clientId: `\uFEFF${HEX}` });
			const options = request();
			expect(() => authenticate(pasted, options)).toThrow(renewal);
			expect(authenticate(pasted, options)).toEqual({
				url,
				body: { grant_type: 'client_credentials', client_id: HEX, client_secret: SECRET },
				disableFollowRedirect: true,
			});
		});

		it('puts neither keys nor token on a request of n8n’s HTTP Request node', () => {
			const own = { uri: url, body: { grant_type: 'x' }, proxy: 'http://other.example' };
			const options = { ...own } as unknown as IHttpRequestOptions;
			expect(authenticate(credential(), options)).toEqual(own);
		});

		it.each([
			['its own keys', { grant_type: 'x', client_id: 'own', client_secret: 'own' }],
			['text', '{"grant_type":"x"}'],
			['nothing', undefined],
		])('leaves a body with %s as it is', (_, body) => {
			const options = request({ body });
			expect(() => authenticate(credential(), options)).toThrow(renewal);
			expect(authenticate(credential(), options).body).toEqual(body);
		});

		it.each([
			['swapped', { clientId: SECRET, clientSecret: HEX }],
			['cut off', { clientSecret: SECRET.slice(0, 150) }],
			['missing', { clientId: '' }],
		])('names keys that are %s', (_, change) => {
			expect(() => authenticate(credential(change), request())).toThrow(/^Client (?:ID|Secret): /);
		});
	});

	it('requests a renewal instead of sending a token that is over', async () => {
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
		expect(refusalOf(() => readPath(given, base)).details).toMatchObject({
			code: 'invalid_parameters',
			parameter: 'Path',
		});
	});
});
