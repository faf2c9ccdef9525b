/** Talks to a running n8n as its editor and its public API do. */

import { eventually } from '../support/waiting';

export interface Owner {
	email: string;
	password: string;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	webhookId?: string;
	executeOnce?: boolean;
	retryOnFail?: boolean;
	maxTries?: number;
	/** Milliseconds. */
	waitBetweenTries?: number;
}

export type Connections = Record<
	string,
	Record<string, Array<Array<{ node: string; type: string; index: number }>>>
>;

export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Connections;
	settings: Record<string, unknown>;
}

export type SavedWorkflow = Workflow & { id: string };

export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, { id?: string; fileName?: string; mimeType?: string; data: string }>;
	pairedItem?: unknown;
}

/** An error as n8n stores it. */
export interface StoredError {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: Record<string, unknown>;
	failure?: { cause: string };
}

export interface NodeRun {
	error?: StoredError;
	executionTime: number;
	data?: { main?: Array<Item[] | null>; ai_tool?: Array<Item[] | null> };
	hints?: unknown;
}

export interface Execution {
	id: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
	workflowId: string;
	data: { resultData: { error?: StoredError; runData: Record<string, NodeRun[]> } };
}

export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

export interface NodeType {
	name: string;
	displayName: string;
	iconUrl?: string | { light: string; dark: string };
	icon?: unknown;
	codex?: Record<string, unknown>;
	outputs: unknown;
	polling?: boolean;
	properties: Array<{ name: string }>;
}

export interface CredentialType {
	name: string;
	displayName: string;
	supportedNodes?: string[];
	iconUrl?: string | { light: string; dark: string };
}

/** How far an activation is (2.41). */
export interface Publication {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** A response that was not 2xx. */
export class N8nHttpError extends Error {
	constructor(
		what: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`${what} answered ${status}: ${body.slice(0, 500)}`);
	}
}

export class N8nClient {
	private cookie = '';

	private apiKey = '';

	private projectId = '';

	constructor(readonly url: string) {}

	/** Makes the owner of a new n8n and the API key the other calls need. */
	async setUp({ email, password }: Owner): Promise<void> {
		await this.signIn('/rest/owner/setup', {
			email,
			password,
			firstName: 'Test',
			lastName: 'Owner',
		});
		const project = await this.rest<{ id: string }>('GET', '/rest/projects/personal');
		this.projectId = project.id;
		const scopes = await this.rest<string[]>('GET', '/rest/api-keys/scopes');
		const key = await this.rest<{ rawApiKey: string }>('POST', '/rest/api-keys', {
			label: 'end to end',
			expiresAt: null,
			scopes,
		});
		this.apiKey = key.rawApiKey;
	}

	async nodeTypes(): Promise<NodeType[]> {
		return (await this.call('GET', '/types/nodes.json')) as NodeType[];
	}

	async credentialTypes(): Promise<CredentialType[]> {
		return (await this.call('GET', '/types/credentials.json')) as CredentialType[];
	}

	/** Any file the editor shows, such as an icon. */
	async file(path: string): Promise<{ type: string; content: Buffer }> {
		const response = await this.send('GET', path.startsWith('/') ? path : `/${path}`);
		return {
			type: response.headers.get('content-type') ?? '',
			content: Buffer.from(await response.arrayBuffer()),
		};
	}

	/** The bytes of a binary item, as the editor's download button gets them. */
	async binary(id: string): Promise<Buffer> {
		const path = `/rest/binary-data?id=${encodeURIComponent(id)}&action=download&fileName=f&mimeType=text/csv`;
		return (await this.file(path)).content;
	}

	/** Settings, Community nodes, Install. */
	async installPackage(name: string, version: string): Promise<void> {
		await this.rest('POST', '/rest/community-packages', { name: `${name}@${version}` });
	}

	async installedPackages(): Promise<Array<{ packageName: string; installedVersion: string }>> {
		return await this.rest('GET', '/rest/community-packages');
	}

