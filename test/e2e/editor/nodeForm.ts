import type { Locator, Page } from 'playwright-core';
import { testId } from './testId';

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

/** The parameters in a node's window. */
export class NodeForm {
	constructor(
		private readonly page: Page,
		private readonly window: Locator,
	) {}

	/** The input of a parameter in the node's window. */
	field(name: string): Locator {
		return this.window.locator(testId(`parameter-input-${name}`));
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

	/** The names that a list offers; it can be looked at while it is open. */
	async listed(field: string, whileOpen?: () => Promise<void>): Promise<string[]> {
		await this.field(field).click();
		await this.options.first().waitFor();
		await whileOpen?.();
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
		const labels = this.window.locator(testId('node-parameters')).locator(testId('input-label'));
		const texts = await labels.filter({ visible: true }).allInnerTexts();
		return texts.map((text) => text.split('\n')[0].trim());
	}

	/** The marks beside fields that are red. */
	issues(): Locator {
		return this.window.locator(testId('parameter-issues')).filter({ visible: true });
	}

	/** The parameters that can still be left to a model, by their names. */
	async fieldsForTheModel(): Promise<string[]> {
		const fields = this.window
			.locator('[data-test-id^="parameter-input-"]')
			.filter({ has: this.page.locator(testId('from-ai-override-button')) });
		const ids = await fields.evaluateAll((found) =>
			found.map((each) => each.getAttribute('data-test-id') ?? ''),
		);
		return ids.map((id) => id.replace('parameter-input-', ''));
	}

	/** Leaves a parameter to the model. */
	async letTheModelFill(field: string): Promise<void> {
		const button = this.field(field).locator(testId('from-ai-override-button'));
		await button.click();
		await button.waitFor({ state: 'hidden' });
	}

	/** Empties the calendar of a field. */
	async clearDay(field: string): Promise<void> {
		await this.field(field).locator('input').fill('');
		await this.field(field).locator('input').press('Enter');
	}
}
