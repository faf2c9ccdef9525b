import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { isTool } from './nodeSettings';

/**
 * Names a node for what a process keeps about it. n8n keeps node names unique within a workflow; copied nodes may
 * share an id.
 */
export const nodeKey = (context: IExecuteFunctions | IPollFunctions): string =>
	`${context.getWorkflow().id ?? ''}/${context.getNode().name}`;

/**
 * Names one run of a node within an execution: its retries share the name, and the next round of a loop has
 * another. n8n counts each retry of a tool as a run, so for a tool the name is that of the execution.
 *
 * @returns nothing where the execution has no id
 */
export function runKey(context: IExecuteFunctions): string | undefined {
	const id: string | undefined = context.getExecutionId();
	if (!id) return undefined;
	if (isTool(context)) return id;
	const { $runIndex } = context.getWorkflowDataProxy(0);
	return `${id}/${String($runIndex)}`;
}
