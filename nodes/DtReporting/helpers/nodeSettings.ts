import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether the node runs as a tool of an AI agent. */
export const isTool = (context: IExecuteFunctions): boolean =>
	context.getNode().type.endsWith('Tool');

/** Whether n8n may run the node again after a failure (Retry On Fail). */
export const isRetried = (context: IExecuteFunctions): boolean =>
	context.getNode().retryOnFail === true;
