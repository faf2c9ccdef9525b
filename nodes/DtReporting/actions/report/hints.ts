import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isTool } from './outputFields';

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

/** Rows were left out: said in a hint, and to an AI agent, which sees items only, in an item of its own. */
export function noticeOf(
	shown: number,
	total: number,
	context: IExecuteFunctions,
	hints: Hints,
): INodeExecutionData[] {
	const notice = `${shown} of the report's ${total} rows are shown, as Limit says.`;
	hints.add(notice);
	return isTool(context) ? [{ json: { notice, totalRows: total } }] : [];
}
