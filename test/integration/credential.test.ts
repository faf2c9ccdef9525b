/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test, not a node */
import { inspect } from 'node:util';

import type { Simulator } from '../simulator';
import { contextWith, testCredential } from './credentialTest';
import type { CredentialStore } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;

const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});
beforeEach(async () => await begin());

/** A credential that was never tested, and one that was saved with a token which is still good. */
const KINDS: Array<[string, () => Promise<void>]> = [
	['new', async () => {}],
	['saved', async () => expect(await testCredential(store)).toMatchObject({ status: 'OK' })],
];
const WRONG = 'Wr0ng-'.repeat(57);

describe.each(KINDS)('the test of a %s credential', (_, prepare) => {
	beforeEach(prepare);

	it('passes with the right keys, spends no report, and keeps the token', async () => {
		const before = dt.count('token');
		expect(await testCredential(store)).toMatchObject({ status: 'OK' });
		expect(dt.reports).toEqual([]);
		expect(dt.count('token')).toBeGreaterThan(before);
		expect(dt.issuedTokens).toContain(store.stored.accessToken);
	});

	it.each<[string, () => void, string]>([
		['a wrong secret', () => change({ clientSecret: WRONG }), 'DT does not know this Client ID'],
		['a wrong ID', () => change({ clientId: 'e'.repeat(32) }), 'DT does not know this Client ID'],
		[
			'swapped keys',
			() => change({ clientId: dt.clientSecret, clientSecret: dt.clientId }),
			'Client ID: this seems to be the Client Secret, and the Client Secret the Client ID',
		],
		[
			'a cut-off secret',
			() => change({ clientSecret: dt.clientSecret.slice(0, 150) }),
			'Client Secret: this has 150 characters',
		],
		['revoked keys', () => dt.revoke(), 'DT does not know this Client ID and Client Secret'],
		[
			'rotated keys',
			() => dt.setKeys(dt.clientId, 'New-_'.repeat(70)),
			'DT does not know this Client ID and Client Secret',
		],
		[
			'a Base URL that nothing answers at',
			() => change({ baseUrl: 'http://127.0.0.1:9' }),
			'No connection to DT while requesting a token (ECONNREFUSED)',
		],
		[
			'a page that blocks',
			() => dt.fault({ on: 'token', status: 403, body: '<html>Blocked</html>', times: Infinity }),
			'The response while requesting a token is not one that DT gives (HTTP 403): it seems to be the page of a proxy',
		],
		[
			'a proxy that wants a login',
			() => dt.fault({ on: 'token', status: 407, times: Infinity }),
			'a proxy on the way requires a login',
		],
	])('shows whole sentences for %s', async (_name, arrange, words) => {
		arrange();
		const { status, message } = await testCredential(store);
		expect(status).toBe('Error');
		expect(message).toContain(words);
	});

	it('passes with keys that were pasted with quotes and line breaks', async () => {
		const { clientId, clientSecret } = dt;
		change({
			clientId: `\uFEFF${clientId} `,
			clientSecret: `"${clientSecret.slice(0, 76)}\r\n${clientSecret.slice(76)}"`,
		});
		expect(await testCredential(store)).toMatchObject({ status: 'OK' });
	});
});

describe('the token', () => {
	const path = '/elsewhere';
	const moved = () => ({ method: 'GET' as const, url: `${dt.apiUrl}/api/v1/moved` });
	/** n8n's helper, and the one of its HTTP Request node. */
	const helpers: Array<[string, () => Promise<unknown>]> = [
		[
			'httpRequestWithAuthentication',
			async () => {
				const context = contextWith(store);
				const { httpRequestWithAuthentication } = context.helpers;
				return await httpRequestWithAuthentication.call(context, 'dtReportingApi', moved());
			},
		],
		[
			'requestWithAuthentication',
			async () => {
				const context = contextWith(store);
				const { requestWithAuthentication } = context.helpers;
				const { url: uri, ...options } = { ...moved(), followAllRedirects: true, json: true };
				return await requestWithAuthentication.call(context, 'dtReportingApi', { uri, ...options });
			},
		],
	];

	it.each(helpers)('is not taken to another host by a redirect in %s', async (_, send) => {
		dt.fault({ on: 'other', status: 302, headers: { Location: `${dt.fileUrl}${path}` } });
		dt.fault({ on: 'file', status: 200, body: { arrived: true } });
		expect(await send()).toEqual({ arrived: true });
		const [asked] = dt.requests.filter(({ kind }) => kind === 'other');
		expect(asked.headers.authorization).toBe(`Bearer ${dt.issuedTokens[0]}`);
		const there = dt.requests.filter((each) => each.path === path);
		expect(there).toHaveLength(1);
		expect(there[0].headers).not.toHaveProperty('authorization');
	});

	it.each(helpers)('goes on with a redirect on the same host in %s', async (_, send) => {
		dt.fault({ on: 'other', status: 302, headers: { Location: path } });
		dt.fault({ on: 'other', status: 200, body: { arrived: true } });
		expect(await send()).toEqual({ arrived: true });
		const there = dt.requests.filter((each) => each.path === path);
		expect(there[0].headers.authorization).toBe(`Bearer ${dt.issuedTokens[0]}`);
	});
});

it('keys are in no request of n8n’s HTTP Request node to the token endpoint, nor in its error', async () => {
	const context = contextWith(store);
	const { requestWithAuthentication } = context.helpers;
	const uri = `${dt.apiUrl}/auth/v1/token`;
	const own = { method: 'POST' as const, uri, json: true, body: { grant_type: 'other' } };
	const error = await requestWithAuthentication
		.call(context, 'dtReportingApi', own)
		.catch((thrown: Error) => thrown);
	expect(inspect(error, { depth: Infinity, showHidden: true })).toContain('grant_type');
	expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(dt.clientSecret);
	expect(dt.requests.map(({ body }) => body)).toContain(JSON.stringify(own.body));
});

/** What the user pastes over the saved keys; the token in the credential stays. */
function change(keys: object): void {
	store.stored = { ...store.stored, ...keys };
}
