/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- drives a browser, no node */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Pictures in both themes go into this folder, where one is named. */
const PICTURES = process.env.DT_SCREENSHOTS;

const MONTHS = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];

const testId = (id: string) => `[data-test-id="${id}"]`;

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

	get output(): Locator {
		return this.byTestId('output-panel');
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

	/** Opens the window of a node on the canvas. */
	async openNode(name: string): Promise<void> {
		await this.byTestId('canvas-node')
			.filter({ has: this.page.getByText(name, { exact: true }) })
			.first()
			.dblclick();
		await this.node.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.byTestId('ndv-close-button').click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** The input of a parameter in the node's window. */
	field(name: string): Locator {
		return this.byTestId(`parameter-input-${name}`, this.node);
	}

	/** The entries of the list that is open. */
	get options(): Locator {
		return this.page.getByRole('option').filter({ visible: true });
	}

	/** Picks entries of a list by their names. */
	async pick(field: string, ...names: string[]): Promise<void> {
		await this.field(field).click();
		for (const name of names) {
			await this.options.filter({ has: this.page.getByText(name, { exact: true }) }).click();
		}
		// A list of several stays open.
		await this.field(field).getByRole('combobox').first().press('Escape');
		await this.options.first().waitFor({ state: 'hidden' });
	}

	/** Takes out what was picked last of a list of several. */
	async unpick(field: string, name: string): Promise<void> {
		const picked = this.field(field).getByText(name, { exact: true });
		while (await picked.isVisible()) {
			await this.field(field).getByRole('combobox').first().press('Backspace');
		}
	}

	/** The names that a list offers. */
	async listed(field: string, picture?: string): Promise<string[]> {
		await this.field(field).click();
		await this.options.first().waitFor();
		if (picture) await this.shoot(picture);
		const entries = await this.options.allInnerTexts();
		await this.field(field).getByRole('combobox').first().press('Escape');
		await this.options.first().waitFor({ state: 'hidden' });
		return entries.map((entry) => entry.split('\n')[0]);
	}

	/** Picks a day in the calendar of a field. */
	async pickDay(field: string, day: string): Promise<void> {
		await this.field(field).locator('input').click();
		const visible = (role: 'button' | 'grid', name?: string | RegExp) =>
			this.page.getByRole(role, { name }).filter({ visible: true });
		const wanted = new Date(`${day}T00:00`);
		const months = MONTHS.join('|');
		for (;;) {
			const year = await visible('button', /^\d{4}$/).innerText();
			const month = await visible('button', new RegExp(`^(${months})$`)).innerText();
			const shown = Number(year) * 12 + MONTHS.indexOf(month.trim());
			const missing = wanted.getFullYear() * 12 + wanted.getMonth() - shown;
			if (missing === 0) break;
			await visible('button', missing > 0 ? 'Next Month' : 'Previous Month').click();
		}
		// The ends of the months before and after are in the calendar, too.
		const cells = visible('grid').getByRole('gridcell', {
			name: String(wanted.getDate()),
			exact: true,
		});
		await (wanted.getDate() <= 15 ? cells.first() : cells.last()).click();
		await visible('grid').waitFor({ state: 'hidden' });
	}

	/** The day that a field shows. */
	async dayIn(field: string): Promise<string> {
		return await this.field(field).locator('input').inputValue();
	}

	/** The labels of the form, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = this.byTestId('input-label', this.byTestId('node-parameters', this.node));
		const texts = await labels.filter({ visible: true }).allInnerTexts();
		return texts.map((text) => text.split('\n')[0].trim());
	}

	/** The marks beside fields that are red. */
	issues(): Locator {
		return this.byTestId('parameter-issues', this.node).filter({ visible: true });
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
