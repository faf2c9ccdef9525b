import { addDays, lastCompleteDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { startSimulator, type Simulator } from '../../simulator';
import { exampleWorkflow } from '../exampleWorkflow';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import { chain, code, DT_CREDENTIAL, manualTrigger, node } from '../workflows';

const TRIGGER = 'Every day at 12:30 UTC';
const METRICS = ['Publisher Revenue', 'Offer Clicks'];

/** Accounts of a table, each with keys of its own in one credential. */
export function exampleAccountScenarios(instance: () => N8nInstance): void {
	describe('accounts-from-a-table.json', () => {
		let south: Simulator;

		beforeAll(async () => {
			south = await startSimulator({ seed: 'the account of the south' });
			instance().secrets.add(south.clientSecret);
		});

		afterAll(async () => await south.close());

		const table = (parameters: Record<string, unknown>) =>
			node('Table', 'n8n-nodes-base.dataTable', 1, parameters);
		const byName = (value: string) => ({ __rl: true, mode: 'name', value });

		it('has the rows of each account under its name, and one problem for the account without keys', async () => {
			const { client, simulator: north } = instance();
			const choose = (value: (dt: Simulator) => string) =>
				`={{ ({ "North": "${value(north)}", "South": "${value(south)}" })[$json.account] }}`;
			const credential = await instance().credential({
				clientId: choose(({ clientId }) => clientId),
				clientSecret: choose(({ clientSecret }) => clientSecret),
				// Each of the two has a host of its own here; at DT all accounts have the same.
				baseUrl: choose(({ apiUrl }) => apiUrl),
			});
			const saved = await client.createWorkflow(
				exampleWorkflow('accounts-from-a-table.json', { [DT_CREDENTIAL]: credential }),
			);
			expectSuccess(await client.run(saved, TRIGGER));
			const accounts = ['North', 'South', 'East'].map((account) => ({ json: { account } }));
			const added = await client.runNew(
				chain(
					'Add the accounts',
					manualTrigger(),
					code('Accounts', `return ${JSON.stringify(accounts)};`),
					table({
						operation: 'insert',
						dataTableId: byName('DT accounts'),
						columns: { mappingMode: 'autoMapInputData', value: null },
					}),
				),
			);
			expectSuccess(added);

			const before = [north, south].map((dt) => dt.reports.length);
			const execution = await client.run(saved, TRIGGER);
			expectSuccess(execution);
			const after = [north, south].map((dt) => dt.reports.length);
			expect(after.map((count, index) => count - before[index])).toEqual([1, 1]);

			const problems = itemsOf(execution, 'Tell somebody').map(({ json }) => json);
			expect(problems).toEqual([
				{ account: 'East', problem: expect.stringContaining('Client ID') as string },
			]);

			const end = lastCompleteDay(Date.now());
			const query = {
				dateRange: { start: addDays(end, -6), end },
				metrics: METRICS,
				splits: ['Date'],
			};
			const expected = await Promise.all(
				Object.entries({ North: north, South: south }).map(async ([account, dt]) =>
					(await reportRows(dt, query)).map((row) => ({
						account,
						date: row.Date,
						publisher_revenue: Number(row['Publisher Revenue']),
						offer_clicks: Number(row['Offer Clicks']),
					})),
				),
			);
			const get = table({
				operation: 'get',
				dataTableId: byName('Offer Wall by account'),
				returnAll: true,
			});
			const rows = itemsOf(await client.runNew(chain('Rows', manualTrigger(), get)), 'Table').map(
				({ json: { account, date, publisher_revenue, offer_clicks } }) => ({
					account,
					date,
					publisher_revenue,
					offer_clicks,
				}),
			);
			const sorted = (all: typeof rows) =>
				all.map((row) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1));
			expect(sorted(rows)).toEqual(sorted(expected.flat()));
			expect(rows).toHaveLength(2 * 7);
		});
	});
}