	async createCredential(
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<{ id: string; name: string }> {
		const body = { name, type, data, projectId: this.projectId };
		return await this.rest('POST', '/rest/credentials', body);
	}

	/** Saves changed fields as the editor does: it sends back what it was shown, with the hidden ones blanked. */
	async updateCredential(id: string, changes: Record<string, unknown>): Promise<void> {
		const stored = await this.credential(id);
		await this.rest('PATCH', `/rest/credentials/${id}`, {
			name: stored.name,
			type: stored.type,
			data: { ...stored.data, ...changes },
		});
	}

	/** A credential as the editor is shown it. */
	async credential(
		id: string,
	): Promise<{ name: string; type: string; data: Record<string, unknown> }> {
		return await this.rest('GET', `/rest/credentials/${id}?includeData=true`);
	}

	/** The editor's Test button on a saved credential. */
	async testCredential(id: string): Promise<CredentialTest> {
		const { name, type, data } = await this.credential(id);
		return await this.rest('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	async createWorkflow(workflow: Workflow): Promise<SavedWorkflow> {
		// Versions before 2.8 do not take a workflow that says nothing of `active`.
		const body = { ...workflow, active: false, projectId: this.projectId };
		return await this.rest('POST', '/rest/workflows', body);
	}

	async activate(id: string): Promise<void> {
		await this.api('POST', `/workflows/${id}/activate`);
	}

	async deactivate(id: string): Promise<void> {
		await this.api('POST', `/workflows/${id}/deactivate`);
	}

	/**
	 * Waits for the end of an activation or deactivation, which 2.41 makes in the background. Versions
	 * that make it while they are asked know of no such status, and have nothing to wait for.
	 */
	async settled(id: string, within = 60_000): Promise<Publication | undefined> {
		const path = `/rest/workflows/${id}/publication-status`;
		return await eventually(
			async () => {
				const publication = await this.rest<Publication>('GET', path).catch((error) => {
					if (error instanceof N8nHttpError && error.status === 404) return null;
					throw error;
				});
				return publication?.status === 'in_progress' ? undefined : { publication };
			},
			within,
			`workflow ${id} to be activated or deactivated`,
		).then(({ publication }) => publication ?? undefined);
	}

	/** What n8n has stored for a workflow's nodes between two executions, as it is in the database. */
	async staticData(id: string): Promise<Record<string, unknown>> {
		const { staticData } = (await this.api('GET', `/workflows/${id}`)) as {
			staticData: Record<string, unknown> | string | null;
		};
		const parsedData = typeof staticData === 'string' ? parsed(staticData) : staticData;
		return (parsedData ?? {}) as Record<string, unknown>;
	}

	/** The editor's Execute Workflow button; returns the execution's id at once. */
	async startRun(workflow: SavedWorkflow, trigger: string): Promise<string> {
		const path = `/rest/workflows/${workflow.id}/run?partialExecutionVersion=2`;
		const body = { workflowData: workflow, triggerToStartFrom: { name: trigger }, startNodes: [] };
		const { executionId } = await this.rest<{ executionId: string }>('POST', path, body);
		return executionId;
	}

	/** Runs a saved workflow by hand and waits for its end. */
	async run(workflow: SavedWorkflow, trigger = 'Start'): Promise<Execution> {
		return await this.ended(await this.startRun(workflow, trigger));
	}

	/** Creates a workflow and runs it once by hand. */
	async runNew(workflow: Workflow): Promise<Execution> {
		return await this.run(await this.createWorkflow(workflow));
	}

	async stopExecution(id: string): Promise<void> {
		await this.rest('POST', `/rest/executions/${id}/stop`);
	}

	/** Waits for the end of an execution and reads it back, stored as it is. */
	async ended(id: string, within = 60_000): Promise<Execution> {
		return await eventually(
			async () => {
				const execution = await this.execution(id).catch((error) => {
					// 2.20 answers 500 as long as an execution has stored nothing.
					if (error instanceof N8nHttpError && error.status === 500) return undefined;
					throw error;
				});
				if (!execution) return undefined;
				return ENDED.includes(execution.status) && execution.data ? execution : undefined;
			},
			within,
			`execution ${id} to end`,
		);
	}

	async execution(id: string): Promise<Execution> {
		return (await this.api('GET', `/executions/${id}?includeData=true`)) as Execution;
	}

	/** A workflow's executions that have ended, oldest first. */
	async executionsOf(workflowId: string): Promise<Execution[]> {
		const path = `/executions?includeData=true&limit=100&workflowId=${workflowId}`;
		const { data } = (await this.api('GET', path)) as { data: Execution[] };
		return data
			.filter(({ status }) => ENDED.includes(status))
			.sort((a, b) => Number(a.id) - Number(b.id));
	}

	/** Activation comes back before the webhook is there; n8n then answers the wrong method in another way. */
	async webhookReady(path: string): Promise<void> {
		await eventually(
			async () => {
				const response = await fetch(`${this.url}/webhook/${path}`);
				return (await response.text()).includes('POST') || undefined;
			},
			10_000,
			`the webhook ${path}`,
		);
	}

	/** A production webhook. */
	async webhook(path: string, body: unknown = {}): Promise<{ status: number; body: unknown }> {
		const response = await fetch(`${this.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		const text = await response.text();
		return { status: response.status, body: parsed(text) };
	}

	/** A call of the editor's own REST API, which wraps its answers in `data`. */
	async rest<T>(method: string, path: string, body?: unknown): Promise<T> {
		return ((await this.call(method, path, body)) as { data: T }).data;
	}

	/** A call of the public API. */
	async api(method: string, path: string, body?: unknown): Promise<unknown> {
		return await this.call(method, `/api/v1${path}`, body);
	}

	private async signIn(path: string, body: unknown): Promise<void> {
		const response = await this.send('POST', path, body);
		this.cookie = response.headers
			.getSetCookie()
			.map((cookie) => cookie.split(';')[0])
			.join('; ');
	}

	private async call(method: string, path: string, body?: unknown): Promise<unknown> {
		return parsed(await (await this.send(method, path, body)).text());
	}

	private async send(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': 'end-to-end',
				...(this.cookie && { cookie: this.cookie }),
				...(this.apiKey && path.startsWith('/api/') && { 'X-N8N-API-KEY': this.apiKey }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		if (!response.ok) {
			throw new N8nHttpError(`${method} ${path}`, response.status, await response.text());
		}
		return response;
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
