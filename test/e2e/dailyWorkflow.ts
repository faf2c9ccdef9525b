import { eventually } from '../support/waiting';
import type { Collector } from './collector';
import type { N8nInstance } from './n8nInstance';
import { N8nHttpError, type Workflow, type WorkflowNode } from './n8nClient';
import { chain, dtTrigger, node, post, type CredentialRef } from './workflows';

const RECEIVED_WITHIN_MS = 60_000;

/** A day as a workflow received it. */
export interface ReceivedDay {
	day: string;
	change: string;
	revision: number;
	reportId: string;
	rows: number;
	/** n8n's number of the execution. */
	execution: string;
	/** Epoch milliseconds, by the calendar. */
	at: number;
}

interface PostedItems {
	execution: string;
	items: Array<Omit<ReceivedDay, 'rows' | 'execution' | 'at'>>;
}

/** The key columns of an item under the names of a received day. */
const KEY =
	'{ day: json._dt_day, change: json._dt_change, revision: json._dt_revision, reportId: json._dt_report_id }';

export interface DailyOptions {
	/** Of the trigger. */
	parameters?: Record<string, unknown>;
	/** Nodes that run after the trigger. */
	nodes?: WorkflowNode[];
}

/**
 * A workflow that begins with our trigger, seen from outside: the days that it has really received, and
 * the failures that its error workflow was really notified of.
 */
export class DailyWorkflow {
	private constructor(
		private readonly instance: N8nInstance,
		private readonly collector: Collector,
		private readonly path: string,
		readonly id: string,
	) {}

	static async create(
		instance: N8nInstance,
		collector: Collector,
		name: string,
		credential: CredentialRef,
		{ parameters, nodes = [] }: DailyOptions = {},
	): Promise<DailyWorkflow> {
		const { client } = instance;
		const path = `/${encodeURIComponent(name)}`;
		// Without an execution of its own a failed poll is notified as the trigger's.
		const code = '($json.execution ?? $json.trigger).error.context.dt.code';
		const handler = await client.createWorkflow(
			chain(
				`${name}: notified of failures`,
				node('Error Trigger', 'n8n-nodes-base.errorTrigger', 1),
				post(`${collector.url}${path}/notified`, `{ code: ${code} }`),
			),
		);
		await activateHandler(instance, handler.id);
		const received = `{ execution: $execution.id, items: $input.all().map(({ json }) => (${KEY})) }`;
		const { id } = await client.createWorkflow({
			...chain(
				name,
				dtTrigger(credential, parameters),
				...nodes,
				post(`${collector.url}${path}/days`, received),
			),
			settings: { executionOrder: 'v1', errorWorkflow: handler.id },
		});
		return new DailyWorkflow(instance, collector, path, id);
	}

	/** Activates it and waits until the poll that belongs to it is over. */
	async activate(): Promise<void> {
		await this.instance.client.activate(this.id);
		await this.instance.client.settled(this.id);
	}

	async deactivate(): Promise<void> {
		await this.instance.client.deactivate(this.id);
		await this.instance.client.settled(this.id);
	}

	/** The days received so far, as often and in the order as they came. */
	get received(): ReceivedDay[] {
		return this.collector
			.posted<PostedItems>(`${this.path}/days`)
			.flatMap(({ at, body: { execution, items } }) => {
				const days = [...new Set(items.map(({ day }) => day))];
				return days.map((day) => {
					const rows = items.filter((item) => item.day === day);
					return { ...rows[0], rows: rows.length, execution, at };
				});
			});
	}

	/** The codes of the failures notified so far. */
	get notified(): string[] {
		return this.collector
			.posted<{ code: string }>(`${this.path}/notified`)
			.map(({ body }) => body.code);
	}

	/** Waits until it has received these days, and n8n has written down that it has. */
	async receives(days: string[]): Promise<void> {
		await eventually(
			async () => {
				const received = new Set(this.received.map(({ day }) => day));
				return days.every((day) => received.has(day)) || undefined;
			},
			RECEIVED_WITHIN_MS,
			`the days ${days.join(', ')}`,
			20,
		);
		await this.instance.client.settled(this.id);
	}

	/** Waits until it has been notified of so many failures. */
	async isNotified(times: number): Promise<void> {
		await eventually(
			async () => this.notified.length >= times || undefined,
			RECEIVED_WITHIN_MS,
			`${times} failures to be notified of`,
			20,
		);
	}

	/** What n8n keeps of the trigger in its database, as text. */
	async kept(): Promise<string> {
		const data = await this.instance.client.staticData(this.id);
		return JSON.stringify(data['node:DT Reporting Trigger'] ?? {});
	}

	/** Empties what n8n keeps of the nodes of this workflow, which must be inactive. */
	async wipe(): Promise<void> {
		const { client } = this.instance;
		const { name, nodes, connections, settings } = (await client.api(
			'GET',
			`/workflows/${this.id}`,
		)) as Workflow;
		const emptied = { name, nodes, connections, settings, staticData: {} };
		await client.api('PUT', `/workflows/${this.id}`, emptied);
	}
}

/** Versions before 2 call an error workflow that is not active, and refuse to activate one. */
async function activateHandler({ client }: N8nInstance, id: string): Promise<void> {
	const refusal = await client.activate(id).catch((error: Error) => error);
	if (!refusal) return;
	expect(refusal).toBeInstanceOf(N8nHttpError);
	expect(refusal.message).toContain('has no node to start');
}
