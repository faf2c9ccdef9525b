import { sleep } from 'n8n-workflow';

import { forgetTokens } from '../../nodes/DtReporting/transport/tokenCache';
import type { Simulator } from '../simulator';
import { runNode, type CredentialStore } from './n8nHarness';
import { withSimulator, storeFor } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;

const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const report = { resource: 'report', operation: 'run', metrics: ['Offer Clicks'] };
const run = async () => await runNode(store, { parameters: report });

describe('one token', () => {
	it('serves everything for its hour, and is kept in the credential', async () => {
		await begin();
		await run();
		forgetTokens();
		await run();
		expect([dt.count('token'), dt.count('report'), store.writes]).toEqual([1, 2, 1]);
	});

	it('is made once for 20 executions at the same time', async () => {
		await begin();
		const results = await Promise.all(Array.from({ length: 20 }, run));
		expect(results.every(({ rows }) => rows.length === 1)).toBe(true);
		expect([dt.count('token'), dt.count('report')]).toEqual([1, 20]);
	});

	it('is renewed once after a 401, and the request repeated once', async () => {
		await begin();
		await run();
		dt.expireTokens();
		const { rows } = await run();
		expect(rows).toHaveLength(1);
		expect([dt.count('token'), dt.count('report', 401), dt.count('report', 200)]).toEqual([
			2, 1, 2,
		]);
	});

	it('is renewed once after a 403', async () => {
		await begin();
		await run();
		dt.fault({ on: 'report', status: 403, body: { error: 'forbidden' } });
		const { rows } = await run();
		expect(rows).toHaveLength(1);
		expect([dt.count('token'), dt.count('report', 403), dt.count('report', 200)]).toEqual([
			2, 1, 2,
		]);
	});

	it.each([
		['a page', '<html>Request blocked</html>'],
		['nothing', ''],
		['markup', '<?xml version="1.0"?><Error/>'],
	])('is not renewed after a 403 with %s, which is not DT’s', async (_, body) => {
		await begin();
		await run();
		dt.fault({ on: 'report', status: 403, body, headers: { 'Content-Type': 'text/html' } });
		const { error } = await run();
		expect(error?.context).toMatchObject({ dt: { code: 'unexpected_response', httpStatus: 403 } });
		expect(error?.message).toContain('proxy');
		expect([dt.count('token'), dt.count('report', 403)]).toEqual([1, 1]);
	});

	it('is renewed after a 401 with a page, which may be a dead token’s', async () => {
		await begin();
		await run();
		dt.fault({ on: 'report', status: 401, body: '<html>401</html>' });
		const { rows } = await run();
		expect(rows).toHaveLength(1);
		expect(dt.count('token')).toBe(2);
	});

	it('is renewed once for 10 executions that have it refused at the same time', async () => {
		await begin();
		await run();
		dt.expireTokens();
		const results = await Promise.all(Array.from({ length: 10 }, run));
		expect(results.every(({ rows }) => rows.length === 1)).toBe(true);
		expect(dt.count('token')).toBe(2);
	});

	it('that DT drops together with the one that another process has stored is made again, once', async () => {
		await begin();
		await run();
		const storedByOther = { ...store.stored };
		forgetTokens();
		store.stored = { ...store.stored, accessToken: '', expiresAt: '', issuedFor: '' };
		await run();
		// Both were made side by side, and the other process was the last to store its own.
		store.stored = storedByOther;
		dt.expireTokens();
		const results = await Promise.all(Array.from({ length: 10 }, run));
		expect(results.map(({ error }) => error)).toEqual(Array(10).fill(undefined));
		expect(dt.count('token')).toBe(3);
	});

	it('that is good is not refused because an older one was', async () => {
		await begin();
		await run();
		dt.expireTokens();
		dt.fault({ on: 'report', status: 401, delay: 1_200 });
		const [late, early] = await Promise.all([run(), sleep(100).then(run)]);
		expect([late.rows.length, early.rows.length]).toEqual([1, 1]);
		expect(dt.count('token')).toBe(2);
	});

	it('is renewed before its time is over, not after a refusal', async () => {
		await begin({ tokenLifetime: 2 });
		await run();
		await sleep(2_100);
		await run();
		expect([dt.count('token'), dt.count('report', 401)]).toEqual([2, 0]);
	});

	it('of old keys never serves new ones', async () => {
		await begin();
		await run();
		const [old] = dt.issuedTokens;
		dt.setKeys('f'.repeat(32), 'n'.repeat(340));
		store.stored = { ...store.stored, clientId: 'f'.repeat(32), clientSecret: 'n'.repeat(340) };
		const { rows } = await run();
		expect(rows).toHaveLength(1);
		expect(dt.count('report', 401)).toBe(0);
		const used = dt.requests
			.filter(({ kind }) => kind === 'report')
			.map(({ headers }) => headers.authorization);
		expect(used[1]).not.toContain(old);
	});

	it('whose keys are revoked ends in invalid_client after one exchange', async () => {
		await begin();
		await run();
		dt.revoke();
		const { error } = await run();
		expect(error?.context).toMatchObject({ dt: { code: 'invalid_client' } });
		expect([dt.count('token', 400), dt.count('report', 401)]).toEqual([1, 1]);
	});

	it('is shared by two credentials with the same keys', async () => {
		await begin();
		await run();
		store = storeFor(dt);
		await run();
		expect(dt.count('token')).toBe(1);
	});
});

