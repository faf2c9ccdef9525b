import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';
import { connect, DT_TOOL, dtNode, manualTrigger, node, workflow } from '../../workflows';
import type { Connections } from '../../n8nClient';

const TOOL = 'DT Reporting Tool';

/** The node as a tool of an agent: what a model is to fill is left to it with a button. */
export function toolScenarios(lab: Lab): void {
	let editor: EditorPage;

	beforeAll(async () => {
		const { client } = lab.instance();
		const start = manualTrigger();
		const agent = node('AI Agent', '@n8n/n8n-nodes-langchain.agent', 2);
		const parameters = { resource: 'report', operation: 'run' };
		const tool = {
			...dtNode(await lab.instance().credential(), parameters),
			name: TOOL,
			type: DT_TOOL,
		};
		const connections: Connections = {};
		connect(connections, start, agent);
		connect(connections, tool, agent, 0, 'ai_tool');
		const { id } = await client.createWorkflow(workflow('Tool', [start, agent, tool], connections));
		editor = await lab.visit();
		await editor.openWorkflow(id);
		await editor.openNode(TOOL);
	});

	afterAll(async () => await editor.close());

	it('tells the model the names that it may use', async () => {
		const description = await editor.form.field('toolDescription').locator('textarea').inputValue();
		expect(description).toContain('Publisher Revenue');
		expect(description).toContain('Country');
		expect(description).toContain('YYYY-MM-DD');
	});

	it('lets the model fill Date Range, and then the dates, Metrics and Splits, too', async () => {
		await editor.shoot('tool');
		expect(await editor.form.fieldsForTheModel()).toEqual(['metrics', 'splits', 'dateRange']);
		await editor.form.letTheModelFill('dateRange');
		expect(await editor.form.fieldsForTheModel()).toEqual([
			'metrics',
			'splits',
			'startDate',
			'endDate',
		]);
		for (const field of ['metrics', 'splits', 'startDate', 'endDate']) {
			await editor.form.letTheModelFill(field);
		}
		await editor.shoot('tool-filled');
		expect(await editor.form.fieldsForTheModel()).toEqual([]);
		expect(await editor.form.issues().count()).toBe(0);
	});
}
