import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

/**
 * Names a node for what a process keeps about it. n8n keeps node names unique within a workflow; copied nodes may
 * share an id.
 */
export const nodeKey = (context: IExecuteFunctions | IPollFunctions): string =>
	`${context.getWorkflow().id ?? ''}/${context.getNode().name}`;

/**
 * Names one run of a node within an execution: its retries share the name, and the next round of a loop has
 * another.
 */
export function runKey(context: IExecuteFunctions): string {
	const { $runIndex } = context.getWorkflowDataProxy(0);
	return `${context.getExecutionId()}/${String($runIndex)}`;
}
