import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';
import { exampleWorkflow } from '../../exampleWorkflow';
import { chain, DT_CREDENTIAL, dtNode, manualTrigger, REPORT } from '../../workflows';
import { reportRows } from '../../../support/reportRows';
import { eventually, sleep } from '../../../support/waiting';

/** Longer than the pause between two checks of a link. */
const TWO_CHECKS_MS = 3_000;

const CHECKED_WITHIN_MS = 20_000;

/** Whole workflows, run and stopped on the canvas. */
export function canvasScenarios(lab: Lab): void {
	describe('daily-revenue.json', () => {
		it('shows how many rows a run gave, each of the report one item', async () => {
			const { client, simulator } = lab.instance();
			const credentials = { [DT_CREDENTIAL]: await lab.instance().credential() };
			const example = exampleWorkflow('daily-revenue.json', credentials);
			const { id } = await client.createWorkflow(example);
			const editor = await lab.visit();
			await editor.openWorkflow(id);
			await editor.executeWorkflow();
			await editor.succeeded('Where the rows should go');
			const { query } = simulator.reports.at(-1)!;
			const rows = await reportRows(simulator, query);
			expect(rows.length).toBeGreaterThan(1);
			await editor.page.getByText(`${rows.length} items`).first().waitFor();
			await editor.shoot('run');
			await editor.close();
		});
	});

	describe('branch-on-the-code.json', () => {
		let editor: EditorPage;

		beforeAll(async () => {
			const { client, simulator } = lab.instance();
			const credentials = { [DT_CREDENTIAL]: await lab.instance().credential() };
			const example = exampleWorkflow('branch-on-the-code.json', credentials);
			const { id } = await client.createWorkflow(example);
			editor = await lab.visit();
			await editor.openWorkflow(id);
			simulator.set({ dailyQuota: 0 });
			await editor.executeWorkflow();
		});

		afterAll(async () => {
			lab.instance().simulator.set({ dailyQuota: 100_000 });
			await editor.close();
		});

		it('sends a used-up quota down the red branch to the output of its code', async () => {
			await editor.succeeded('Wait for midnight UTC');
			await editor.shoot('branch');
			expect(await editor.nodesThatSucceeded()).toEqual([
				'Every day at 12:30 UTC',
				'DT Reporting',
				'By code',
				'Wait for midnight UTC',
			]);
		});

		it('shows the code in the details of the item', async () => {
			await editor.openNode('Wait for midnight UTC');
			await editor.output.shows('quota_exhausted');
			await editor.shoot('branch-item');
			const columns = await editor.output.columns();
			expect(columns.slice(-3)).toEqual(['error', 'message', 'details']);
		});
	});

	describe('a run that waits for its report', () => {
		let editor: EditorPage;

		beforeAll(async () => {
			const { client, simulator } = lab.instance();
			const node = dtNode(await lab.instance().credential(), REPORT);
			const { id } = await client.createWorkflow(chain('Waiting', manualTrigger(), node));
			editor = await lab.visit();
			await editor.openWorkflow(id);
			simulator.set({ readyAfter: 600_000 });
		});

		afterAll(async () => {
			lab.instance().simulator.set({ readyAfter: 0 });
			await editor.close();
		});

		const checkedSince = async (before: number) =>
			await eventually(
				async () => lab.instance().simulator.count('file') > before || undefined,
				CHECKED_WITHIN_MS,
				'the link to be checked',
			);

		it('ends when it is stopped, and checks the link no more', async () => {
			const { simulator } = lab.instance();
			const before = simulator.count('file');
			await editor.executeWorkflow();
			await checkedSince(before);
			await editor.shoot('waiting');
			await editor.stop();
			await editor.shoot('stopped');
			const checks = simulator.count('file');
			await sleep(TWO_CHECKS_MS);
			expect(simulator.count('file')).toBe(checks);
			expect(await editor.nodesThatSucceeded()).not.toContain('DT Reporting');
		});

		it('resumes the same report when it is run again', async () => {
			const { simulator } = lab.instance();
			const before = { reports: simulator.reports.length, checks: simulator.count('file') };
			await editor.executeWorkflow();
			await checkedSince(before.checks);
			await editor.stop();
			expect(simulator.reports).toHaveLength(before.reports);
		});
	});
}
