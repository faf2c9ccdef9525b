import { addDays, completeAt, MINUTE, utcDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { eventually } from '../../support/waiting';
import { exampleWorkflow, setParameters } from '../exampleWorkflow';
import { itemsOf, type N8nInstance } from '../n8nInstance';
import { withPostgres } from '../queue/withPostgres';
import { chain, EVERY_SECOND, manualTrigger, node, type CredentialRef } from '../workflows';

const DELIVERED_WITHIN_MS = 40_000;

const COLUMNS = {
	date: 'Date',
	country: 'Country',
	publisher_revenue: 'Publisher Revenue',
	offer_impressions: 'Offer Impressions',
	offer_clicks: 'Offer Clicks',
};
type Row = Record<keyof typeof COLUMNS, string | number>;

const row = (value: (column: keyof typeof COLUMNS) => unknown): Row => ({
	date: String(value('date')),
	country: String(value('country')),
	publisher_revenue: Number(value('publisher_revenue')),
	offer_impressions: Number(value('offer_impressions')),
	offer_clicks: Number(value('offer_clicks')),
});

const sorted = (rows: Row[]) =>
	[...rows].sort((a, b) => (`${a.date} ${a.country}` < `${b.date} ${b.country}` ? -1 : 1));

/** The examples that keep a table of the days, on a calendar on which days pass. */
export function exampleTableScenarios(instance: () => N8nInstance): void {
	describe('daily-data-table.json', () => {
		healsTheTable('daily-data-table.json', async () => ({
			rows: async () => {
				const get = node('Rows', 'n8n-nodes-base.dataTable', 1, {
					operation: 'get',
					dataTableId: { __rl: true, mode: 'name', value: 'Offer Wall by country' },
					returnAll: true,
				});
				const execution = await instance().client.runNew(chain('Rows', manualTrigger(), get));
				return itemsOf(execution, 'Rows').map(({ json }) => row((column) => json[column]));
			},
		}));
	});

	const logFile = () => `${instance().folder}/postgres.log`;
	withPostgres('daily-postgres.json', logFile, (postgres) => {
		healsTheTable('daily-postgres.json', async () => ({
			postgres: await postgres().credential(instance().client),
			rows: async () => {
				const names = Object.keys(COLUMNS);
				const found = await postgres().rows(
					`select ${names.join(', ')} from offer_wall_by_country`,
				);
				return found.map((line) => {
					const values = line.split('|');
					return row((column) => values[names.indexOf(column)]);
				});
			},
		}));
	});

	interface Table {
		rows: () => Promise<Row[]>;
		postgres?: CredentialRef;
	}

	/** Two deliveries, between which DT corrects a row and takes another back. */
	function healsTheTable(file: string, open: () => Promise<Table>): void {
		it('has what DT says of each day, late corrections and rows taken back included', async () => {
			const { calendar, client, simulator } = instance();
			const table = await open();
			const days = [-2, -1, 0].map((back) => addDays(utcDay(calendar.now()), back));
			const [first, second, third] = days;
			const moveOn = (day: string) =>
				calendar.moveTo(Math.max(calendar.now(), completeAt(day) + MINUTE));
			moveOn(second);

			const workflow = exampleWorkflow(file, {
				dtReportingApi: await instance().credential(),
				...(table.postgres && { postgres: table.postgres }),
			});
			setParameters(workflow, 'Each complete day', {
				pollTimes: { item: EVERY_SECOND },
				startFrom: first,
			});
			const { id } = await client.createWorkflow(workflow);
			const hasRun = async (times: number) =>
				await eventually(
					async () => {
						const executions = await client.executionsOf(id);
						expect(executions.every(({ status }) => status === 'success')).toBe(true);
						return executions.length >= times || undefined;
					},
					DELIVERED_WITHIN_MS,
					`${file} to have run ${times} times`,
				);
			const dtSays = async (start: string, end: string) => {
				const found = await reportRows(simulator, {
					dateRange: { start, end },
					metrics: Object.values(COLUMNS).slice(2),
					splits: Object.values(COLUMNS).slice(0, 2),
				});
				return sorted(found.map((each) => row((column) => each[COLUMNS[column]])));
			};

			await client.activate(id);
			await hasRun(1);
			const before = sorted(await table.rows());
			expect(before).toEqual(await dtSays(first, second));
			expect(before).toHaveLength(2 * 8);

			simulator.set({
				restated: [
					{ day: first, value: 'JAPAN', times: 2 },
					{ day: second, value: 'GERMANY', times: 0 },
				],
			});
			moveOn(third);
			await hasRun(2);
			await client.deactivate(id);
			await client.settled(id);
			const after = sorted(await table.rows());
			const stands = await dtSays(first, third);
			simulator.set({ restated: [] });
			expect(after).toEqual(stands);
			expect(after).toHaveLength(3 * 8 - 1);
		});
	}
}
