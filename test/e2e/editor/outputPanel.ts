import type { Locator } from 'playwright-core';
import { testId } from './testId';

/** What a node gave, in its window. */
export class OutputPanel {
	constructor(private readonly panel: Locator) {}

	/** Waits until these words are there. */
	async shows(words: string): Promise<void> {
		await this.panel.getByText(words).first().waitFor();
	}

	async text(): Promise<string> {
		return await this.panel.innerText();
	}

	/** The names of the columns of the table. */
	async columns(): Promise<string[]> {
		const names = await this.panel.locator('th').allInnerTexts();
		return names.map((name) => name.trim()).filter((name) => name !== '');
	}

	/** The cells of the table, row by row. */
	async rows(): Promise<string[][]> {
		const rows = await this.panel
			.locator('tbody tr')
			.evaluateAll((found) =>
				found.map((row) =>
					Array.from(row.querySelectorAll('td')).map((cell) => cell.innerText.trim()),
				),
			);
		return rows.map((cells) => cells.filter((cell) => cell !== ''));
	}

	/** The words of a refusal with this code. */
	async refusal(code: string): Promise<{ message: string; description: string }> {
		const description = this.panel.locator(testId('node-error-description'));
		await description.filter({ hasText: `Code: ${code}.` }).waitFor();
		return {
			message: await this.panel.locator(testId('node-error-message')).innerText(),
			description: await description.innerText(),
		};
	}
}
