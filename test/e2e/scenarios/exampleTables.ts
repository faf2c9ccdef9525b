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

/** A country as no database likes it. */
const HARD_NAME = `O'Brien; "DROP TABLE" & <b>, 日本 $1`;

/** The same file with this name, and with one that is missing. */
const withHardNames = (bytes: Buffer): Buffer =>
	Buffer.from(
		bytes
			.toString()
			.replaceAll('JAPAN', () => `"${HARD_NAME.replaceAll('"', '""')}"`)
			.replaceAll('GERMANY', ''),
	);

interface Table {
	rows: () => Promise<Row[]>;
	postgres?: CredentialRef;
}

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

	const moveOn = (day: string) =>
		instance().calendar.moveTo(Math.max(instance().calendar.now(), completeAt(day) + MINUTE));

	/** What DT says of these days. */
	async function dtSays(start: string, end: string): Promise<Row[]> {
		const found = await reportRows(instance().simulator, {
			dateRange: { start, end },
			metrics: Object.values(COLUMNS).slice(2),
			splits: Object.values(COLUMNS).slice(0, 2),
		});
		return sorted(found.map((each) => row((column) => each[COLUMNS[column]])));
	}

	/** The example with its trigger polling each second, and how it runs. */
	async function example(file: string, table: Table, startFrom: string) {
		const { client } = instance();
		const workflow = exampleWorkflow(file, {
			dtReportingApi: await instance().credential(),
			...(table.postgres && { postgres: table.postgres }),
		});
		setParameters(workflow, 'Each complete day', {
			pollTimes: { item: EVERY_SECOND },
			startFrom,
		});
		const { id } = await client.createWorkflow(workflow);
		return {
			activate: async () => await client.activate(id),
			deactivate: async () => {
				await client.deactivate(id);
				await client.settled(id);
			},
			hasRun: async (times: number) =>
				await eventually(
					async () => {
						const executions = await client.executionsOf(id);
						expect(executions.every(({ status }) => status === 'success')).toBe(true);
						return executions.length >= times || undefined;
					},
					DELIVERED_WITHIN_MS,
					`${file} to have run ${times} times`,
				),
		};
	}

	/** Two deliveries each, between which DT changes its mind. */
	function healsTheTable(file: string, open: () => Promise<Table>): void {
		/** Three days in a row; the second is the last complete one. */
		function threeDays(): string[] {
			const days = [-2, -1, 0].map((back) => addDays(utcDay(instance().calendar.now()), back));
			moveOn(days[1]);
			return days;
		}

		it('has what DT says of each day, late corrections and rows taken back included', async () => {
			const { simulator } = instance();
			const table = await open();
			const [first, second, third] = threeDays();
			const { activate, deactivate, hasRun } = await example(file, table, first);
			await activate();
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
			await deactivate();
			const after = sorted(await table.rows());
			const stands = await dtSays(first, third);
			simulator.set({ restated: [] });
			expect(after).toEqual(stands);
			expect(after).toHaveLength(3 * 8 - 1);
		});

		it('in a table of before, has names of any letters once, and nothing of days without rows', async () => {
			const { simulator } = instance();
			const table = await open();
			const [first, second, third] = threeDays();
			const rowsFrom = async (day: string) =>
				sorted((await table.rows()).filter(({ date }) => date >= day));
			simulator.fault({ on: 'file', times: Infinity, change: withHardNames });
			simulator.set({ restated: [{ day: second, times: 0 }] });
			const { activate, deactivate, hasRun } = await example(file, table, first);
			await activate();
			await hasRun(1);
			const before = await rowsFrom(first);
			expect(before).toEqual(await dtSays(first, second));
			expect(before.map(({ country }) => country)).toEqual(expect.arrayContaining([HARD_NAME, '']));
			expect(before).toHaveLength(8);

			// DT takes back the first day as a whole, and has the second after all.
			simulator.set({ restated: [{ day: first, times: 0 }] });
			moveOn(third);
			await hasRun(2);
			await deactivate();
			const after = await rowsFrom(first);
			const stands = await dtSays(first, third);
			simulator.set({ restated: [] });
			expect(after).toEqual(stands);
			expect(after).toHaveLength(2 * 8);
		});
	}
}
