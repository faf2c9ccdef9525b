/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { createServer, type Server } from 'node:net';
import { eventually, sleep } from '../../support/waiting';
import { itemsOf, type N8nInstance } from '../n8nInstance';
import type { Execution, StoredError } from '../n8nClient';
import { freePort } from '../ports';
import {
	chain,
	code,
	connect,
	dtNode,
	manualTrigger,
	node,
	REPORT,
	webhook,
	workflow,
	type CredentialRef,
} from '../workflows';

interface Case {
	code: string;
	kind: string;
	/** n8n's own reason, where it has one. */
	cause?: string;
	/** What makes it happen. */
	arrange?: (instance: N8nInstance) => Promise<void> | void;
	parameters?: Record<string, unknown>;
	/** Changes to the credential. */
	credential?: (
		instance: N8nInstance,
	) => Promise<Record<string, unknown>> | Record<string, unknown>;
	/** The `details` beyond code and kind. */
	details?: Record<string, unknown>;
	/** How many reports DT has counted at the end, one for each of the two nodes where any. */
	reports?: number;
	/** The kind of n8n error; DT and the wire give NodeApiErrors. */
	name?: string;
}

const always = 1000;

/** The token endpoint answers so, and the stored token has been refused. */
const tokenAnswers =
	(status: number, error: string) =>
	({ simulator }: N8nInstance) => {
		simulator.expireTokens();
		simulator.fault({ on: 'token', times: always, status, body: JSON.stringify({ error }) });
	};

const reportAnswers =
	(status: number, body: string, headers: Record<string, string> = {}) =>
	({ simulator }: N8nInstance) => {
		simulator.fault({ on: 'report', times: always, status, body, headers });
	};

const fileAnswers =
	(status: number, body: string) =>
	({ simulator }: N8nInstance) => {
		simulator.fault({ on: 'file', times: always, status, body });
	};

const HTML = '<!DOCTYPE html><html><body>Down for maintenance</body></html>';

const CASES: Case[] = [
	{
		code: 'unsupported_grant_type',
		kind: 'configuration',
		cause: 'configuration-invalid',
		arrange: tokenAnswers(400, 'unsupported_grant_type'),
		details: { httpStatus: 400, retryable: false },
	},
	{
		code: 'invalid_request',
		kind: 'configuration',
		cause: 'configuration-invalid',
		arrange: tokenAnswers(400, 'invalid_request'),
		details: { httpStatus: 400, retryable: false },
	},
	{
		code: 'invalid_client',
		kind: 'credential',
		cause: 'credential-invalid',
		credential: () => ({ clientSecret: 'wrong-'.repeat(57) }),
		details: { httpStatus: 400, retryable: false },
	},
	{
		code: 'internal_server_error',
		kind: 'service',
		cause: 'temporarily-unavailable',
		arrange: tokenAnswers(500, 'internal_server_error'),
		details: { httpStatus: 500, retryable: true },
	},
	{
		code: 'method_not_allowed',
		kind: 'configuration',
		cause: 'configuration-invalid',
		arrange: reportAnswers(405, ''),
		details: { httpStatus: 405 },
	},
	{
		code: 'unauthorized',
		kind: 'credential',
		cause: 'credential-invalid',
		arrange: reportAnswers(401, '{"error":"unauthorized"}'),
		details: { httpStatus: 401 },
	},
	{
		code: 'rate_limited',
		kind: 'quota',
		cause: 'rate-limited',
		arrange: reportAnswers(429, '{"error":"slow down"}', { 'retry-after': '2' }),
		details: { httpStatus: 429, retryable: true },
	},
	{
		code: 'quota_exhausted',
		kind: 'quota',
		cause: 'quota-exhausted',
		arrange: ({ simulator }) => simulator.set({ dailyQuota: 0 }),
		details: { httpStatus: 429 },
	},
	{
		code: 'report_rejected',
		kind: 'configuration',
		cause: 'configuration-invalid',
		parameters: { ...REPORT, options: { additionalMetrics: 'No Such Metric' } },
		details: { retryable: false },
	},
	{
		code: 'report_not_ready',
		kind: 'report',
		cause: 'temporarily-unavailable',
		arrange: ({ simulator }) => simulator.set({ readyAfter: 600_000 }),
		parameters: { ...REPORT, options: { maxWait: 0 } },
		details: {
			reportUrl: expect.stringContaining('X-Amz-Signature'),
			reportId: expect.any(String),
			urlExpiresAt: expect.any(String),
			retryable: true,
		},
	},
	{
		code: 'report_expired',
		kind: 'report',
		cause: 'configuration-invalid',
		arrange: ({ simulator }) => simulator.set({ readyAfter: 600_000, linkLifetime: 1 }),
		parameters: { ...REPORT, options: { maxWait: 20 } },
	},
	{
		code: 'report_unreadable',
		kind: 'report',
		cause: 'temporarily-unavailable',
		arrange: fileAnswers(200, HTML),
		parameters: { ...REPORT, options: { maxWait: 1 } },
	},
	{
		code: 'unexpected_response',
		kind: 'service',
		cause: 'temporarily-unavailable',
		arrange: reportAnswers(200, HTML, { 'content-type': 'text/html' }),
	},
	{
		code: 'service_unavailable',
		kind: 'service',
		cause: 'temporarily-unavailable',
		arrange: reportAnswers(503, ''),
		details: { httpStatus: 503, retryable: true },
	},
	{
		code: 'connection_failed',
		kind: 'network',
		cause: 'temporarily-unavailable',
		credential: async () => ({ baseUrl: `http://127.0.0.1:${await freePort()}` }),
		details: { retryable: true },
	},
	{
		code: 'unknown_outcome',
		kind: 'report',
		cause: 'temporarily-unavailable',
		arrange: ({ simulator }) => {
			simulator.fault({ on: 'report', times: always, action: 'lose' });
		},
		details: { retryable: false },
		reports: 2,
	},
	{
		code: 'invalid_parameters',
		kind: 'configuration',
		cause: 'configuration-invalid',
		parameters: { ...REPORT, metrics: '={{ [] }}' },
		name: 'NodeOperationError',
		details: { retryable: false },
	},
];

