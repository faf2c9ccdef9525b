import type { IExecuteFunctions } from 'n8n-workflow';

interface Place {
	workflow?: string;
	node?: string;
	execution?: string;
	runIndex?: number;
	retryOnFail?: boolean;
	type?: string;
}

/** As much of n8n's context as names a node and one run of it. */
export const nodeContext = ({
	workflow = 'w1',
	node = 'DT Reporting',
	execution = 'e1',
	runIndex = 0,
	retryOnFail = false,
	type = 'n8n-nodes-dt-reporting.dtReporting',
}: Place = {}): IExecuteFunctions =>
	({
		getWorkflow: () => ({ id: workflow }),
		getNode: () => ({ name: node, type, retryOnFail }),
		getExecutionId: () => execution,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
	}) as unknown as IExecuteFunctions;
