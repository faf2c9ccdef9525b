/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { join } from 'node:path';
import { EXAMPLES, exampleWorkflow, nodeOf, workflowsIn } from '../exampleWorkflow';
import { expectSuccess, type N8nInstance } from '../n8nInstance';
import type { Workflow } from '../n8nClient';
import { PROJECT } from '../packPackage';
import { DT_CREDENTIAL, type CredentialRef } from '../workflows';

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

	it('page-by-page.json loads each row of a report once', async () => {
		const workflow = example('page-by-page.json');
		const page = nodeOf(workflow, 'Download page').parameters;
		page.options = { ...(page.options as object), limit: 400 };
		const saved = await instance().client.createWorkflow(workflow);
		const execution = await instance().client.run(saved, SCHEDULE);
		expectSuccess(execution);
		const runs = execution.data.resultData.runData['Where the rows should go'];
		const pages = runs.map(({ data }) => data?.main?.[0] ?? []);
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
}
