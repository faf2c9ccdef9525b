import type {
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	IPollFunctions,
} from 'n8n-workflow';

import { clearPollCache } from '../../../../nodes/DtReporting/trigger/pollCache';
import { poll } from '../../../../nodes/DtReporting/trigger/poll';
import { forgetTokens } from '../../../../nodes/DtReporting/transport/tokenCache';

/** How n8n keeps a poller's state: its usual engine, or its scheduler (2.41, off by default) with durable cursors or without. */
export type Engine = 'usual' | 'durable' | 'scheduler';

/** What the trigger's requests go to. */
export interface Wire {
	/** An authenticated request to DT's API. */
	api: (options: IHttpRequestOptions) => Promise<unknown>;
	/** A request to the file host. */
	file: (options: IHttpRequestOptions) => Promise<unknown>;
}

const USUAL_BUDGET_MS = 5 * 60 * 1000;
const SCHEDULER_BUDGET_MS = 36_000;

/** The outcome of a poll. */
export interface Polled {
	items?: INodeExecutionData[];
	error?: IDataObject & Error;
}

/**
 * One activated workflow that begins with the trigger, and what n8n keeps of it in the database and in the
 * process. It follows n8n's own rules (active-workflow-triggers, poll-trigger-task-handler and the poll
 * cursors of 2.41.1, active-workflows of 2.8.4):
 *
 * - usual: the state lives in the process; it is written to the database when items are emitted and after
 *   an activation (in 2.41 also one that is refused), not after a poll that gives nothing or throws;
 * - durable: each poll gets a copy; it is written when items are emitted or nothing is given, not when the
 *   poll throws, nor after the poll at activation where that gives nothing;
 * - scheduler: each poll gets a copy; it is written when items are emitted, and after an activation.
 */
export class OneTrigger {
	parameters: IDataObject;

	credential: IDataObject = {
		clientId: '0123456789abcdef0123456789abcdef',
		clientSecret: 'a-secret'.repeat(43),
		baseUrl: 'https://dt.example',
	};

	/** The node's static data as the database has it. */
	stored: string | undefined;

	/** Test events are polls in manual mode. */
	mode: 'trigger' | 'manual' = 'trigger';

	/** The node's name, under which n8n keeps its state. */
	name = 'DT Reporting Trigger';

	/** Copied nodes of one workflow may share it. */
	id = 'n1';

	/** What the trigger has written to n8n's log. */
	readonly warnings: string[] = [];

	/** Whether n8n throws away what a poll delivers: the workflow was switched off meanwhile. */
	discards: () => boolean = () => false;

	private live: IDataObject = {};

	private context?: IPollFunctions;

	constructor(
		private readonly engine: Engine,
		private readonly wire: Wire,
		parameters: IDataObject,
	) {
		this.parameters = {
			endpoint: 'offerwall',
			source: 'event',
			metrics: ['Publisher Revenue'],
			splits: ['Date'],
			output: 'items',
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			...parameters,
		};
	}

	/** Activates the workflow: by hand, or as n8n does when it starts. */
	async activate(activation: 'activate' | 'init' = 'activate'): Promise<Polled> {
		this.live = this.fromDatabase();
		this.context = this.newContext(activation, USUAL_BUDGET_MS);
		// In the scheduler the job is there already when n8n starts, and nothing is polled.
		if (this.engine !== 'usual' && activation === 'init') return {};
		const polled = await this.run(this.context);
		if (polled.items || this.engine !== 'durable') this.save();
		return polled;
	}

	/** A poll on schedule. */
	async poll(): Promise<Polled> {
		if (this.engine === 'usual') {
			const polled = await this.run(this.context as IPollFunctions);
			if (polled.items && !this.discards()) this.save();
			return polled;
		}
		this.live = this.fromDatabase();
		const polled = await this.run(this.newContext('update', SCHEDULER_BUDGET_MS));
		const isKept = polled.items ? !this.discards() : this.engine === 'durable' && !polled.error;
		if (isKept) this.save();
		return polled;
	}

	/** The process is gone, and with it all that was not in the database. */
	kill(): void {
		this.live = {};
		this.context = undefined;
		clearPollCache();
		forgetTokens();
	}

	/** Another node of the workflow has made n8n write back static data without this node's. */
	wipe(): void {
		this.stored = undefined;
		this.live = {};
	}

	/** Characters of what n8n keeps. */
	get size(): number {
		return JSON.stringify(this.live).length;
	}

	/** The state of the trigger, as it stands in the process. */
	get state(): IDataObject | undefined {
		return this.live.daily as IDataObject | undefined;
	}

	private async run(context: IPollFunctions): Promise<Polled> {
		const before = JSON.stringify(this.live);
		const polled = await poll(context).then(
			(items) => ({ items: items?.[0] }),
			(error: IDataObject & Error) => ({ error }),
		);
		// n8n keeps nothing of a poll that throws, so none but the first may change the state.
		if ('error' in polled && before !== '{}' && JSON.stringify(this.live) !== before) {
			throw new Error(`a poll that threw has changed ${before} to ${JSON.stringify(this.live)}`);
		}
		return polled;
	}

	private save(): void {
		this.stored = JSON.stringify(this.live);
	}

	private fromDatabase(): IDataObject {
		return JSON.parse(this.stored ?? '{}') as IDataObject;
	}

	private newContext(activation: string, budget: number): IPollFunctions {
		const node = { id: this.id, name: this.name, type: 'x', typeVersion: 1, parameters: {} };
		return {
			getMode: () => this.mode,
			getActivationMode: () => activation,
			getNode: () => node as unknown as INode,
			getWorkflow: () => ({ id: 'w1', active: true }),
			getPollBudgetMs: () => budget,
			getCredentials: async () => this.credential,
			getWorkflowStaticData: () => this.live,
			logger: { warn: (text: string) => this.warnings.push(text) },
			getNodeParameter: (name: string, whenAbsent: unknown) => this.parameters[name] ?? whenAbsent,
			helpers: {
				httpRequest: this.wire.file,
				httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) =>
					await this.wire.api(options),
				prepareBinaryData: async (file: Buffer, fileName: string, mimeType: string) => ({
					data: file.toString('base64'),
					fileName,
					mimeType,
				}),
			},
		} as unknown as IPollFunctions;
	}
}
