/* eslint-disable no-console -- reports how much was looked through */
import type { N8nInstance } from '../n8nInstance';
import { piecesOf, scan, type Scan } from '../scan';
import { itemsOf } from '../n8nInstance';
import { chain, dtNode, manualTrigger, REPORT } from '../workflows';

/** Last of all: what n8n has written down over all the scenarios. It is stopped for this. */
export function secretScenarios(instance: () => N8nInstance): void {
	let campaign: string;
	let result: Scan;
	let secrets: string[];

	beforeAll(async () => {
		const parameters = {
			...REPORT,
			dateRange: 'lastCompleteDay',
			splits: ['Date', 'Campaign Name'],
		};
		const named = dtNode(await instance().credential(), parameters);
		const execution = await instance().client.runNew(chain('Known', manualTrigger(), named));
		campaign = itemsOf(execution)
			.map(({ json }) => String(json['Campaign Name']))
			.find((name) => /^[\w ]{8,}$/.test(name)) as string;
		await instance().server.stop();
		const { server, runtime, simulator, tokensAskedFor } = instance();
		const tokens = simulator.issuedTokens.filter((token) => !tokensAskedFor.has(token));
		secrets = [...instance().secrets, simulator.clientSecret, ...tokens];
		const needles = [...new Set(secrets.flatMap(piecesOf)), campaign];
		result = await scan(server.userFolder, needles, runtime);
	}, 120_000);

	it('would be found if they were there: a campaign name from a report is', () => {
		const places = result.found.filter(({ needle }) => needle === campaign);
		expect(places.map(({ where }) => where)).toContain('database.sqlite, table execution_data');
		expect(instance().server.log).toContain('Editor is now accessible');
	});

	it('stand nowhere: not in the database, the binary data, the configuration or the log', () => {
		console.info(
			`looked for ${secrets.length} secrets and tokens in ${result.files} files, ` +
				`${result.bytes} bytes and ${result.databaseRows} database rows`,
		);
		expect(secrets.length).toBeGreaterThan(10);
		expect(result.found.filter(({ needle }) => needle !== campaign)).toEqual([]);
	});
}
