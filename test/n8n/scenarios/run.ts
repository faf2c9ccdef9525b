import { expectSuccess, itemsOf, type Lab } from '../lab';
import { eventually, type Execution, type Item } from '../n8nClient';
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
export function runScenarios(lab: () => Lab): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await lab().credential();
	});

	it('comes as one item a row when the workflow is run by hand', async () => {
		const execution = await lab().client.runNew(
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
		const execution = await lab().client.runNew(chain('As a file', manualTrigger(), file, read));
		expectSuccess(execution);
		const [item] = itemsOf(execution);
		expect(item.binary?.data).toMatchObject({ mimeType: 'text/csv' });
		const csv = (await lab().client.binary(String(item.binary?.data.id))).toString('utf8');
		expect(csv.split('\n')[0].trim()).toBe(COLUMNS.join(','));
		expect(itemsOf(execution, 'Read')[0].json.text).toBe(csv);
	});

	it('waits while the file is not ready, whatever the file host answers meanwhile', async () => {
		lab().simulator.set({ readyAfter: 3000, notReadyAs: 'mixed' });
		try {
			const execution = await lab().client.runNew(
				chain('Waits', manualTrigger(), dtNode(credential)),
			);
			expectSuccess(execution);
			expectRows(itemsOf(execution));
		} finally {
			lab().simulator.set({ readyAfter: 0 });
		}
	});

	it('is pulled again and again by a schedule, with one token', async () => {
		lab().newKeys();
		const scheduled = await lab().credential();
		const counted = lab().counter();
		const workflow = await lab().client.createWorkflow(
			chain('On schedule', scheduleTrigger(2), dtNode(scheduled)),
		);
		await lab().client.activate(workflow.id);
		const executions = await eventually(
			async () => {
				const ended = await lab().client.executionsOf(workflow.id);
				return ended.length >= 2 ? ended : undefined;
			},
			30_000,
			'two scheduled executions',
		);
		await lab().client.deactivate(workflow.id);
		for (const execution of executions) {
			expect(execution.mode).toBe('trigger');
			expectSuccess(execution);
			expectRows(itemsOf(execution));
		}
		expect(counted().tokens).toBe(1);
	});

	it('comes through the command line too, with the stored token', async () => {
		const fresh = await lab().credential();
		const saved = await lab().client.createWorkflow(
			chain('On the command line', manualTrigger(), dtNode(fresh)),
		);
		expectSuccess(await lab().client.run(saved));
		const counted = lab().counter();
		const { code: exit, stdout } = await lab().server.cli(
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
		lab().newKeys();
		const cold = await lab().credential();
		// Each requests days of its own: the same question asked twice at once may be answered by one report.
		const ownDays = { ...REPORT, startDate: '2026-10-01', endDate: '={{ $json.body.day }}' };
		const workflow = await lab().client.createWorkflow(
			chain('Twenty at once', webhook('twenty-at-once'), dtNode(cold, ownDays)),
		);
		await lab().client.activate(workflow.id);
		await lab().client.webhookReady('twenty-at-once');
		const counted = lab().counter();
		const answers = await Promise.all(
			Array.from({ length: 20 }, async (_, at) => {
				const day = `2026-10-${String(at + 1).padStart(2, '0')}`;
				return await lab().client.webhook('twenty-at-once', { day });
			}),
		);
		await lab().client.deactivate(workflow.id);
		expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
		for (const { body } of answers) expect((body as unknown[]).length).toBeGreaterThan(3);
		expect(counted()).toEqual({ tokens: 1, reports: 20, refused: 0 });
	});
}
