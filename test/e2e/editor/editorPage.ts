/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- drives a browser, no node */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { NodeForm } from './nodeForm';
import { OutputPanel } from './outputPanel';
import { testId } from './testId';

/** Pictures in both themes go into this folder, where one is named. */
const PICTURES = process.env.DT_SCREENSHOTS;

/** n8n's editor, by what a person sees and does in it. */
export class EditorPage {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** The window of a node: its input, parameters and output. */
	get node(): Locator {
		return this.byTestId('ndv');
	}

	get form(): NodeForm {
		return new NodeForm(this.page, this.node);
	}

	get output(): OutputPanel {
		return new OutputPanel(this.byTestId('output-panel'));
	}

	get credential(): Locator {
		return this.byTestId('editCredential-modal');
	}

	byTestId(id: string, within: Page | Locator = this.page): Locator {
		return within.locator(testId(id));
	}

	/** A workflow that exists, or a new one. */
	async openWorkflow(id = 'new'): Promise<void> {
		// Not until the network is idle: the editor keeps a connection open.
		await this.page.goto(`${this.url}/workflow/${id}`, { waitUntil: 'domcontentloaded' });
		const ready = id === 'new' ? 'canvas-add-button' : 'canvas-node';
		await this.byTestId(ready).first().waitFor();
	}

	/** What the node panel finds for these words, the name and the description of each. */
	async search(words: string): Promise<Locator> {
		const bar = this.byTestId('node-creator-search-bar');
		if (!(await bar.isVisible())) {
			await this.byTestId('node-creator-plus-button').first().click();
		}
		const found = this.byTestId('item-iterator-item');
		// What was found for other words is not what is found for these.
		await bar.fill('there is no such node');
		await found.first().waitFor({ state: 'hidden' });
		await bar.fill(words);
		return found;
	}

	/** The panel's view of our two nodes: the trigger's events, and the actions. */
	async openActions(): Promise<Locator> {
		const found = await this.search('digital turbine');
		await found.filter({ hasText: 'DT Reporting' }).first().click();
		const panel = this.byTestId('node-creator').last();
		const actions = panel.getByText(/^Actions \(\d+\)$/);
		await actions.click();
		await panel.getByText('Run report', { exact: true }).waitFor();
		return panel;
	}

	/** One of the entries of that view becomes a node, whose window opens. */
	async add(action: string): Promise<void> {
		const panel = await this.openActions();
		await panel.getByText(action, { exact: true }).click();
		await this.node.waitFor();
	}

	/** The nodes on the canvas, or the one of this name. */
	canvasNodes(name?: string): Locator {
		const which = name === undefined ? '' : `[data-node-name="${name}"]`;
		return this.page.locator(`${testId('canvas-node')}${which}`);
	}

	/** Opens the window of a node on the canvas. */
	async openNode(name: string): Promise<void> {
		await this.canvasNodes(name).dblclick();
		await this.node.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.byTestId('ndv-close-button').click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** The value of a text field of the credential. */
	async fillCredential(values: Record<string, string>): Promise<void> {
		for (const [name, value] of Object.entries(values)) {
			await this.byTestId(`parameter-input-${name}`, this.credential).locator('input').fill(value);
		}
	}

	async saveCredential(): Promise<void> {
		await this.credential.getByRole('button', { name: 'Save' }).click();
	}

	async execute(): Promise<void> {
		await this.byTestId('node-execute-button', this.node).click();
	}

	async executeWorkflow(): Promise<void> {
		await this.byTestId('execute-workflow-button').click();
	}

	/** Ends a running execution of the workflow. */
	async stop(): Promise<void> {
		await this.byTestId('stop-execution-button').click();
		await this.page.getByText('Execution stopped').waitFor();
	}

	/** Waits until a node on the canvas has the mark of success. */
	async succeeded(name: string): Promise<void> {
		await this.canvasNodes(name).locator(testId('canvas-node-status-success')).waitFor();
	}

	/** The names of the nodes with that mark. */
	async nodesThatSucceeded(): Promise<string[]> {
		const success = this.byTestId('canvas-node-status-success');
		return await this.canvasNodes()
			.filter({ has: success })
			.evaluateAll((found) => found.map((each) => each.getAttribute('data-node-name') ?? ''));
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	/** Takes a picture in each theme. */
	async shoot(name: string): Promise<void> {
		if (!PICTURES) return;
		mkdirSync(PICTURES, { recursive: true });
		for (const colorScheme of ['dark', 'light'] as const) {
			await this.page.emulateMedia({ colorScheme });
			await this.page.screenshot({
				path: join(PICTURES, `${name}.${colorScheme}.png`),
				animations: 'disabled',
				// n8n's notices that something went well lie over what is to be seen.
				style: '.el-notification { display: none }',
			});
		}
	}
}
