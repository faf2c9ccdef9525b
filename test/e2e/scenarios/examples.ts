/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { join } from 'node:path';
import { EXAMPLES, exampleWorkflow, nodeOf, setParameters, workflowsIn } from '../exampleWorkflow';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import type { Execution, Workflow } from '../n8nClient';
import { PROJECT } from '../packPackage';
import { code, DT_CREDENTIAL, type CredentialRef } from '../workflows';

/** What users saved with version 1 of the nodes must go on running. */
const SAVED_FOLDER = join(PROJECT, 'test', 'e2e', 'savedWorkflows', 'version1');

/** The node of each of these examples that must have run for it to have done what it shows. */
const LAST: Record<string, string> = {
	'branch-on-the-code.json': 'Rows',
	'create-wait-download.json': 'Where the file should go',
	'daily-revenue.json': 'Where the rows should go',
	'page-by-page.json': 'Where the rows should go',
	'unattended-daily-pull.json': 'Upsert by key',
};

/** The node that an example starts with, where it is not a schedule. */
const FIRST: Record<string, string> = { 'unattended-daily-pull.json': 'Each complete day' };
const SCHEDULE = 'Every day at 12:30 UTC';

/** The workflows of the folder `examples`, imported as a user would. */
export function exampleScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().credential();
	});

	/** The workflow in a file, with the credential chosen, and a wait that a test can wait for. */
	function example(file: string, folder = EXAMPLES): Workflow {
		const workflow = exampleWorkflow(file, { [DT_CREDENTIAL]: credential }, folder);
		for (const node of workflow.nodes) {
			if (node.type === 'n8n-nodes-base.wait') {
				node.parameters = { ...node.parameters, amount: 1, unit: 'seconds' };
			}
		}
		return workflow;
	}

	async function runsToItsEnd(file: string, folder: string): Promise<void> {
		const saved = await instance().client.createWorkflow(example(file, folder));
		const execution = await instance().client.run(saved, FIRST[file] ?? SCHEDULE);
		expectSuccess(execution);
		const last = execution.data.resultData.runData[LAST[file]]?.[0];
		expect(last?.data?.main?.[0]?.length).toBeGreaterThan(0);
	}

	it.each(Object.keys(LAST))('%s runs to its last node', async (file) => {
		await runsToItsEnd(file, EXAMPLES);
	});

	it.each(workflowsIn(SAVED_FOLDER))(
		'%s as saved with version 1 runs to its last node',
		async (file) => {
			await runsToItsEnd(file, SAVED_FOLDER);
		},
	);

	/** Runs it with pages of 400 rows. */
	async function runPages(change: (workflow: Workflow) => void = () => {}): Promise<Execution> {
		const workflow = example('page-by-page.json');
		const page = nodeOf(workflow, 'Download page').parameters;
		page.options = { ...(page.options as object), limit: 400 };
		change(workflow);
		const saved = await instance().client.createWorkflow(workflow);
		const execution = await instance().client.run(saved, SCHEDULE);
		expectSuccess(execution);
		return execution;
	}

	const pagesOf = ({ data }: Execution, node: string) =>
		(data.resultData.runData[node] ?? []).map((run) => run.data?.main?.[0] ?? []);

	it('page-by-page.json loads each row of a report once', async () => {
		const pages = pagesOf(await runPages(), 'Where the rows should go');
		const rows = pages.flat().map(({ json }) => json._dt_row);
		expect(pages.length).toBeGreaterThan(2);
		expect(pages.slice(0, -1).map(({ length }) => length)).toEqual(
			pages.slice(0, -1).map(() => 400),
		);
		expect(rows).toEqual(Array.from({ length: rows.length }, (_, index) => index + 1));
	});

	it('branch-on-the-code.json tells the owner when the keys are at fault', async () => {
		credential = await instance().credential({ clientSecret: 'wrong-'.repeat(57) });
		const saved = await instance().client.createWorkflow(example('branch-on-the-code.json'));
		const execution = await instance().client.run(saved, SCHEDULE);
		expectSuccess(execution);
		const { routesDetails } = instance().runtime.release;
		expect(Object.keys(execution.data.resultData.runData)).toContain(
			routesDetails ? 'Tell the owner of the keys' : 'Anything else',
		);
	});

	describe('in bad weather', () => {
		beforeAll(async () => {
			credential = await instance().credential();
		});

		afterEach(() =>
			instance().simulator.set({ rows: undefined, readyAfter: 0, dailyQuota: 100_000 }),
		);

		it('page-by-page.json goes on where the nodes that load rows give nothing, and ends behind a full page', async () => {
			instance().simulator.set({ rows: 800 });
			const execution = await runPages((workflow) => {
				const load = nodeOf(workflow, 'Where the rows should go');
				const { type, typeVersion, parameters } = code(load.name, 'return [];');
				Object.assign(load, { type, typeVersion, parameters });
			});
			expect(pagesOf(execution, 'Download page').map(({ length }) => length)).toEqual([400, 400]);
			expect(pagesOf(execution, 'Where the rows should go')).toEqual([[], []]);
		});

		it('page-by-page.json ends with a report without rows', async () => {
			instance().simulator.set({ rows: 0 });
			const execution = await runPages();
			expect(pagesOf(execution, 'Download page')).toEqual([[]]);
		});

		it('page-by-page.json refuses a range that takes several reports, before one is requested', async () => {
			const counted = instance().counter();
			const range = { dateRange: 'custom', startDate: '2026-01-01', endDate: '2026-06-30' };
			const workflow = example('page-by-page.json');
			setParameters(workflow, 'Create report', range);
			const saved = await instance().client.createWorkflow(workflow);
			const execution = await instance().client.run(saved, SCHEDULE);
			expect(execution.data.resultData.error?.message).toContain('Max Reports');
			expect(counted().reports).toBe(0);
		});

		it.each([
			['report_not_ready', { readyAfter: 600_000 }, 'Take it up later'],
			['quota_exhausted', { dailyQuota: 0 }, 'Wait for midnight UTC'],
		])('branch-on-the-code.json finds %s', async (dtCode, weather, branch) => {
			const { client, runtime, simulator } = instance();
			simulator.set(weather);
			const workflow = example('branch-on-the-code.json');
			setParameters(workflow, 'DT Reporting', { options: { maxWait: 0 } });
			const execution = await client.run(await client.createWorkflow(workflow), SCHEDULE);
			expectSuccess(execution);
			if (!runtime.release.routesDetails) {
				expect(itemsOf(execution, 'Anything else')).toHaveLength(1);
				return;
			}
			const [{ json }] = itemsOf(execution, branch);
			expect(json.details).toMatchObject({ code: dtCode });
			const { reportUrl, resetsAt } = json.details as Record<string, unknown>;
			if (dtCode === 'report_not_ready') expect(reportUrl).toBe(simulator.reports.at(-1)?.url);
			else expect(resetsAt).toMatch(/T00:00:00/);
		});
	});
}
