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

	static async activate(
		instance: QueueInstance,
		name: string,
		nodes: WorkflowNode[],
		settings: Record<string, unknown> = {},
	): Promise<WebhookWorkflow> {
		const { client } = instance.main;
		const path = encodeURIComponent(name.toLowerCase().replaceAll(' ', '-'));
		const workflow = chain(name, webhook(path), ...nodes);
		const saved = await client.createWorkflow({
			...workflow,
			settings: { ...workflow.settings, ...settings },
		});
		await client.activate(saved.id);
		await client.webhookReady(path);
		return new WebhookWorkflow(instance, saved.id, path);
	}

	async call(): Promise<Answer> {
		return await this.instance.main.client.webhook(this.path);
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
