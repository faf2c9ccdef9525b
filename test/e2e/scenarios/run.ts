import { eventually } from '../../support/waiting';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import type { Execution, Item } from '../n8nClient';
import {
	chain,
	code,
	dtNode,
	manualTrigger,
	REPORT,
	scheduleTrigger,
	webhook,
	type CredentialRef,
} from '../workflows';

const COLUMNS = [...REPORT.splits, ...REPORT.metrics];

function expectRows(items: Item[]): void {
	expect(items.length).toBeGreaterThan(3);
	for (const { json } of items) {
		expect(Object.keys(json)).toEqual(COLUMNS);
		expect(json.Date).toMatch(/^2026-11-0[123]$/);
	}
	expect(items.some(({ json }) => typeof json['Publisher Revenue'] === 'number')).toBe(true);
}

/** Reports pulled in every way n8n can start a workflow. */
export function runScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().credential();
	});

	it('comes as one item a row when the workflow is run by hand', async () => {
		const execution = await instance().client.runNew(
			chain('By hand', manualTrigger(), dtNode(credential)),
		);
		expectSuccess(execution);
		expect(execution.mode).toBe('manual');
		expectRows(itemsOf(execution));
	});

	it('comes as the file that DT wrote, and the next node can read it', async () => {
		const file = dtNode(credential, { ...REPORT, output: 'file' });
		const read = code(
			'Read',
			"const file = await this.helpers.getBinaryDataBuffer(0, 'data'); return [{ json: { text: file.toString('utf8') } }];",
		);
		const execution = await instance().client.runNew(
			chain('As a file', manualTrigger(), file, read),
		);
		expectSuccess(execution);
		const [item] = itemsOf(execution);
		expect(item.binary?.data).toMatchObject({ mimeType: 'text/csv' });
		const csv = (await instance().client.binary(String(item.binary?.data.id))).toString('utf8');
		expect(csv.split('\n')[0].trim()).toBe(COLUMNS.join(','));
		expect(itemsOf(execution, 'Read')[0].json.text).toBe(csv);
	});

	it('waits while the file is not ready, whatever the file host answers meanwhile', async () => {
		instance().simulator.set({ readyAfter: 3000, notReadyAs: 'mixed' });
		try {
			const execution = await instance().client.runNew(
				chain('Waits', manualTrigger(), dtNode(credential)),
			);
			expectSuccess(execution);
			expectRows(itemsOf(execution));
		} finally {
			instance().simulator.set({ readyAfter: 0 });
		}
	});

	it('is pulled again and again by a schedule, with one token', async () => {
		instance().newKeys();
		const scheduled = await instance().credential();
		const counted = instance().counter();
		const workflow = await instance().client.createWorkflow(
			chain('On schedule', scheduleTrigger(2), dtNode(scheduled)),
		);
		await instance().client.activate(workflow.id);
		const executions = await eventually(
			async () => {
				const ended = await instance().client.executionsOf(workflow.id);
				return ended.length >= 2 ? ended : undefined;
			},
			30_000,
			'two scheduled executions',
		);
		await instance().client.deactivate(workflow.id);
		for (const execution of executions) {
			expect(execution.mode).toBe('trigger');
			expectSuccess(execution);
			expectRows(itemsOf(execution));
		}
		expect(counted().tokens).toBe(1);
	});

	it('comes through the command line too, with the stored token', async () => {
		const fresh = await instance().credential();
		const saved = await instance().client.createWorkflow(
			chain('On the command line', manualTrigger(), dtNode(fresh)),
		);
		expectSuccess(await instance().client.run(saved));
		const counted = instance().counter();
		const { code: exit, stdout } = await instance().server.cli(
			'execute',
			`--id=${saved.id}`,
			'--rawOutput',
		);
		expect(exit).toBe(0);
		// Lines of n8n's own stand before and after the JSON.
		const [json] = stdout.match(/^\{$[\s\S]*?^\}$/m) ?? [stdout];
		expectRows(itemsOf(JSON.parse(json) as Execution));
		expect(counted()).toEqual({ tokens: 0, reports: 1, refused: 0 });
	});

	it('is pulled by 20 executions at once without any token, and they make one exchange', async () => {
		instance().newKeys();
		const cold = await instance().credential();
		// Each requests days of its own: the same question asked twice at once may be answered by one report.
		const ownDays = { ...REPORT, startDate: '2026-10-01', endDate: '={{ $json.body.day }}' };
		const workflow = await instance().client.createWorkflow(
			chain('Twenty at once', webhook('twenty-at-once'), dtNode(cold, ownDays)),
		);
		await instance().client.activate(workflow.id);
		await instance().client.webhookReady('twenty-at-once');
		const counted = instance().counter();
		const answers = await Promise.all(
			Array.from({ length: 20 }, async (_, at) => {
				const day = `2026-10-${String(at + 1).padStart(2, '0')}`;
				return await instance().client.webhook('twenty-at-once', { day });
			}),
		);
		await instance().client.deactivate(workflow.id);
		expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
		for (const { body } of answers) expect((body as unknown[]).length).toBeGreaterThan(3);
		expect(counted()).toEqual({ tokens: 1, reports: 20, refused: 0 });
	});
}
