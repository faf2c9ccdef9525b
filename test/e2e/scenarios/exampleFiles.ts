/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastCompleteDay, addDays } from '../../support/days';
import { reportCsv, reportRows } from '../../support/reportRows';
import { svgTexts } from '../../support/svg';
import { exampleWorkflow, nodeOf, setParameters } from '../exampleWorkflow';
import { expectSuccess, type N8nInstance } from '../n8nInstance';
import { filesFolder } from '../n8nFiles';
import type { Execution } from '../n8nClient';
import { DT_CREDENTIAL } from '../workflows';

/** The folder of n8n's own container, which these examples name. */
const CONTAINER_FOLDER = '/home/node/.n8n-files';

/** The examples that end in files. */
export function exampleFileScenarios(instance: () => N8nInstance): void {
	/** Runs an example whose files go into a folder of their own; gives what is in it then. */
	async function run(file: string, saves: string, trigger: string) {
		const folder = join(filesFolder(instance().folder), file);
		mkdirSync(folder, { recursive: true });
		const workflow = exampleWorkflow(file, { [DT_CREDENTIAL]: await instance().credential() });
		const { fileName } = nodeOf(workflow, saves).parameters as { fileName: string };
		expect(fileName).toContain(`=${CONTAINER_FOLDER}/`);
		setParameters(workflow, saves, { fileName: fileName.replace(CONTAINER_FOLDER, folder) });
		const { client } = instance();
		const execution: Execution = await client.run(await client.createWorkflow(workflow), trigger);
		expectSuccess(execution);
		const names = readdirSync(folder).sort();
		return names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
	}

	it('year-into-monthly-files.json saves a file for each of the last twelve complete months', async () => {
		const counted = instance().counter();
		const files = await run('year-into-monthly-files.json', 'Save the file', 'Start');
		expect(counted().reports).toBe(12);

		// The month of the last complete day's next day is the present one.
		const present = addDays(lastCompleteDay(Date.now()), 1).slice(0, 7);
		const monthBefore = (month: string) => addDays(`${month}-01`, -1).slice(0, 7);
		const months = Array.from({ length: 12 }).reduce<string[]>(
			(found) => [monthBefore(found[0] ?? present), ...found],
			[],
		);
		expect(files.map(({ name }) => name)).toEqual(months.map((month) => `offer-wall-${month}.csv`));
		const query = {
			metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks'],
			splits: ['Date', 'Country'],
		};
		for (const [index, month] of months.entries()) {
			const end = addDays(`${months[index + 1] ?? present}-01`, -1);
			const dateRange = { start: `${month}-01`, end };
			const csv = await reportCsv(instance().simulator, { ...query, dateRange });
			expect(files[index].text).toBe(csv);
		}
	});

	it('weekly-chart.json draws the revenue of each country of the last week', async () => {
		const files = await run('weekly-chart.json', 'Save the chart', 'Every Monday at 12:30 UTC');
		const end = lastCompleteDay(Date.now());
		expect(files.map(({ name }) => name)).toEqual([`revenue-by-country-${end}.svg`]);
		const start = addDays(end, -6);
		const rows = await reportRows(instance().simulator, {
			dateRange: { start, end },
			metrics: ['Publisher Revenue'],
			splits: ['Country'],
		});
		const usd = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
		const bars = rows
			.map((row) => ({ country: row.Country, revenue: Number(row['Publisher Revenue']) }))
			.sort((a, b) => b.revenue - a.revenue)
			.flatMap(({ country, revenue }) => [country, usd.format(revenue)]);
		const title = `Publisher revenue by country, ${start} to ${end}`;
		expect(svgTexts(files[0].text)).toEqual([title, ...bars]);
		expect(bars).toContain("CÔTE D'IVOIRE");
	});
}