describe('what is written back', () => {
	it('is derived: the keys stay what they were', async () => {
		await begin();
		const before = { ...store.stored };
		await run();
		expect(store.stored).toMatchObject(before);
		expect(Object.keys(store.stored).sort()).toEqual(
			['accessToken', 'baseUrl', 'clientId', 'clientSecret', 'expiresAt', 'issuedFor'].sort(),
		);
	});
});

describe('Get Token', () => {
	it('makes a fresh exchange an item, and says when it was and when it ends', async () => {
		await begin();
		const { rows } = await runNode(store, {
			parameters: { resource: 'token', operation: 'get' },
			items: [{}, {}],
		});
		expect(rows.map(({ accessToken }) => accessToken)).toEqual(dt.issuedTokens);
		expect(rows[0]).toEqual({
			accessToken: dt.issuedTokens[0],
			tokenType: 'bearer',
			expiresIn: 3600,
			issuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
			expiresAt: expect.any(String),
		});
		const { issuedAt, expiresAt } = rows[0] as { issuedAt: string; expiresAt: string };
		expect(Date.parse(expiresAt) - Date.parse(issuedAt)).toBe(3_600_000);
		expect(store.writes).toBe(0);
	});
});

describe('Send Request', () => {
	const send = async (parameters: object) =>
		await runNode(store, { parameters: { resource: 'request', operation: 'send', ...parameters } });

	it('calls a path with the token, and gives the body back', async () => {
		await begin();
		const { rows, error } = await send({
			method: 'POST',
			path: '/api/v1/report/offerwall',
			query: '{"format": "csv"}',
			body: JSON.stringify({
				source: 'event',
				dateRange: { start: '2026-11-01', end: '2026-11-01' },
				metrics: ['Offer Clicks'],
				splits: [],
				filters: [],
			}),
		});
		expect(error).toBeUndefined();
		expect(rows).toEqual([{ id: dt.reports[0].id, url: dt.reports[0].url }]);
	});

	it.each([
		[{ error: 'bad_request', message: 'Unknown metric: X' }, 'report_rejected'],
		[{ code: 'LIMIT', message: 'Daily limit reached' }, 'quota_exhausted'],
		['{"id": "r1", "ur', 'unexpected_response'],
		['<html>Welcome</html>', 'unexpected_response'],
		['', 'unexpected_response'],
	])('to a report path judges %j under 200 as Run does: %s', async (body, code) => {
		await begin();
		const post = { method: 'POST', path: '/api/v1/report/offerwall', body: '{}' };
		for (const work of [async () => await send(post), run]) {
			dt.fault({ on: 'report', status: 200, body });
			const { error, rows } = await work();
			expect(rows).toEqual([]);
			expect(error?.context).toMatchObject({ dt: { code, httpStatus: 200 } });
		}
	});

	it('gives back a report path’s answer with a link in it, whatever else it says', async () => {
		await begin();
		const body = { url: 'https://files.example/r1.csv', error: 'a warning', code: 'W1' };
		dt.fault({ on: 'report', status: 200, body });
		const post = { method: 'POST', path: '/api/v1/report', body: '{}' };
		expect((await send(post)).rows).toEqual([body]);
	});

	it.each([
		['{"id": 1234567890123456789, "b": [1.10, 1e2]}'],
		['  [9007199254740993]\n'],
		['"just text"'],
	])('sends the text in Body as it is written: %j', async (body) => {
		await begin();
		dt.fault({ on: 'other', status: 200, body: {} });
		await send({ method: 'POST', path: '/api/v1/x', body });
		const [sent] = dt.requests.filter(({ kind }) => kind === 'other');
		expect(sent.body).toBe(body.trim());
		expect(sent.headers['content-type']).toBe('application/json');
	});

	it('refuses a Body that is not JSON, and sends an object as JSON', async () => {
		await begin();
		const { error } = await send({ method: 'POST', path: '/api/v1/x', body: '{"id": 1' });
		expect(error?.context).toMatchObject({ dt: { code: 'invalid_parameters', parameter: 'Body' } });
		expect(dt.requests).toEqual([]);
		dt.fault({ on: 'other', status: 200, body: {} });
		await send({ method: 'POST', path: '/api/v1/x', body: '={{ ({ a: [1, "2"] }) }}' });
		expect(dt.requests.at(-1)?.body).toBe('{"a":[1,"2"]}');
	});

	it('changes no large number in the response and in the query', async () => {
		await begin();
		const body =
			'[{"id": 1234567890123456789, "n": 12, "t": "1234567890123456789"}, -9007199254740993]';
		dt.fault({ on: 'other', status: 200, body, headers: { 'Content-Type': 'application/json' } });
		const { rows } = await send({ path: '/api/v1/x', query: '{"id": 1234567890123456789}' });
		expect(rows).toEqual([
			{ id: '1234567890123456789', n: 12, t: '1234567890123456789' },
			{ data: '-9007199254740993' },
		]);
		expect(dt.requests.at(-1)?.path).toBe('/api/v1/x?id=1234567890123456789');
	});

	it('takes no page of a proxy for a response', async () => {
		await begin();
		dt.fault({ on: 'other', status: 200, body: '<!DOCTYPE html><h1>Please sign in</h1>' });
		const { error, rows } = await send({ path: '/api/v1/x' });
		expect(rows).toEqual([]);
		expect(error?.context).toMatchObject({ dt: { code: 'unexpected_response' } });
		dt.fault({ on: 'other', status: 200, body: { error: 'none', rows: 0 } });
		expect((await send({ path: '/api/v1/x' })).rows).toEqual([{ error: 'none', rows: 0 }]);
	});

	it('gives an item an element of an array, and text under data', async () => {
		await begin();
		dt.fault({ on: 'other', status: 200, body: [{ a: 1 }, { a: 2 }, 3] as unknown as object });
		expect((await send({ path: '/api/v1/x' })).rows).toEqual([{ a: 1 }, { a: 2 }, { data: 3 }]);
		dt.fault({ on: 'other', status: 200, body: 'plain text' });
		expect((await send({ path: '/api/v1/x' })).rows).toEqual([{ data: 'plain text' }]);
	});

	it('follows no redirect, to this host or to another', async () => {
		await begin();
		for (const location of ['/api/v1/y', `${dt.fileUrl}/y`]) {
			dt.fault({ on: 'other', status: 307, headers: { Location: location } });
			const { error, rows } = await send({ path: '/api/v1/x' });
			expect(rows).toEqual([]);
			expect(error?.context).toMatchObject({ dt: { httpStatus: 307 } });
		}
		expect(dt.requests.filter(({ path }) => path === '/api/v1/x')).toHaveLength(2);
		expect(dt.requests.filter(({ path }) => path === '/y' || path === '/api/v1/y')).toEqual([]);
	});
});
