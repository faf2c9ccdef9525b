/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { itemsOf, type N8nInstance } from '../n8nInstance';
import type { StoredError } from '../n8nClient';
import {
	chain,
	code,
	dtNode,
	manualTrigger,
	QUERY,
	REPORT,
	type CredentialRef,
} from '../workflows';

const PAGE = '<!DOCTYPE html><html><body>Blocked by the company</body></html>';
const HTML = { 'content-type': 'text/html' };
const ALWAYS = 1_000;

/** The same report request as Run makes, sent by hand. */
const SEND = {
	resource: 'request',
	operation: 'send',
	method: 'POST',
	path: '/api/v1/report/offerwall?format=csv',
	body: JSON.stringify(QUERY),
};

/** What stands between n8n and DT answers instead of it, or loses a response; and n8n tries again. */
export function hostileScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		instance().newKeys();
		credential = await instance().credential();
		await instance().client.runNew(chain('Has a token', manualTrigger(), dtNode(credential)));
	});

	afterEach(() => instance().simulator.set({ readyAfter: 0 }));

	/** Runs the node once, or with Retry On Fail; gives its error and what reached DT meanwhile. */
	async function run(parameters: Record<string, unknown>, isRetried = false) {
		const { client, simulator } = instance();
		const from = simulator.requests.length;
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const node = dtNode(credential, parameters, isRetried ? retry : {});
		const execution = await client.runNew(chain('Hostile', manualTrigger(), node));
		const sent = (kind: string) =>
			simulator.requests.slice(from).filter((request) => request.kind === kind).length;
		const error = execution.data.resultData.error as StoredError | undefined;
		const dt = error?.context?.dt as Record<string, unknown> | undefined;
		return { execution, error, dt, sent };
	}

	describe.each([
		['Run', REPORT],
		['Send', SEND],
	])('%s with Retry On Fail', (_, parameters) => {
		it.each([
			['a lost response', { action: 'lose' as const }, 'unknown_outcome'],
			['a 504', { status: 504, body: '' }, 'service_unavailable'],
			['a 200 without a link', { status: 200, body: '{"id":"r1"}' }, 'unexpected_response'],
			['a page under 200', { status: 200, body: PAGE, headers: HTML }, 'unexpected_response'],
			['an empty 200', { status: 200, body: '' }, 'unexpected_response'],
		])('requests one report where it meets %s', async (__, fault, code) => {
			instance().simulator.fault({ on: 'report', times: ALWAYS, ...fault });
			const { dt, sent, execution } = await run(parameters, true);
			// Send hands on what JSON came back; it holds no link, and is not requested again either.
			if (parameters === SEND && execution.status === 'success') {
				expect(itemsOf(execution)[0].json).toEqual({ id: 'r1' });
			} else {
				expect(dt).toMatchObject({ code, retryable: false, mayBeCounted: true });
			}
			expect(sent('report')).toBe(1);
		});

		it('goes on behind a plain 503', async () => {
			const counted = instance().counter();
			instance().simulator.fault({ on: 'report', status: 503, body: '' });
			const { error, sent } = await run(parameters, true);
			expect(error).toBeUndefined();
			expect(sent('report')).toBe(2);
			expect(counted().reports).toBe(1);
		});
	});

	it('requests the report of one item once, when another has the node run again', async () => {
		const counted = instance().counter();
		const give = code(
			'Items',
			"return ['nope', 'Offer Clicks'].map((metric) => ({ json: { metric } }));",
		);
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const own = { metrics: '={{ [$json.metric] }}', splits: ['Date'] };
		const node = dtNode(
			credential,
			{ ...REPORT, ...own },
			{ ...retry, onError: 'continueErrorOutput' },
		);
		const execution = await instance().client.runNew(chain('Hostile', manualTrigger(), give, node));
		expect(itemsOf(execution)).toHaveLength(3);
		expect(counted().reports).toBe(1);
	});

	it.each([
		['a page under 403', 403, PAGE, HTML],
		['an empty 403 of a proxy', 403, '', { 'content-type': 'text/html', server: 'squid' }],
		['a 407', 407, '', {}],
		['a page under 400', 400, PAGE, HTML],
		['a page under 401', 401, PAGE, HTML],
	])('%s is no verdict of DT on a report', async (_, status, body, headers) => {
		instance().simulator.fault({ on: 'report', times: ALWAYS, status, body, headers });
		const { error, dt, sent } = await run(REPORT);
		expect(dt).toMatchObject({ code: 'unexpected_response', httpStatus: status });
		expect(`${error?.message} ${error?.description}`).toMatch(/proxy|firewall/);
		// After any 401 the token is renewed and the request sent once more (see dtRequest).
		const expected = status === 401 ? [2, 1] : [1, 0];
		expect([sent('report'), sent('token')]).toEqual(expected);
	});

	it('requests the report of one item once, when another has the node run again', async () => {
		const counted = instance().counter();
		const give = code(
			'Items',
			"return ['nope', 'Offer Clicks'].map((metric) => ({ json: { metric } }));",
		);
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const own = { metrics: '={{ [$json.metric] }}', splits: ['Date'] };
		const node = dtNode(
			credential,
			{ ...REPORT, ...own },
			{ ...retry, onError: 'continueErrorOutput' },
		);
		const execution = await instance().client.runNew(chain('Hostile', manualTrigger(), give, node));
		expect(itemsOf(execution)).toHaveLength(3);
		expect(counted().reports).toBe(1);
	});

	it.each([
		['a page under 403', 403, PAGE, HTML],
		['an empty 403', 403, '', {}],
		['a 407', 407, '', {}],
	])('%s is no verdict of DT on the keys', async (_, status, body, headers) => {
		instance().simulator.expireTokens();
		instance().simulator.fault({ on: 'token', times: ALWAYS, status, body, headers });
		const { error, dt, sent } = await run(REPORT);
		expect(sent('token')).toBe(1);
		expect(dt).toMatchObject({ code: 'unexpected_response', httpStatus: status });
		expect(`${error?.message} ${error?.description}`).toMatch(/proxy|firewall/);
	});

	it.each([
		['{"error":"daily limit reached","message":"50 reports"}', 200, 'quota_exhausted'],
		['{"status":"error","errors":[{"message":"bad metric"}]}', 200, 'report_rejected'],
		['{"error":"Unknown metric \'Daily Revenue\'"}', 400, 'report_rejected'],
	])('%s under %i is %s', async (body, status, code) => {
		instance().simulator.fault({ on: 'report', times: ALWAYS, status, body });
		const { dt, sent } = await run(REPORT);
		expect(dt).toMatchObject({ code });
		expect(sent('report')).toBe(1);
	});

	const s3 = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
	it.each([
		['ExpiredToken', 400, s3('ExpiredToken'), 'report_expired', 1],
		['InvalidToken', 400, s3('InvalidToken'), 'report_expired', 1],
		["a 403 that is not S3's", 403, PAGE, 'report_unreadable', 3],
		['an error in plain text', 200, 'upstream connect error', 'report_unreadable', 3],
		[
			'a report with a foreign day',
			200,
			'Date,Country,Publisher Revenue,Offer Clicks\n2026-10-01,X,1,1\n',
			'report_unreadable',
			3,
		],
	])('%s of the file host ends the wait', async (_, status, body, code, checks) => {
		instance().simulator.fault({ on: 'file', times: ALWAYS, status, body });
		const { dt, sent } = await run({ ...REPORT, options: { maxWait: 60 } });
		expect(dt).toMatchObject({ code });
		expect([sent('report'), sent('file')]).toEqual([1, checks]);
	});

	it('a link that leads on to an inward address is not followed', async () => {
		instance().simulator.fault({
			on: 'file',
			times: ALWAYS,
			status: 302,
			headers: { Location: 'http://169.254.169.254/latest/meta-data' },
		});
		const { error, dt, sent } = await run(REPORT);
		expect(dt).toMatchObject({ code: 'report_unreadable', retryable: false });
		expect(error?.message).toContain('http://169.254.169.254, which may not be followed');
		expect([sent('report'), sent('file')]).toEqual([1, 1]);
	});

	describe('a link that leads on to this machine under another name', () => {
		let inward: Server;
		let port: number;
		let arrived = 0;

		beforeAll(async () => {
			inward = createServer((_, response) => {
				arrived += 1;
				response.end();
			});
			await new Promise<void>((resolve) => inward.listen(0, '0.0.0.0', resolve));
			({ port } = inward.address() as { port: number });
		});

		afterAll(() => {
			inward.closeAllConnections();
			inward.close();
		});

		const ownAddress = Object.values(networkInterfaces())
			.flatMap((each) => each ?? [])
			.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
		const hosts = ['0.0.0.0', '[::ffff:127.0.0.1]', ...(ownAddress ? [ownAddress] : [])];

		it.each(hosts)('requests nothing from http://%s', async (host) => {
			const target = new URL(`http://${host}:${port}/report.csv`);
			await fetch(target);
			expect(arrived).toBeGreaterThan(0);
			arrived = 0;
			const headers = { Location: target.href };
			instance().simulator.fault({ on: 'file', times: ALWAYS, status: 302, headers });
			const { error, dt, sent } = await run(REPORT);
			expect(dt).toMatchObject({ code: 'report_unreadable' });
			expect(error?.message).toContain(`${target.origin}, which may not be followed`);
			expect([sent('report'), sent('file')]).toEqual([1, 1]);
			expect(arrived).toBe(0);
		});
	});

	it('rows of hostile files arrive as they are', async () => {
		const name = 'Shoes 5" wide';
		const body = `Date,Country,Publisher Revenue,Offer Clicks\n2026-11-01,${name},6.6666666666666664E7,12.0\nTotal,,1,1\n`;
		instance().simulator.fault({ on: 'file', status: 200, body });
		const { execution } = await run(REPORT);
		expect(itemsOf(execution).map(({ json }) => json)).toEqual([
			{
				Date: '2026-11-01',
				Country: name,
				'Publisher Revenue': 66666666.666666664,
				'Offer Clicks': 12,
			},
		]);
	});
}
