import { addDays, lastCompleteDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { exampleWorkflow, nodeOf } from '../exampleWorkflow';
import { expectSuccess, type N8nInstance } from '../n8nInstance';
import { withPostgres } from '../queue/withPostgres';
import { DT_CREDENTIAL } from '../workflows';

const A_PAGE = 400;

/** A report that goes into a table page by page. */
export function examplePageScenarios(instance: () => N8nInstance): void {
	const logFile = () => `${instance().folder}/postgres-pages.log`;
	withPostgres('large-report-postgres.json', logFile, (postgres) => {
		it('loads each row of one report, and keeps no page in its own execution', async () => {
			const { client, simulator } = instance();
			const workflow = exampleWorkflow('large-report-postgres.json', {
				[DT_CREDENTIAL]: await instance().credential(),
				postgres: await postgres().credential(client),
			});
			const page = nodeOf(workflow, 'Download page').parameters;
			page.options = { ...(page.options as object), limit: A_PAGE };
			// The test reads the execution.
			delete workflow.settings.saveDataSuccessExecution;
			const counted = instance().counter();
			const saved = await client.createWorkflow(workflow);
			const execution = await client.run(saved, 'Every day at 12:30 UTC');
			expectSuccess(execution);
			expect(counted().reports).toBe(1);

			const end = lastCompleteDay(Date.now());
			const rows = await reportRows(simulator, {
				dateRange: { start: addDays(end, -29), end },
				metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks'],
				splits: ['Date', 'Country', 'Campaign ID'],
			});
			const columns = [
				'date',
				'country',
				'campaign_id',
				'publisher_revenue::float8',
				'offer_impressions',
				'offer_clicks',
			];
			const loaded = await postgres().rows(
				`select ${columns.join(', ')} from offer_wall_by_campaign`,
			);
			const expected = rows.map((row) =>
				[
					row.Date,
					row.Country,
					row['Campaign ID'],
					Number(row['Publisher Revenue']),
					Number(row['Offer Impressions']),
					Number(row['Offer Clicks']),
				].join('|'),
			);
			expect(loaded.sort()).toEqual(expected.sort());

			const { runData } = execution.data.resultData;
			const pages = runData['Load a page'].map(({ data }) => data?.main?.[0] ?? []);
			expect(pages).toHaveLength(Math.ceil(rows.length / A_PAGE));
			expect(pages.length).toBeGreaterThan(2);
			for (const items of pages) {
				expect(items.map(({ json }) => Object.keys(json))).toEqual([
					['reportUrl', 'cursor', 'hasMore'],
				]);
			}
			expect(Object.keys(runData)).not.toContain('Download page');
		});
	});
}
