import type { IExecuteFunctions } from 'n8n-workflow';

interface Place {
	workflow?: string;
	node?: string;
	execution?: string;
	runIndex?: number;
}

/** As much of n8n's context as names a node and one run of it. */
export const nodeContext = ({
	workflow = 'w1',
	node = 'DT Reporting',
	execution = 'e1',
	runIndex = 0,
}: Place = {}): IExecuteFunctions =>
	({
		getWorkflow: () => ({ id: workflow }),
		getNode: () => ({ name: node }),
		getExecutionId: () => execution,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
	}) as unknown as IExecuteFunctions;
