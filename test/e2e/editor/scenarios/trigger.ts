import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';
import { chain, code, dtTrigger } from '../../workflows';

/** The trigger, from its form to the activation. */
export function triggerScenarios(lab: Lab): void {
	let editor: EditorPage;
	let id: string;

	beforeAll(async () => {
		const { client } = lab.instance();
		const trigger = dtTrigger(await lab.instance().credential(), {
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			options: {},
		});
		const days = code('Days', 'return items;');
		({ id } = await client.createWorkflow(chain('Each day', trigger, days)));
		editor = await lab.visit();
		await editor.openWorkflow(id);
		await editor.openNode('DT Reporting Trigger');
	});

	afterAll(async () => {
		await editor.close();
		await lab.instance().client.deactivate(id);
	});

	it('says when the first rows come while Start From is empty', async () => {
		const notice = editor.node.getByText('The first rows come when DT completes the next day');
		await notice.waitFor();
		await editor.shoot('trigger');
		await editor.form.pickDay('startFrom', '2026-11-01');
		await notice.waitFor({ state: 'hidden' });
		await editor.form.clearDay('startFrom');
		await notice.waitFor();
		expect(await notice.innerText()).toContain(
			'up to a day after you activate the workflow. With a past day in Start From, rows come within minutes.',
		);
	});

	it('shows the rows of one day as a test event, for one report', async () => {
		const { simulator } = lab.instance();
		const before = simulator.reports.length;
		await editor.node.getByRole('button', { name: 'Fetch Test Event' }).first().click();
		await editor.output.shows('Publisher Revenue');
		await editor.shoot('trigger-event');
		const [report, ...others] = simulator.reports.slice(before);
		expect(others).toEqual([]);
		const { start, end } = report.query.dateRange;
		expect(start).toBe(end);
		expect(new Set((await editor.output.rows()).map(([date]) => date))).toEqual(new Set([start]));
	});

	it('says when the first day comes once it is activated', async () => {
		await editor.closeNode();
		await editor.byTestId('workflow-open-publish-modal-button').click();
		await editor.byTestId('workflow-publish-button').click();
		const said = editor.page.getByText('Each UTC day is delivered once').first();
		await said.waitFor();
		await editor.shoot('activated');
		expect(await said.innerText()).toContain(
			'Each UTC day is delivered once, from 12:00 UTC on the day after. With a past day in Start From the first rows come within minutes, without it when the next day is complete.',
		);
	});
}
