import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';

/** Words that people search for who do not know the node's name. */
const WORDS = [
	'digital turbine',
	'offer wall',
	'fyber',
	'dt',
	'revenue report',
	'monetization',
	'ad network',
	'csv report',
	'mobile ads',
];

export function panelScenarios(lab: Lab): void {
	let editor: EditorPage;

	beforeAll(async () => {
		editor = await lab.visit();
		await editor.openWorkflow();
	});

	afterAll(async () => await editor.close());

	it.each(WORDS)('finds the nodes by "%s"', async (words) => {
		const found = (await editor.search(words)).filter({ hasText: 'DT Reporting' });
		await found.waitFor();
		expect(await found.innerText()).toContain('Digital Turbine (DT) Offer Wall reports');
		if (words === 'offer wall') await editor.shoot('node-panel');
	});

	it('offers the day that is complete as a trigger, and running a report as the first action', async () => {
		const panel = await editor.openActions();
		await editor.shoot('actions');
		const names = await editor.byTestId('node-creator-item-name', panel).allInnerTexts();
		expect(names).toEqual([
			'On new complete day',
			'Run report',
			'Create report',
			'Download report',
			'Send request',
			'Get token',
		]);
	});
}
