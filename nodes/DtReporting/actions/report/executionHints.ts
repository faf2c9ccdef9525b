import type { IExecuteFunctions } from 'n8n-workflow';

const MOST_HINTS = 12;

/** Sentences for the output panel of the editor: each once, and limited in number. */
export class Hints {
	private readonly messages = new Set<string>();

	/** What matters to a reader of the rows, not only to the person who runs the node. */
	readonly notices: string[] = [];

	constructor(private readonly context: IExecuteFunctions) {}

	/** Something about the rows, or about the query that they answer. */
	notice(message: string): void {
		if (!this.notices.includes(message)) this.notices.push(message);
		this.add(message);
	}

	/** Something about the run itself. */
	add(message: string): void {
		if (this.messages.has(message) || this.messages.size >= MOST_HINTS) return;
		this.messages.add(message);
		this.context.addExecutionHints({ message, location: 'outputPane' });
	}
}
