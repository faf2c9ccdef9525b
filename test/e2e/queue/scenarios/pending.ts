import { eventually, sleep } from '../../../support/waiting';
import { expectSuccess, itemsOf } from '../../n8nInstance';
import { dtNode, node, REPORT, type CredentialRef } from '../../workflows';
import type { QueueInstance } from '../queueInstance';
import { WebhookWorkflow } from '../webhookWorkflow';

const READY_AFTER_MS = 4_000;
const LATER_MS = 20_000;
const MOST_CALLS = 10;
const KILLED_WITHIN_MS = 120_000;

/** Reports that are pending when their execution ends, or the process that runs it. */
export function pendingScenarios(instance: () => QueueInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().main.credential();
	});

	afterEach(() => instance().main.simulator.set({ readyAfter: 0 }));

	const download = (reportUrl: string) =>
		dtNode(credential, { resource: 'report', operation: 'download', reportUrl });

	it('is resumed by the next execution in the same worker, and by its link in any; no static data keep it', async () => {
		const { main } = instance();
		const { client, simulator } = main;
		simulator.set({ readyAfter: READY_AFTER_MS });
		const parameters = { ...REPORT, options: { maxWait: 1 } };
		const workflow = await WebhookWorkflow.activate(instance(), 'Resumed', [
			dtNode(credential, parameters),
		]);
		const counted = main.counter();
		const first = await workflow.execute();
		expect(first.answer.status).toBe(500);
		expect(counted().reports).toBe(1);
		const { url: reportUrl } = simulator.reports.at(-1)!;
		const { error } = (await client.execution(first.id)).data.resultData;
		expect(error?.context?.dt).toMatchObject({ code: 'report_not_ready', reportUrl });
		simulator.set({ readyAfter: 0 });
		await sleep(READY_AFTER_MS);

		const byLink = await WebhookWorkflow.activate(instance(), 'By its link', [
			download('={{ $json.body.reportUrl }}'),
		]);
		const rows = await Promise.all([1, 2, 3, 4].map(async () => await byLink.call({ reportUrl })));
		expect(rows.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		expect(counted().reports).toBe(1);

		const worker = instance().workerOf(first.id);
		let expected = 1;
		for (let calls = 1; ; calls++) {
			const { answer, id } = await workflow.execute();
			expect(answer).toEqual(rows[0]);
			const isSame = instance().workerOf(id) === worker;
			if (!isSame) expected += 1;
			expect(counted().reports).toBe(expected);
			if (isSame) break;
			expect(calls).toBeLessThan(MOST_CALLS);
		}
		expect(await instance().workflowsThatKeepLinks()).toEqual([]);
	});

	it(
		'of a worker that is killed is lost with its execution, which ends in an error and is not requested again; the other worker goes on',
		async () => {
			const { main } = instance();
			const { client, simulator } = main;
			simulator.set({ readyAfter: LATER_MS });
			const workflow = await WebhookWorkflow.activate(instance(), 'Killed', [dtNode(credential)]);
			const counted = main.counter();
			const answers = workflow.burst(4);
			await eventually(async () => counted().reports === 4 || undefined, LATER_MS, '4 reports');
			const executions = await workflow.executions();
			const killed = instance().workerOf(executions[0].id);
			const lost = executions.filter(({ id }) => killed.hasStarted(id)).map(({ id }) => id);
			await killed.kill();
			simulator.set({ readyAfter: 0 });
			expect((await workflow.call()).status).toBe(200);
			await killed.start();

			const statuses = (await answers).map(({ status }) => status);
			expect(statuses.filter((status) => status === 500)).toHaveLength(lost.length);
			expect(statuses.filter((status) => status === 200)).toHaveLength(4 - lost.length);
			for (const { id, status } of await workflow.executions()) {
				expect({ id, status }).toEqual({ id, status: lost.includes(id) ? 'error' : 'success' });
			}
			// What n8n 2.41 says and keeps of a job whose worker is gone: it knows nothing of the report.
			const { resultData } = (await client.execution(lost[0])).data;
			expect(resultData.error?.message).toContain('failed to be processed too many times');
			expect(resultData.runData).toEqual({});
			// Each report belongs to an execution that shows in n8n: four, and the one beside the dead worker.
			expect(counted().reports).toBe(5);
			await client.rest('POST', `/rest/executions/${lost[0]}/retry`, { loadWorkflow: true });
			expect(counted().reports).toBe(5);
			expect(await instance().workflowsThatKeepLinks()).toEqual([]);
		},
		KILLED_WITHIN_MS,
	);

	it(
		'outlives all workers where a Wait node stands between Create and Download',
		async () => {
			const { main, workers } = instance();
			const { client } = main;
			const create = { ...dtNode(credential, { ...REPORT, operation: 'create' }), name: 'Create' };
			const wait = { ...node('Wait', 'n8n-nodes-base.wait', 1.1, { resume: 'webhook' }) };
			const link = download('={{ $("Create").first().json.reportUrl }}');
			const nodes = [create, { ...wait, webhookId: 'wait' }, link];
			const workflow = await WebhookWorkflow.activate(instance(), 'Waits', nodes, {
				responseMode: 'onReceived',
			});
			const counted = main.counter();
			await workflow.call();
			const { id } = await eventually(
				async () => (await workflow.executions()).find(({ status }) => status === 'waiting'),
				LATER_MS,
				'the execution to wait',
			);
			await Promise.all(workers.map(async (worker) => await worker.kill()));
			await Promise.all(workers.map(async (worker) => await worker.start()));
			const { resumeToken } = (await client.execution(id)).data as unknown as {
				resumeToken: string;
			};
			await fetch(`${client.url}/webhook-waiting/${id}?signature=${resumeToken}`);
			const execution = await client.ended(id);
			expectSuccess(execution);
			expect(itemsOf(execution).length).toBeGreaterThan(3);
			expect(counted().reports).toBe(1);
		},
		KILLED_WITHIN_MS,
	);
}
