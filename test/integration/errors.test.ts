import type { IDataObject } from 'n8n-workflow';

import { forgetTokens } from '../../nodes/DtReporting/transport/tokenCache';
import type { Fault, Simulator } from '../simulator';
import { runNode, type CredentialStore } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;

const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});
beforeEach(async () => await begin());

const run = async (parameters: IDataObject = {}, onError?: 'continueErrorOutput', asTool = false) =>
	await runNode(store, {
		parameters: { resource: 'report', operation: 'run', metrics: ['Offer Clicks'], ...parameters },
		onError,
		asTool,
	});
const send = { resource: 'request', operation: 'send', path: '/api/v1/other' };
const always = (fault: Fault): Fault => ({ times: Infinity, ...fault });

/** How each code comes about: the fault, the parameters, the HTTP status that the user reads. */
const CASES: Array<[string, string, Fault | undefined, IDataObject, number | undefined]> = [
	[
		'unsupported_grant_type',
		'configuration',
		{ on: 'token', status: 400, body: { error: 'unsupported_grant_type' } },
		{},
		400,
	],
	[
		'invalid_request',
		'configuration',
		{ on: 'token', status: 400, body: { error: 'invalid_request' } },
		{},
		400,
	],
	[
		'invalid_client',
		'credential',
		{ on: 'token', status: 400, body: { error: 'invalid_client' } },
		{},
		400,
	],
	[
		'internal_server_error',
		'service',
		{ on: 'token', status: 500, body: { error: 'internal_server_error' } },
		{},
		500,
	],
	[
		'internal_server_error',
		'service',
		{ on: 'report', status: 500, body: { error: 'internal_server_error' } },
		{},
		500,
	],
	['method_not_allowed', 'configuration', undefined, { ...send, path: '/api/v1/report' }, 405],
	['unauthorized', 'credential', { on: 'report', status: 401 }, {}, 401],
	[
		'unauthorized',
		'credential',
		{ on: 'report', status: 403, body: { error: 'forbidden' } },
		{},
		403,
	],
	[
		'rate_limited',
		'quota',
		{ on: 'report', status: 429, headers: { 'Retry-After': '30' } },
		{},
		429,
	],
	['quota_exhausted', 'quota', { on: 'report', status: 429 }, {}, 429],
	['report_rejected', 'configuration', undefined, { metrics: ['no such metric'] }, 400],
	['request_rejected', 'configuration', undefined, send, 404],
	[
		'report_not_ready',
		'report',
		{ on: 'file', status: 404 },
		{ options: { maxWait: 0 } },
		undefined,
	],
	[
		'report_expired',
		'report',
		{ on: 'file', status: 403, body: '<Error><Message>Request has expired</Message></Error>' },
		{},
		undefined,
	],
	[
		'report_unreadable',
		'report',
		{ on: 'file', status: 400, body: '<Error><Code>InvalidArgument</Code></Error>' },
		{},
		undefined,
	],
	[
		'unexpected_response',
		'service',
		{ on: 'token', status: 200, body: '<html>Welcome</html>' },
		{},
		200,
	],
	['unexpected_response', 'service', { on: 'report', status: 200, body: { id: 'x' } }, {}, 200],
	[
		'unexpected_response',
		'service',
		{ on: 'report', status: 200, body: { id: 'x', url: 'http://files.example/x.csv' } },
		{},
		200,
	],
	[
		'unexpected_response',
		'service',
		{ on: 'token', status: 302, headers: { Location: 'http://127.0.0.1:9/' } },
		{},
		302,
	],
	[
		'service_unavailable',
		'service',
		{ on: 'report', status: 503, headers: { 'Retry-After': '7' } },
		{},
		503,
	],
	['connection_failed', 'network', { on: 'token', action: 'reset' }, {}, undefined],
	['unknown_outcome', 'report', { on: 'report', action: 'reset' }, {}, undefined],
	['unknown_outcome', 'report', { on: 'report', action: 'lose' }, {}, undefined],
	['invalid_parameters', 'configuration', undefined, { metrics: '={{ [] }}' }, undefined],
];
const CAUSES: Record<string, string> = {
	unsupported_grant_type: 'configuration-invalid',
	invalid_request: 'configuration-invalid',
	invalid_client: 'credential-invalid',
	internal_server_error: 'temporarily-unavailable',
	method_not_allowed: 'configuration-invalid',
	unauthorized: 'credential-invalid',
	rate_limited: 'rate-limited',
	quota_exhausted: 'quota-exhausted',
	report_rejected: 'configuration-invalid',
	request_rejected: 'configuration-invalid',
	report_not_ready: 'temporarily-unavailable',
	report_expired: 'configuration-invalid',
	report_unreadable: 'temporarily-unavailable',
	unexpected_response: 'temporarily-unavailable',
	service_unavailable: 'temporarily-unavailable',
	connection_failed: 'temporarily-unavailable',
	unknown_outcome: 'temporarily-unavailable',
	invalid_parameters: 'configuration-invalid',
};

describe.each(CASES)('%s (%s) after %j', (code, kind, fault, parameters, httpStatus) => {
	const expected = { code, kind, ...(httpStatus === undefined ? {} : { httpStatus }) };
	beforeEach(() => fault && dt.fault(always(fault)));

	it('is thrown with its code and n8n’s cause', async () => {
		const { error, outputs } = await run(parameters);
		expect(outputs.flat()).toEqual([]);
		expect(error?.name).toBe(code === 'invalid_parameters' ? 'NodeOperationError' : 'NodeApiError');
		expect((error?.context as IDataObject).dt).toMatchObject(expected);
		expect(error?.failure).toMatchObject({ cause: CAUSES[code] });
		expect(dt.count('report')).toBeLessThanOrEqual(2);
	});

	it('stands on the error output', async () => {
		const { error, outputs } = await run(parameters, 'continueErrorOutput');
		expect(error).toBeUndefined();
		expect(outputs[0]).toEqual([]);
		expect(outputs[1]).toHaveLength(1);
		expect(Object.keys(outputs[1][0].json).sort()).toEqual(['details', 'error', 'message']);
		expect(outputs[1][0].json.details).toMatchObject(expected);
	});

	it('reaches an AI tool in the same words', async () => {
		const [asNode, asTool] = [await run(parameters), await run(parameters, undefined, true)];
		expect((asTool.error?.context as IDataObject).dt).toMatchObject(expected);
		expect(asTool.error?.message).toBe(asNode.error?.message);
	});
});

it('the report request is never sent again after a lost connection', async () => {
	dt.fault({ on: 'report', action: 'lose' });
	await run();
	expect(dt.count('report')).toBe(1);
	expect(dt.reports).toHaveLength(1);
});

describe('nothing secret', () => {
	it('stands in any error, even when DT echoes it', async () => {
		const echo = (token: string) =>
			`<html>Authorization: Bearer ${token} client_secret=${dt.clientSecret} ${dt.clientSecret}</html>`;
		await run();
		for (const status of [400, 401, 403, 404, 429, 500, 503]) {
			for (const on of ['token', 'report'] as const) {
				dt.clearFaults();
				if (on === 'token') store.stored = { ...store.stored, accessToken: '' };
				if (on === 'token') forgetTokens();
				dt.fault(always({ on, status, body: echo(dt.issuedTokens.at(-1)!) }));
				const thrown = await run();
				const item = await run({}, 'continueErrorOutput');
				const seen = JSON.stringify([thrown.run.data, item.run.data]);
				expect(seen).toContain('"code"');
				for (const secret of [dt.clientSecret, ...dt.issuedTokens])
					expect(seen).not.toContain(secret);
			}
		}
	});
});
