/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expectSuccess, type Lab } from '../lab';
import { chain, dtNode, manualTrigger } from '../workflows';

/** The credential as the editor makes and tests it. */
export function credentialScenarios(lab: () => Lab): void {
	async function test(changes: Record<string, unknown> = {}) {
		const before = lab().simulator.requests.length;
		const { id } = await lab().credential(changes);
		const verdict = await lab().client.testCredential(id);
		return { ...verdict, sent: lab().simulator.requests.length - before };
	}

	it('passes its test with the right keys, and no report is spent on it', async () => {
		const reports = lab().simulator.reports.length;
		expect(await test()).toMatchObject({ status: 'OK' });
		expect(lab().simulator.reports).toHaveLength(reports);
	});

	it('passes its test with blanks around the keys and a slash after the base URL', async () => {
		const { clientId, clientSecret, apiUrl } = lab().simulator;
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

	it('never shows the secret or the token to the editor again', async () => {
		const { id } = await lab().credential();
		await lab().client.testCredential(id);
		const shown = JSON.stringify(await lab().client.credential(id));
		expect(shown).not.toContain(lab().simulator.clientSecret);
		for (const token of lab().simulator.issuedTokens) expect(shown).not.toContain(token);
	});

	it('keeps an expression in a field what it is when a token is stored beside it', async () => {
		const { client, runtime, server, simulator } = lab();
		const expression = `={{ "${simulator.clientId}".trim() }}`;
		const used = await lab().credential({ clientId: expression });
		expectSuccess(await client.runNew(chain('Expression', manualTrigger(), dtNode(used))));
		const file = join(server.userFolder, 'exported.json');
		await server.cli('export:credentials', `--id=${used.id}`, '--decrypted', `--output=${file}`);
		const [{ data }] = JSON.parse(readFileSync(file, 'utf8')) as [{ data: Record<string, string> }];
		rmSync(file);
		expect(simulator.issuedTokens).toContain(data.accessToken);
		expect(data.clientId).toBe(runtime.release.keepsExpressions ? expression : simulator.clientId);
	});
}
