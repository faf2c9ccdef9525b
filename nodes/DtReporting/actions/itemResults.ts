import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isDtError } from '../errors/dtError';
import { toErrorItem, toNodeError } from '../errors/nodeError';
import { isTool } from '../helpers/nodeSettings';

/**
 * Collects the result of each input item. With On Error set to continue, an item that failed becomes
 * an error item and the others go on; otherwise the first one that fails ends the node.
 */
export class ItemResults {
	private readonly results = new Map<number, INodeExecutionData[]>();

	private failed = false;

	constructor(private readonly context: IExecuteFunctions) {}

	/**
	 * Does the work of one item and keeps the items it gives (none yet, if it gives nothing).
	 *
	 * @returns whether it went well
	 * @throws n8n's typed error, unless the node is to continue
	 */
	async settle(
		itemIndex: number,
		work: () => Promise<INodeExecutionData[] | void>,
	): Promise<boolean> {
		try {
			const items = await work();
			if (items) this.results.set(itemIndex, items);
			return true;
		} catch (error) {
			this.failed = true;
			if (!this.context.continueOnFail()) {
				throw toNodeError(this.context.getNode(), error, itemIndex);
			}
			this.results.set(itemIndex, [this.errorItem(error, itemIndex)]);
			return false;
		}
	}

	/** Whether the work of an item has failed. */
	get hasFailed(): boolean {
		return this.failed;
	}

	private errorItem(error: unknown, itemIndex: number): INodeExecutionData {
		const { onError } = this.context.getNode();
		const shown = isTool(this.context) ? withoutLinks(error) : error;
		return toErrorItem(shown, itemIndex, onError === 'continueErrorOutput');
	}

	/** All items, in the order of the input. */
	inOrder(): INodeExecutionData[] {
		return [...this.results].sort(([a], [b]) => a - b).flatMap(([, items]) => items);
	}
}

/** A model needs no link to go on: the tool resumes the report itself, and whoever has the link can read it. */
const withoutLinks = (error: unknown): unknown =>
	isDtError(error)
		? error.with({ reportUrl: undefined, urlExpiresAt: undefined, reports: undefined })
		: error;

/** Does one item after the other. */
export async function eachItem(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const results = new ItemResults(context);
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		await results.settle(itemIndex, async () => await work(itemIndex));
	}
	return results.inOrder();
}
