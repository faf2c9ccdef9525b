import { addDays, lastCompleteDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { exampleWorkflow, nodeOf, setParameters } from '../exampleWorkflow';
import type { Execution } from '../n8nClient';
import { expectSuccess, type N8nInstance } from '../n8nInstance';
import { withPostgres } from '../queue/withPostgres';
import { DT_CREDENTIAL } from '../workflows';

const A_PAGE = 400;

/** A report that goes into a table page by page. */
export function examplePageScenarios(instance: () => N8nInstance): void {
	const logFile = () => `${instance().folder}/postgres-pages.log`;
	withPostgres('large-report-postgres.json', logFile, (postgres) => {
		afterEach(() => instance().simulator.set({ restated: [], rows: undefined }));

		/** Runs it with pages of so many rows. */
		async function run(limit: number, range: Record<string, unknown> = {}): Promise<Execution> {
			const { client } = instance();
			const workflow = exampleWorkflow('large-report-postgres.json', {
				[DT_CREDENTIAL]: await instance().credential(),
				postgres: await postgres().credential(client),
			});
			setParameters(workflow, 'Create report', range);
			const page = nodeOf(workflow, 'Download page').parameters;
			page.options = { ...(page.options as object), limit };
			// The test reads the execution.
			delete workflow.settings.saveDataSuccessExecution;
			const execution = await client.run(
				await client.createWorkflow(workflow),
				'Every day at 12:30 UTC',
			);
			expectSuccess(execution);
			return execution;
		}

		/** The rows in the table, as lines. */
		async function loaded(): Promise<string[]> {
			const columns = [
				'date',
				'country',
				'campaign_id',
				'publisher_revenue::float8',
				'offer_impressions',
				'offer_clicks',
			];
			const rows = await postgres().rows(
				`select ${columns.join(', ')} from offer_wall_by_campaign`,
			);
			return rows.sort();
		}

		/** The rows that DT has of these days, as lines in no order. */
		async function dtSays(start: string, end: string): Promise<string[]> {
			const rows = await reportRows(instance().simulator, {
				dateRange: { start, end },
				metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks'],
				splits: ['Date', 'Country', 'Campaign ID'],
			});
			return rows.map((row) =>
				[
					row.Date,
					row.Country,
					row['Campaign ID'],
					Number(row['Publisher Revenue']),
					Number(row['Offer Impressions']),
					Number(row['Offer Clicks']),
				].join('|'),
			);
		}

		it('loads each row of one report, and keeps no page in its own execution', async () => {
			const counted = instance().counter();
			const execution = await run(A_PAGE);
			expect(counted().reports).toBe(1);
			const end = lastCompleteDay(Date.now());
			const rows = await dtSays(addDays(end, -29), end);
			expect(await loaded()).toEqual([...rows].sort());

			const { runData } = execution.data.resultData;
			const pages = runData['Load a page'].map(({ data }) => data?.main?.[0] ?? []);
			expect(pages).toHaveLength(Math.ceil(rows.length / A_PAGE));
			expect(pages.length).toBeGreaterThan(2);
			for (const items of pages) {
				expect(items.map(({ json }) => Object.keys(json))).toEqual([
					['reportUrl', 'reportId', 'query', 'cursor', 'hasMore'],
				]);
			}
			expect(Object.keys(runData)).not.toContain('Download page');
		});

		it('changes nothing where the report has no rows', async () => {
			const before = await loaded();
			instance().simulator.set({ rows: 0 });
			await run(A_PAGE);
			expect(await loaded()).toEqual(before);
		});

		it('loads each report of a long range to its end, and deletes what DT has taken back', async () => {
			const end = lastCompleteDay(Date.now());
			const start = addDays(end, -94);
			instance().simulator.set({ restated: [{ day: end, value: 'JAPAN', times: 0 }] });
			const counted = instance().counter();
			const range = { dateRange: 'custom', startDate: start, endDate: end };
			const execution = await run(1000, range);
			expect(counted().reports).toBe(2);
			const calls = execution.data.resultData.runData['Load a page'];
			expect(calls.map(({ data }) => data?.main?.[0]?.length)).toEqual([2, 1, 1, 1, 1]);
			const parts = [await dtSays(start, addDays(end, -30)), await dtSays(addDays(end, -29), end)];
			expect(await loaded()).toEqual(parts.flat().sort());
		});
	});
}
