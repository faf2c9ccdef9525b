/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastCompleteDay, addDays } from '../../support/days';
import { reportCsv, reportRows } from '../../support/reportRows';
import { svgTexts } from '../../support/svg';
import { exampleWorkflow, nodeOf, setParameters } from '../exampleWorkflow';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import { filesFolder } from '../n8nFiles';
import type { Execution } from '../n8nClient';
import { DT_CREDENTIAL } from '../workflows';

/** The folder of n8n's own container, which these examples name. */
const CONTAINER_FOLDER = '/home/node/.n8n-files';

/** The examples that end in files. */
export function exampleFileScenarios(instance: () => N8nInstance): void {
	afterEach(() => instance().simulator.set({ rows: undefined }));

	/** Runs an example whose files go into a folder of their own; gives what is in it then. */
	async function run(file: string, saves: string, trigger: string, name = file) {
		const folder = join(filesFolder(instance().folder), name);
		mkdirSync(folder, { recursive: true });
		const workflow = exampleWorkflow(file, { [DT_CREDENTIAL]: await instance().credential() });
		const { fileName } = nodeOf(workflow, saves).parameters as { fileName: string };
		expect(fileName).toContain(`=${CONTAINER_FOLDER}/`);
		setParameters(workflow, saves, { fileName: fileName.replace(CONTAINER_FOLDER, folder) });
		const { client } = instance();
		const execution: Execution = await client.run(await client.createWorkflow(workflow), trigger);
		expectSuccess(execution);
		const files = readdirSync(folder)
			.sort()
			.map((saved) => ({ name: saved, text: readFileSync(join(folder, saved), 'utf8') }));
		return { execution, files };
	}

	const runYear = async (name?: string) =>
		await run('year-into-monthly-files.json', 'Save the file', 'Start', name);
	const runChart = async (name?: string) =>
		await run('weekly-chart.json', 'Save the chart', 'Every Monday at 12:30 UTC', name);

	it('year-into-monthly-files.json saves a file for each of the last twelve complete months', async () => {
		const counted = instance().counter();
		const { files } = await runYear();
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

	it('year-into-monthly-files.json saves the other months where DT refuses one, and says which', async () => {
		const message = 'The days are too old';
		instance().simulator.fault({ on: 'report', status: 400, body: { message } });
		const { execution, files } = await runYear('a year without its first month');
		expect(files).toHaveLength(11);
		const [missing, ...others] = itemsOf(execution, 'What is missing').map(({ json }) => json);
		expect(others).toEqual([]);
		expect(missing.problem).toContain(message);
		expect(
			addDays(`${files[0].name.slice('offer-wall-'.length, -'.csv'.length)}-01`, -1),
		).toContain(String(missing.month));
	});

	it('weekly-chart.json draws the revenue of each country of the last week', async () => {
		const { files } = await runChart();
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

	it('weekly-chart.json draws names that are no XML, and no country without a name or a number', async () => {
		const hostile = '<b>&"JP"</b>';
		instance().simulator.fault({
			on: 'file',
			change: (bytes) =>
				Buffer.from(
					bytes
						.toString()
						.replace('JAPAN', `"${hostile.replaceAll('"', '""')}"`)
						.replace('GERMANY', '')
						.replace(/^CANADA,.*$/m, 'CANADA,'),
				),
		});
		const { files } = await runChart('a chart of hostile names');
		const texts = svgTexts(files[0].text);
		expect(texts).toHaveLength(1 + 2 * 7);
		expect(texts).toEqual(expect.arrayContaining([hostile, 'No country', "CÔTE D'IVOIRE"]));
		expect(texts).not.toContain('CANADA');
	});

	it('weekly-chart.json says so where a week has no rows', async () => {
		instance().simulator.set({ rows: 0 });
		const { files } = await runChart('a chart of nothing');
		const end = lastCompleteDay(Date.now());
		expect(svgTexts(files[0].text)).toEqual([
			`No publisher revenue, ${addDays(end, -6)} to ${end}`,
		]);
	});
}
