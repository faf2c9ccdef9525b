/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- drives n8n's core, is no node */
import { BinaryDataService, ErrorReporter, PollContext, WorkflowExecute } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	deepCopy,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentialsExpressionResolveValues,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type INodeTypeDescription,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type OnError,
} from 'n8n-workflow';

import { DtReportingApi } from '../../credentials/DtReportingApi.credentials';
import { DtReporting } from '../../nodes/DtReporting/DtReporting.node.ts';
import { DtReportingTrigger } from '../../nodes/DtReporting/DtReportingTrigger.node.ts';

/** Loaded by name: neither is a dependency of this package, n8n-core brings both. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Container } = require('@n8n/di') as {
	Container: { get: <T>(of: unknown) => T; set: (of: unknown, value: unknown) => void };
};

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { commonPollingParameters } = require('n8n-core/dist/nodes-loader/constants') as {
	commonPollingParameters: INodeProperties[];
};

/** Emits the items it was made with. */
class Items implements INodeType {
	description = {
		displayName: 'Items',
		name: 'items',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Items' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '[]' }],
	} as unknown as INodeTypeDescription;

	async execute(this: { getNodeParameter: (name: string, index: number) => unknown }) {
		const items = this.getNodeParameter('items', 0) as IDataObject[];
		return [items.map((json) => ({ json }))] as INodeExecutionData[][];
	}
}

/**
 * n8n's own CredentialsHelper lives in the server package. This stand-in follows its rules for
 * `preAuthentication` (2.41): the hook runs without a token, after a 401, and in a test; what it
 * returns is written back, key by key, to the stored data. The end-to-end run is the judge of it.
 */
export class CredentialStore extends ICredentialsHelper {
	readonly type: ICredentialType = new DtReportingApi();

	/** How often something was written back. */
	writes = 0;

	constructor(public stored: ICredentialDataDecryptedObject) {
		super();
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(credentials: ICredentialDataDecryptedObject, _: string, options: unknown) {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'function') throw new Error('authenticate is a function');
		return await authenticate(credentials, options as IHttpRequestOptions);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		_: string,
		node: INode,
		expired: boolean,
	) {
		if (credentials.accessToken !== '' && !expired) return undefined;
		const output = await this.type.preAuthentication!.call(helpers, credentials);
		if (output.accessToken === undefined || !node.credentials) return undefined;
		const derived = Object.entries(output).filter(
			([name]) => !String(this.stored[name]).startsWith('='),
		);
		this.stored = { ...this.stored, ...Object.fromEntries(derived as Array<[string, string]>) };
		this.writes++;
		return Object.assign(credentials, output);
	}

	/** Fields may be expressions on the input item, as in n8n. */
	async getDecrypted(...parameters: unknown[]) {
		const defaults = Object.fromEntries(this.type.properties.map((p) => [p.name, p.default]));
		const data = deepCopy({ ...defaults, ...this.stored }) as ICredentialDataDecryptedObject;
		const values = parameters[6] as ICredentialsExpressionResolveValues | undefined;
		if (!values) return data;
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
		for (const [name, value] of Object.entries(data)) {
			if (typeof value !== 'string' || !value.startsWith('=')) continue;
			data[name] = workflow.expression.getParameterValue(
				value,
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				'manual',
				{},
			) as string;
		}
		return data;
	}

	async getCredentials(): Promise<never> {
		throw new Error('not used');
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}

	async runPreAuthentication(): Promise<never> {
		throw new Error('for OAuth2 credentials only');
	}

	getCredentialsProperties() {
		return this.type.properties;
	}
}

export interface RunOptions {
	/** The node's parameters; defaults are filled in as n8n does. */
	parameters: IDataObject;
	/** The version of the node that the workflow was saved with; the newest by default. */
	typeVersion?: number;
	/** The input items; one empty item by default. */
	items?: IDataObject[];
	onError?: OnError;
	/** n8n runs the node up to three times, with no pause worth mentioning. */
	retryOnFail?: boolean;
	/** Runs the node as the AI tool variant. */
	asTool?: boolean;
	/** One of its own for each run by default; the same one stands for Retry On Fail. */
	executionId?: string;
	/** What n8n has saved of the workflow; what it would save after the run is written back here. */
	staticData?: IDataObject;
	/** Stops the execution after so many milliseconds. */
	stopAfter?: number;
}

export interface RunResult {
	run: IRun;
	/** What left the node on its outputs: 0 is success, 1 the error output. */
	outputs: INodeExecutionData[][];
	/** The JSON of output 0. */
	rows: IDataObject[];
	/** The stored error of the node, as n8n would keep it. */
	error?: IDataObject;
	hints: string[];
}

/** The version that a node gets when it is put on the canvas. */
const NEWEST = 2;

let executions = 0;
let prepared: Promise<void> | undefined;
async function prepareCore() {
	prepared ??= (async () => {
		const binary = new (BinaryDataService as unknown as new (...args: unknown[]) => {
			init(): Promise<void>;
		})({ availableModes: ['default'], mode: 'default', localStoragePath: '' }, {}, {});
		await binary.init?.();
		Container.set(BinaryDataService, binary);
		Container.set(ErrorReporter, { error() {}, warn() {}, info() {} });
	})();
	await prepared;
}

const credentials = { dtReportingApi: { id: 'c1', name: 'DT' } as INodeCredentialsDetails };

