import type { IExecuteFunctions } from 'n8n-workflow';

const MOST_HINTS = 12;

/** Sentences for the output panel of the editor: each once, and not more than one can read. */
export class Hints {
	private readonly messages = new Set<string>();

	constructor(private readonly context: IExecuteFunctions) {}

	add(message: string): void {
		if (this.messages.has(message) || this.messages.size >= MOST_HINTS) return;
		this.messages.add(message);
		this.context.addExecutionHints({ message, location: 'outputPane' });
	}
}
