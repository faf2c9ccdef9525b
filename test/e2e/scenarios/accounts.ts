/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import { chain, code, dtNode, manualTrigger, REPORT, type CredentialRef } from '../workflows';

/** An expression on the item; the values stand in the credential, since no secret may stand in a workflow. */
const choose = (first: string, second: string) =>
	`={{ $json.account === "second" ? "${second}" : "${first}" }}`;

/** One credential for many accounts: its fields are expressions on the item. */
export function accountScenarios(instance: () => N8nInstance): void {
	let second: Simulator;
	let credential: CredentialRef;
	let fields: Record<string, string>;

	beforeAll(async () => {
		second = await startSimulator({ seed: 'another account' });
		instance().secrets.add(second.clientSecret);
		const first = instance().simulator;
		fields = {
			clientId: choose(first.clientId, second.clientId),
			clientSecret: choose(first.clientSecret, second.clientSecret),
			baseUrl: choose(first.apiUrl, second.apiUrl),
		};
		credential = await instance().credential(fields);
	});

	afterAll(async () => await second.close());

	const both = () => [instance().simulator, second];
	const counts = () =>
		both().map((dt) => ({ tokens: dt.count('token'), reports: dt.reports.length }));

	const run = async (name: string, accounts: Simulator[], parameters: object = REPORT) => {
		const items = accounts.map((dt) => ({
			json: { account: dt === second ? 'second' : 'first' },
		}));
		const source = code('Accounts', `return ${JSON.stringify(items)};`);
		const execution = await instance().client.runNew(
			chain(name, manualTrigger(), source, dtNode(credential, { ...parameters })),
		);
		expectSuccess(execution);
		return itemsOf(execution);
	};

	it('gives each item the rows of its own account, with one exchange per account', async () => {
		const before = counts();
		const items = await run('Two accounts', [...both(), ...both()]);
		const after = counts();
		expect(after.map(({ reports }, index) => reports - before[index].reports)).toEqual([1, 1]);
		for (const [index, { tokens }] of after.entries()) {
			expect(tokens - before[index].tokens).toBeLessThanOrEqual(1);
		}
		const rowsOf = (at: number) =>
			items
				.filter(({ pairedItem }) => (pairedItem as { item: number }).item === at)
				.map(({ json }) => json);
		expect(rowsOf(0)).toEqual(rowsOf(2));
		expect(rowsOf(1)).toEqual(rowsOf(3));
		expect(rowsOf(0)).not.toEqual(rowsOf(1));
		for (const [at, dt] of both().entries()) {
			expect(dt.reports.at(-1)!.downloads).toBe(1);
			expect(rowsOf(at)).toEqual((await run(`Account ${at}`, [dt])).map(({ json }) => json));
		}
	});

	it('gives each its own report in Create', async () => {
		const created = await run('Creates two', both(), { ...REPORT, operation: 'create' });
		expect(created.map(({ json }) => json.reportUrl)).toEqual(
			both().map((dt) => dt.reports.at(-1)!.url),
		);
	});

	it('leaves the expressions in the credential as they are', async () => {
		await run('One account', [second]);
		const { server } = instance();
		const file = join(server.userFolder, 'exported.json');
		await server.cli(
			'export:credentials',
			`--id=${credential.id}`,
			'--decrypted',
			`--output=${file}`,
		);
		const [{ data }] = JSON.parse(readFileSync(file, 'utf8')) as [{ data: Record<string, string> }];
		rmSync(file);
		expect(data).toMatchObject(fields);
	});
}