const NOTHING_SENT: Array<[string, Record<string, unknown>, string]> = [
	['no metrics', { metrics: '={{ [] }}' }, 'Metrics'],
	['a start that is no date', { startDate: 'soon' }, 'Start Date'],
	['an end before the start', { startDate: '2026-11-03', endDate: '2026-11-01' }, 'Date'],
	['an end in the future', { endDate: '2999-01-01' }, 'End Date'],
	[
		'a path that leaves the base URL',
		{ resource: 'request', operation: 'send', method: 'GET', path: '/api/../../x' },
		'Path',
	],
	[
		'a body that is no JSON',
		{ resource: 'request', operation: 'send', method: 'POST', path: '/api/v1/report', body: '{' },
		'Body',
	],
];

/** The two nodes request a report each, whose links may end in different minutes. */
const timeless = (words: unknown) => String(words).replace(/until [\d-]+ [\d:]+ UTC/, 'until then');

/** Every code of the error table that a real n8n can be brought to, thrown and on the error output. */
export function errorScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		instance().newKeys();
		credential = await instance().credential();
		await instance().client.runNew(chain('Has a token', manualTrigger(), dtNode(credential)));
	});

	afterEach(() =>
		instance().simulator.set({ dailyQuota: 100_000, readyAfter: 0, linkLifetime: 10_800 }),
	);

	/** One workflow: the first node gives its error output to a second, which throws (wherever the item comes out). */
	async function provoke(used: CredentialRef, parameters: Record<string, unknown>) {
		const start = manualTrigger();
		const routed = dtNode(used, parameters, { name: 'Routed', onError: 'continueErrorOutput' });
		const thrown = dtNode(used, parameters, { name: 'Thrown' });
		const connections = {};
		connect(connections, start, routed);
		connect(connections, routed, thrown, 0);
		connect(connections, routed, thrown, 1);
		return await instance().client.runNew(
			workflow('Refused', [start, routed, thrown], connections),
		);
	}

	function expectTyped(execution: Execution, expected: Case): StoredError {
		const { code: dtCode, kind, cause, details, name = 'NodeApiError' } = expected;
		const dt = expect.objectContaining({
			code: dtCode,
			kind,
			retryable: expect.any(Boolean),
			...details,
		});

		const { error, runData } = execution.data.resultData;
		expect(execution.status).toBe('error');
		expect(error).toMatchObject({ name, context: { dt } });
		expect(error?.failure?.cause).toBe(cause);
		expect(runData.Thrown.at(-1)?.error).toMatchObject({ context: { dt } });

		expect(itemsOf(execution, 'Routed', 0)).toEqual([]);
		const [item] = itemsOf(execution, 'Routed', 1);
		const words = { error: error?.message, message: timeless(error?.description) };
		const { routesDetails } = instance().runtime.release;
		const json = { ...item.json, message: timeless(item.json.message) };
		expect(json).toEqual(routesDetails ? { ...words, details: dt } : words);
		expect(item.pairedItem).toBeDefined();
		return error as StoredError;
	}

	it.each(CASES.map((each): [string, Case] => [each.code, each]))(
		'is typed as %s, thrown and on the error output',
		async (_, expected) => {
			await expected.arrange?.(instance());
			const changes = await expected.credential?.(instance());
			const used = changes ? await instance().credential(changes) : credential;
			const counted = instance().counter();
			const { message, description } = expectTyped(
				await provoke(used, expected.parameters ?? REPORT),
				expected,
			);
			if (expected.reports !== undefined) expect(counted().reports).toBe(expected.reports);
			const words = `${message} ${description}`;
			expect(words).not.toMatch(/\b(error|problem|failure|mistake)\b(?![^(]*\))/i);
			expect(words).not.toContain(instance().simulator.clientSecret);
		},
	);

	it('is one item of error, message and details with Continue, and spoils no other item', async () => {
		const two = code('Two', "return ['2026-11-01', 'no date'].map((day) => ({ json: { day } }));");
		const parameters = { ...REPORT, startDate: '={{ $json.day }}', endDate: '={{ $json.day }}' };
		const each = dtNode(credential, parameters, { onError: 'continueRegularOutput' });
		const execution = await instance().client.runNew(chain('Continue', manualTrigger(), two, each));
		const items = itemsOf(execution);
		expect(items.length).toBeGreaterThan(1);
		expect(items.slice(0, -1).every(({ json }) => json.Date === '2026-11-01')).toBe(true);
		expect(items.at(-1)).toEqual({
			json: {
				error: expect.stringContaining('Start Date'),
				message: expect.any(String),
				details: expect.objectContaining({ code: 'invalid_parameters', kind: 'configuration' }),
			},
			pairedItem: { item: 1 },
		});
	});

	it('is typed as timed_out when no response comes at all', async () => {
		const silent: Server = createServer();
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		try {
			const { port } = silent.address() as { port: number };
			const used = await instance().credential({ baseUrl: `http://127.0.0.1:${port}` });
			const execution = await instance().client.runNew(
				chain('Silent', manualTrigger(), dtNode(used)),
			);
			expect(execution.data.resultData.error?.context?.dt).toMatchObject({
				code: 'timed_out',
				kind: 'network',
			});
		} finally {
			silent.close();
		}
	});

	it('does not keep a stopped execution: it ends at once and looks no further', async () => {
		instance().simulator.set({ readyAfter: 600_000 });
		const { client } = instance();
		const saved = await client.createWorkflow(
			chain('Stopped', manualTrigger(), dtNode(credential)),
		);
		const counted = instance().counter();
		const id = await client.startRun(saved, 'Start');
		while (counted().reports === 0) await client.execution(id);
		const polls = () => instance().simulator.count('file');
		await client.stopExecution(id);
		const { status } = await client.ended(id, 10_000);
		expect(status).toBe('canceled');
		const after = polls();
		await sleep(3000);
		expect(polls()).toBe(after);
	});

	it.each(NOTHING_SENT)('comes before anything is sent for %s', async (_, changes, field) => {
		const before = instance().simulator.requests.length;
		const execution = await instance().client.runNew(
			chain('Nothing sent', manualTrigger(), dtNode(credential, { ...REPORT, ...changes })),
		);
		const { error } = execution.data.resultData;
		expect(error?.context?.dt).toMatchObject({ code: 'invalid_parameters' });
		expect(error?.message).toContain(field);
		expect(instance().simulator.requests).toHaveLength(before);
	});

	it('reaches an Error Trigger workflow with its code', async () => {
		const { client } = instance();
		const trigger = node('Error Trigger', 'n8n-nodes-base.errorTrigger', 1);
		const notified = node('Notified', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: '={{ { code: $json.execution.error.context.dt.code } }}',
		});
		const handler = await client.createWorkflow(chain('Notified of failures', trigger, notified));
		await client.activate(handler.id).catch(() => {});
		const failing = await client.createWorkflow({
			...chain('Fails', webhook('fails'), dtNode(credential, { ...REPORT, metrics: ['nope'] })),
			settings: { executionOrder: 'v1', errorWorkflow: handler.id },
		});
		await client.activate(failing.id);
		await client.webhookReady('fails');
		await client.webhook('fails');
		const [execution] = await eventually(
			async () => {
				const ended = await client.executionsOf(handler.id);
				return ended.length > 0 ? ended : undefined;
			},
			15_000,
			'the error workflow',
		);
		await client.deactivate(failing.id);
		expect(itemsOf(execution, 'Notified')[0].json).toEqual({ code: 'report_rejected' });
	});
}
