/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expectSuccess, type N8nInstance } from '../n8nInstance';
import { chain, dtNode, manualTrigger } from '../workflows';

/** The credential as the editor makes and tests it. */
export function credentialScenarios(instance: () => N8nInstance): void {
	async function test(changes: Record<string, unknown> = {}) {
		const before = instance().simulator.requests.length;
		const { id } = await instance().credential(changes);
		const verdict = await instance().client.testCredential(id);
		return { ...verdict, sent: instance().simulator.requests.length - before };
	}

	it('passes its test with the right keys, and no report is spent on it', async () => {
		const reports = instance().simulator.reports.length;
		expect(await test()).toMatchObject({ status: 'OK' });
		expect(instance().simulator.reports).toHaveLength(reports);
	});

	it('passes its test with blanks around the keys and a slash after the base URL', async () => {
		const { clientId, clientSecret, apiUrl } = instance().simulator;
		const pasted = {
			clientId: ` ${clientId}\n`,
			clientSecret: `\t${clientSecret} `,
			baseUrl: `${apiUrl}/`,
		};
		expect(await test(pasted)).toMatchObject({ status: 'OK' });
	});

	it("shows DT's verdict in plain words when the secret is wrong", async () => {
		const verdict = await test({ clientSecret: 'wrong-'.repeat(57) });
		expect(verdict.status).toBe('Error');
		expect(verdict.message).toContain('(invalid_client)');
		expect(verdict.message).toMatch(/DT does not know/);
	});

	it.each([
		['a base URL without https', { baseUrl: 'http://example.org' }, /Base URL/],
		['a base URL that is none', { baseUrl: 'reporting' }, /Base URL/],
		['a blank Client ID', { clientId: '  ' }, /Client ID/],
		['a blank Client Secret', { clientSecret: '  ' }, /Client Secret/],
	])('names the field and sends nothing with %s', async (_, changes, field) => {
		const verdict = await test(changes);
		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(field);
		expect(verdict.sent).toBe(0);
	});

	describe.each(['new', 'saved'])('that is %s', (kind) => {
		const WRONG = 'Wr0ng-'.repeat(57);

		/** Its test after a change; a saved one holds a token that is still good. */
		async function testOfChanged(changes: Record<string, unknown>) {
			if (kind === 'new') return await test(changes);
			const { client } = instance();
			const { id } = await instance().credential();
			expect(await client.testCredential(id)).toMatchObject({ status: 'OK' });
			await client.updateCredential(id, changes);
			return await client.testCredential(id);
		}

		/** A saved one, whose keys meet something at DT after it was saved. */
		async function testAfter(arrange: () => void) {
			const { client } = instance();
			const { id } = await instance().credential();
			if (kind === 'saved') expect(await client.testCredential(id)).toMatchObject({ status: 'OK' });
			arrange();
			return await client.testCredential(id);
		}

		it.each<[string, (keys: { clientId: string; clientSecret: string }) => object, string]>([
			['a wrong secret', () => ({ clientSecret: WRONG }), 'DT does not know this Client ID'],
			['a wrong ID', () => ({ clientId: 'e'.repeat(32) }), 'DT does not know this Client ID'],
			[
				'swapped keys',
				({ clientId, clientSecret }) => ({ clientId: clientSecret, clientSecret: clientId }),
				'Client ID: this seems to be the Client Secret, and the Client Secret the Client ID',
			],
			[
				'a cut-off secret',
				({ clientSecret }) => ({ clientSecret: clientSecret.slice(0, 150) }),
				'Client Secret: this has 150 characters and those of DT have over 330',
			],
			[
				'a Base URL that nothing answers at',
				() => ({ baseUrl: 'http://127.0.0.1:9' }),
				'No connection to DT while requesting a token (ECONNREFUSED)',
			],
		])('shows whole sentences for %s', async (_, changes, words) => {
			const verdict = await testOfChanged({ ...changes(instance().simulator) });
			expect(verdict.status).toBe('Error');
			expect(verdict.message).toContain(words);
		});

		it('shows whole sentences for revoked keys', async () => {
			const verdict = await testAfter(() => instance().simulator.revoke());
			instance().newKeys();
			expect(verdict.status).toBe('Error');
			expect(verdict.message).toContain('DT does not know this Client ID and Client Secret');
		});

		it('shows whole sentences for a page that blocks', async () => {
			const body = '<html><h1>Request blocked</h1></html>';
			const verdict = await testAfter(() =>
				instance().simulator.fault({ on: 'token', status: 403, body, times: Infinity }),
			);
			expect(verdict.status).toBe('Error');
			expect(verdict.message).toContain('is not one that DT gives (HTTP 403)');
			expect(verdict.message).toContain('proxy, a firewall or a content network');
		});

		it('passes with keys that were pasted with quotes and line breaks', async () => {
			const { clientId, clientSecret } = instance().simulator;
			const verdict = await testOfChanged({
				clientId: `\uFEFF${clientId} `,
				clientSecret: `"${clientSecret.slice(0, 76)}\r\n${clientSecret.slice(76)}"`,
			});
			expect(verdict).toMatchObject({ status: 'OK' });
		});
	});

	it('never shows the secret or the token to the editor again', async () => {
		const { id } = await instance().credential();
		await instance().client.testCredential(id);
		const shown = JSON.stringify(await instance().client.credential(id));
		expect(shown).not.toContain(instance().simulator.clientSecret);
		for (const token of instance().simulator.issuedTokens) expect(shown).not.toContain(token);
	});

	it('keeps an expression in a field what it is when a token is stored beside it', async () => {
		const { client, runtime, server, simulator } = instance();
		const expression = `={{ "${simulator.clientId}".trim() }}`;
		const used = await instance().credential({ clientId: expression });
		expectSuccess(await client.runNew(chain('Expression', manualTrigger(), dtNode(used))));
		const file = join(server.userFolder, 'exported.json');
		await server.cli('export:credentials', `--id=${used.id}`, '--decrypted', `--output=${file}`);
		const [{ data }] = JSON.parse(readFileSync(file, 'utf8')) as [{ data: Record<string, string> }];
		rmSync(file);
		expect(simulator.issuedTokens).toContain(data.accessToken);
		expect(data.clientId).toBe(runtime.release.keepsExpressions ? expression : simulator.clientId);
	});
}
