import { addDays, lastCompleteDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { startSimulator, type Simulator } from '../../simulator';
import { exampleWorkflow } from '../exampleWorkflow';
import type { SavedWorkflow } from '../n8nClient';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import { chain, code, DT_CREDENTIAL, manualTrigger, node } from '../workflows';

const TRIGGER = 'Every day at 12:30 UTC';
const METRICS = ['Publisher Revenue', 'Offer Clicks'];

/** Accounts of a table, each with keys of its own in one credential. */
export function exampleAccountScenarios(instance: () => N8nInstance): void {
	describe('accounts-from-a-table.json', () => {
		let south: Simulator;
		let saved: SavedWorkflow;

		const table = (parameters: Record<string, unknown>) =>
			node('Table', 'n8n-nodes-base.dataTable', 1, parameters);
		const byName = (value: string) => ({ __rl: true, mode: 'name', value });

		beforeAll(async () => {
			const { client, secrets, simulator: north } = instance();
			south = await startSimulator({ seed: 'the account of the south' });
			secrets.add(south.clientSecret);
			const choose = (value: (dt: Simulator) => string) =>
				`={{ ({ "North": "${value(north)}", "South": "${value(south)}" })[$json.account] }}`;
			const credential = await instance().credential({
				clientId: choose(({ clientId }) => clientId),
				clientSecret: choose(({ clientSecret }) => clientSecret),
				// Each of the two has a host of its own here; at DT all accounts have the same.
				baseUrl: choose(({ apiUrl }) => apiUrl),
			});
			saved = await client.createWorkflow(
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
		});

		afterAll(async () => await south.close());

		/** Runs it; gives the problems that it told somebody of. */
		async function run() {
			const execution = await instance().client.run(saved, TRIGGER);
			expectSuccess(execution);
			return itemsOf(execution, 'Tell somebody').map(({ json }) => json);
		}

		/** The rows in the table, as lines. */
		async function lines() {
			const get = table({
				operation: 'get',
				dataTableId: byName('Offer Wall by account'),
				returnAll: true,
			});
			const execution = await instance().client.runNew(chain('Rows', manualTrigger(), get));
			return itemsOf(execution, 'Table')
				.map(({ json: { account, date, publisher_revenue, offer_clicks } }) =>
					JSON.stringify({ account, date, publisher_revenue, offer_clicks }),
				)
				.sort();
		}

		const rowsOf = async (account: string, dt: Simulator) => {
			const end = lastCompleteDay(Date.now());
			const rows = await reportRows(dt, {
				dateRange: { start: addDays(end, -6), end },
				metrics: METRICS,
				splits: ['Date'],
			});
			return rows.map((row) => ({
				account,
				date: row.Date,
				publisher_revenue: Number(row['Publisher Revenue']) as number | null,
				offer_clicks: Number(row['Offer Clicks']),
			}));
		};
		const linesOf = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();

		const PROBLEMS = [{ account: 'East', problem: expect.stringContaining('Client ID') as string }];

		it('has the rows of each account under its name, and one problem for the account without keys', async () => {
			const { simulator: north } = instance();
			const before = [north, south].map((dt) => dt.reports.length);
			expect(await run()).toEqual(PROBLEMS);
			const after = [north, south].map((dt) => dt.reports.length);
			expect(after.map((count, index) => count - before[index])).toEqual([1, 1]);
			const rows = [...(await rowsOf('North', north)), ...(await rowsOf('South', south))];
			expect(rows).toHaveLength(2 * 7);
			expect(await lines()).toEqual(linesOf(rows));
		});

		it('run again, replaces rows by what is there now: no number, a day with a time, no rows', async () => {
			const { simulator: north } = instance();
			const rows = [...(await rowsOf('North', north)), ...(await rowsOf('South', south))];
			const { date } = rows[7];
			north.set({ rows: 0 });
			south.fault({
				on: 'file',
				change: (bytes) =>
					Buffer.from(
						bytes.toString().replace(new RegExp(`^${date},[^,]*,`, 'm'), `${date}T00:00:00.000Z,,`),
					),
			});
			expect(await run()).toEqual(PROBLEMS);
			north.set({ rows: undefined });
			rows[7].publisher_revenue = null;
			expect(await lines()).toEqual(linesOf(rows));
		});

		it('tells of each account whose quota is used up, and writes those of the others', async () => {
			south.set({ dailyQuota: 0 });
			const problems = await run();
			south.set({ dailyQuota: 50 });
			expect(problems).toEqual([
				{ account: 'South', problem: expect.stringMatching(/quota.*00:00 UTC/) as string },
				...PROBLEMS,
			]);
			expect(await lines()).toEqual(
				expect.arrayContaining(linesOf(await rowsOf('North', instance().simulator))),
			);
		});
	});
}
