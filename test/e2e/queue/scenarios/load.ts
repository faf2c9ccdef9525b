/* eslint-disable @n8n/community-nodes/no-restricted-imports -- makes keys, is no node */
import { randomBytes } from 'node:crypto';
import { dtNode, type CredentialRef } from '../../workflows';
import type { QueueInstance } from '../queueInstance';
import { WebhookWorkflow, type Answer } from '../webhookWorkflow';

const BURSTS = 5;
const BURST = 100;
const KEYS_BURST = 30;
const COLD_WITHIN_MS = 180_000;
/** So many executions at once give each worker a token. */
const WARM = 10;
const ROUNDS = 4;
const ROUND = 50;
const ROUNDS_WITHIN_MS = 120_000;

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

	it(
		`${ROUND} at once after DT has dropped the token all succeed, ${ROUNDS} times over`,
		async () => {
			const { main, workers } = instance();
			expectRows(await workflow.burst(WARM));
			for (let round = 0; round < ROUNDS; round++) {
				const counted = main.counter();
				main.simulator.expireTokens();
				expectRows(await workflow.burst(ROUND));
				const { tokens, reports, refused } = counted();
				expect(reports).toBe(ROUND);
				expect(refused).toBeGreaterThan(0);
				expect(tokens).toBeGreaterThan(0);
				expect(tokens).toBeLessThanOrEqual(workers.length);
			}
		},
		ROUNDS_WITHIN_MS,
	);

	it('use new keys from the moment that they are saved, whatever tokens the workers hold', async () => {
		const { main, workers } = instance();
		const { client, simulator, secrets } = main;
		expectRows(await workflow.burst(WARM));
		const clientId = randomBytes(16).toString('hex');
		const clientSecret = randomBytes(256).toString('base64url');
		secrets.add(clientSecret);
		// The old keys and their tokens stay valid, so only the report's account shows which were used.
		simulator.addAccount(clientId, clientSecret);
		const counted = main.counter();
		const during = workflow.burst(KEYS_BURST);
		await client.updateCredential(credential.id, { clientId, clientSecret });
		expectRows(await during);
		const before = simulator.reports.length;
		expectRows(await workflow.burst(KEYS_BURST));
		const accounts = simulator.reports.slice(before).map((report) => report.clientId);
		expect([...new Set(accounts)]).toEqual([clientId]);
		const { tokens, reports, refused } = counted();
		expect({ reports, refused }).toEqual({ reports: 2 * KEYS_BURST, refused: 0 });
		expect(tokens).toBeGreaterThan(0);
		expect(tokens).toBeLessThanOrEqual(workers.length);
	});
}

function expectRows(answers: Answer[]): void {
	expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
	for (const { body } of answers) expect((body as unknown[]).length).toBeGreaterThan(3);
}
