import type { WorkflowNode } from '../n8nClient';
import { chain, webhook } from '../workflows';
import type { QueueInstance } from './queueInstance';

/** What a call of a workflow's webhook was answered. */
export interface Answer {
	status: number;
	body: unknown;
}

/** An active workflow that begins with a webhook and answers with what its last node gives. */
export class WebhookWorkflow {
	private constructor(
		private readonly instance: QueueInstance,
		readonly id: string,
		private readonly path: string,
	) {}

	/** @param parameters further parameters of the webhook */
	static async activate(
		instance: QueueInstance,
		name: string,
		nodes: WorkflowNode[],
		parameters: Record<string, unknown> = {},
	): Promise<WebhookWorkflow> {
		const { client } = instance.main;
		const path = name.toLowerCase().replaceAll(' ', '-');
		const trigger = webhook(path);
		Object.assign(trigger.parameters, parameters);
		const saved = await client.createWorkflow(chain(name, trigger, ...nodes));
		await client.activate(saved.id);
		await client.webhookReady(path);
		return new WebhookWorkflow(instance, saved.id, path);
	}

	async call(body: unknown = {}): Promise<Answer> {
		return await this.instance.main.client.webhook(this.path, body);
	}

	/** A call, and the execution that it has made; no other call may be open. */
	async execute(): Promise<{ answer: Answer; id: string }> {
		const answer = await this.call();
		const { id } = (await this.executions()).at(-1)!;
		return { answer, id };
	}

	/** So many calls at once. */
	async burst(calls: number): Promise<Answer[]> {
		return await Promise.all(Array.from({ length: calls }, async () => await this.call()));
	}

	/** The ids of its executions, oldest first, with their statuses. */
	async executions(): Promise<Array<{ id: string; status: string }>> {
		const rows = await this.instance.postgres.rows(
			`select id, status from execution_entity where "workflowId" = '${this.id}' order by id`,
		);
		return rows.map((row) => {
			const [id, status] = row.split('|');
			return { id, status };
		});
	}
}
