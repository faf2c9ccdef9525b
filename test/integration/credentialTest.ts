import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	NodeConnectionTypes,
	Workflow,
	createEmptyRunExecutionData,
	type ICredentialsDecrypted,
	type IExecuteData,
	type INode,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { DtReportingApi } from '../../credentials/DtReportingApi.credentials';
import type { CredentialStore } from './n8nHarness';

const node: INode = {
	id: 'temp',
	parameters: {},
	name: 'Temp-Node',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [0, 0],
	credentials: { dtReportingApi: { id: 'c1', name: 'DT' } },
};
const type = {
	description: {
		displayName: 'No Operation',
		name: 'n8n-nodes-base.noOp',
		group: [],
		version: 1,
		description: '',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'dtReportingApi', required: true }],
		properties: [
			{
				displayName: 'Temp',
				name: 'temp',
				type: 'string',
				routing: { request: new DtReportingApi().test.request },
				default: '',
			},
		],
	},
} as unknown as INodeType;
const nodeTypes = {
	getByName: () => type,
	getByNameAndVersion: () => type,
	getKnownTypes: () => ({}),
} as unknown as INodeTypes;

/** n8n's own context of a node that has this credential. */
export function contextWith(store: CredentialStore): ExecuteContext {
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		credentialsHelper: store,
		currentNodeParameters: node.parameters,
		variables: {},
		webhookWaitingBaseUrl: '',
		formWaitingBaseUrl: '',
	} as unknown as IWorkflowExecuteAdditionalData;
	return new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null } as IExecuteData,
		[],
	);
}

/**
 * The credential test as n8n 2.41's CredentialsTester makes it, on n8n's own routing and request helpers,
 * with its rules for what is shown. The end-to-end run is the judge of it.
 */
export async function testCredential(
	store: CredentialStore,
): Promise<{ status: 'OK' | 'Error'; message: string }> {
	const data = await store.getDecrypted();
	const decrypted = { id: 'c1', name: 'DT', type: 'dtReportingApi', data } as ICredentialsDecrypted;
	try {
		await new RoutingNode(contextWith(store), type, decrypted).runNode();
		return { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		const { message, cause } = error as Error & {
			cause?: { code?: string; response?: { statusText: string } };
		};
		const shown = cause?.response?.statusText ?? cause?.code ?? message;
		return { status: 'Error', message: shown };
	}
}
