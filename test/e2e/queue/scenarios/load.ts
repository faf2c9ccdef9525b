import { dtNode, type CredentialRef } from '../../workflows';
import type { QueueInstance } from '../queueInstance';
import { WebhookWorkflow, type Answer } from '../webhookWorkflow';

const BURSTS = 5;
const BURST = 100;
const COLD_WITHIN_MS = 180_000;

/** Many executions at once, in processes that each have a token of their own. */
export function loadScenarios(instance: () => QueueInstance): void {
	let credential: CredentialRef;
	let workflow: WebhookWorkflow;

	beforeAll(async () => {
		credential = await instance().main.credential();
		workflow = await WebhookWorkflow.activate(instance(), 'Load', [dtNode(credential)]);
	});

	it(
		`${BURSTS * BURST} in bursts, from cold, all succeed, with one report each and one token exchange a worker at most`,
		async () => {
			const { main, workers } = instance();
			const counted = main.counter();
			for (let burst = 0; burst < BURSTS; burst++) {
				expectRows(await workflow.burst(BURST));
			}
			const { tokens, reports, refused } = counted();
			expect({ reports, refused }).toEqual({ reports: BURSTS * BURST, refused: 0 });
			expect(tokens).toBeGreaterThan(0);
			expect(tokens).toBeLessThanOrEqual(workers.length);
			const executions = await workflow.executions();
			expect(executions).toHaveLength(BURSTS * BURST);
			expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
			for (const worker of workers) {
				expect(executions.some(({ id }) => worker.hasStarted(id))).toBe(true);
			}
		},
		COLD_WITHIN_MS,
	);
}

function expectRows(answers: Answer[]): void {
	expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
	for (const { body } of answers) expect((body as unknown[]).length).toBeGreaterThan(3);
}
