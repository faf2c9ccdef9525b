import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

/**
 * Names a node for what a process keeps about it. n8n keeps node names unique within a workflow; copied nodes may
 * share an id.
 */
export const nodeKey = (context: IExecuteFunctions | IPollFunctions): string =>
	`${context.getWorkflow().id ?? ''}/${context.getNode().name}`;