function workflowOf(
	types: Record<string, INodeType>,
	nodes: INode[],
	connections: IConnections = {},
	staticData: IDataObject = {},
): Workflow {
	const nodeTypes = {
		getByName: (name: string) => types[name],
		getByNameAndVersion: (name: string) => NodeHelpers.getVersionedNodeType(types[name]),
		getKnownTypes: () => ({}),
	} as unknown as INodeTypes;
	return new Workflow({
		id: 'w1',
		name: 'test',
		active: false,
		nodeTypes,
		staticData: deepCopy(staticData),
		settings: { executionOrder: 'v1' },
		nodes,
		connections,
	});
}

const additionalDataOf = (store: CredentialStore, executionId?: string) =>
	({
		credentialsHelper: store,
		webhookWaitingBaseUrl: 'http://localhost/waiting',
		formWaitingBaseUrl: 'http://localhost/form',
		currentNodeParameters: undefined,
		variables: {},
		executionId: executionId ?? `e${++executions}`,
		hooks: { runHook: async () => {}, addHandler() {} },
	}) as unknown as IWorkflowExecuteAdditionalData;

/** n8n gives every polling node the parameter Poll Times when it loads it. */
function polling(type: DtReportingTrigger): DtReportingTrigger {
	const { description } = type;
	const properties = [...commonPollingParameters, ...description.properties];
	return Object.assign(type, { description: { ...description, properties } });
}

/** The trigger in a workflow that n8n's own core has activated, and polls. */
export class PolledTrigger {
	private readonly type = polling(new DtReportingTrigger());

	private readonly workflow: Workflow;

	private readonly context: PollContext;

	constructor(
		store: CredentialStore,
		parameters: IDataObject,
		mode: 'trigger' | 'manual',
		typeVersion = NEWEST,
	) {
		const node: INode = {
			id: '1',
			name: 'DT Reporting Trigger',
			type: 'test.trigger',
			typeVersion,
			position: [0, 0],
			parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters } as never,
			credentials,
		};
		this.workflow = workflowOf({ 'test.trigger': this.type as unknown as INodeType }, [node]);
		this.context = new PollContext(
			this.workflow,
			this.workflow.getNode(node.name) as INode,
			additionalDataOf(store),
			mode,
			mode === 'manual' ? 'manual' : 'activate',
		);
	}

	/** The first poll is the one at activation. */
	async poll(): Promise<INodeExecutionData[] | undefined> {
		await prepareCore();
		return (await this.type.poll.call(this.context))?.[0];
	}

	/** Polls until there is something, so many times at the most. */
	async pollUntilThere(most = 20): Promise<INodeExecutionData[]> {
		for (let polls = 0; polls < most; polls++) {
			const items = await this.poll();
			if (items) return items;
			await new Promise((resolve) => setTimeout(resolve, 300));
		}
		throw new Error(`nothing after ${most} polls`);
	}

	/** n8n's binary storage fails until it is mended. */
	breakStorage(): { mend: () => void } {
		const { helpers } = this.context;
		const { prepareBinaryData } = helpers;
		helpers.prepareBinaryData = async () => {
			throw new Error('the disk is full');
		};
		return { mend: () => Object.assign(helpers, { prepareBinaryData }) };
	}

	get staticData(): IDataObject {
		return this.workflow.getStaticData('node', this.workflow.getNode('DT Reporting Trigger')!);
	}
}

/** Runs the node in a two-node workflow on n8n's own engine and request helpers. */
export async function runNode(store: CredentialStore, options: RunOptions): Promise<RunResult> {
	await prepareCore();
	const type = options.asTool ? 'test.dtReportingTool' : 'test.dtReporting';
	const node: INodeType = new DtReporting();
	if (options.asTool) node.description = { ...node.description, name: 'dtReportingTool' };
	const workflow = workflowOf(
		{ 'test.items': new Items(), [type]: node },
		[
			{
				id: '1',
				name: 'Items',
				type: 'test.items',
				typeVersion: 1,
				position: [0, 0],
				parameters: { items: (options.items ?? [{}]) as unknown as string },
			},
			{
				id: '2',
				name: 'DT Reporting',
				type,
				typeVersion: options.typeVersion ?? NEWEST,
				position: [200, 0],
				parameters: options.parameters as INode['parameters'],
				credentials,
				onError: options.onError,
				...(options.retryOnFail && { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }),
			},
		],
		{ Items: { main: [[{ node: 'DT Reporting', type: NodeConnectionTypes.Main, index: 0 }]] } },
		options.staticData,
	);
	const additionalData = additionalDataOf(store, options.executionId);
	const startNode = workflow.getNode('Items')!;
	const execution = new WorkflowExecute(additionalData, 'manual').run({ workflow, startNode });
	const stop =
		options.stopAfter === undefined
			? undefined
			: setTimeoutOf(() => execution.cancel(), options.stopAfter);
	const run = await execution;
	stop?.();
	if (options.staticData)
		Object.assign(options.staticData, JSON.parse(JSON.stringify(workflow.staticData)));
	const data = run.data.resultData.runData['DT Reporting']?.at(-1);
	const outputs = (data?.data?.main ?? []).map((items) => items ?? []);
	const error = data?.error ?? run.data.resultData.error;
	return {
		run,
		outputs,
		rows: (outputs[0] ?? []).map(({ json }) => json),
		error:
			error && (JSON.parse(JSON.stringify({ ...error, message: error.message })) as IDataObject),
		hints: (data?.hints ?? []).map(({ message }) => message),
	};
}

function setTimeoutOf(work: () => void, after: number): () => void {
	const timer = setTimeout(work, after);
	return () => clearTimeout(timer);
}

export type { IExecuteData };
