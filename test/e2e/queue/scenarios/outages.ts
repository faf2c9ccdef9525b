import { eventually, sleep } from '../../../support/waiting';
import { dtNode, type CredentialRef } from '../../workflows';
import type { QueueInstance } from '../queueInstance';
import { WebhookWorkflow, type Answer } from '../webhookWorkflow';

const AWAY_MS = 20_000;
/** Ready while the database is away, and when it is back. */
const READY_DURING_MS = 12_000;
const READY_AFTERWARDS_MS = 30_000;
const REDIS_AWAY_MS = 3_000;
/** Ready when Redis is back. */
const READY_SOON_MS = 8_000;
const REQUESTED_WITHIN_MS = 8_000;
const CALLS = 5;
const GOES_ON_WITHIN_MS = 30_000;
const OUTAGE_WITHIN_MS = 120_000;

/** n8n's database and its queue go away for a while and come back. */
export function outageScenarios(instance: () => QueueInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().main.credential();
	});

	afterEach(() => instance().main.simulator.set({ readyAfter: 0 }));

	/** So many executions that wait for their reports. */
	async function pending(
		workflow: WebhookWorkflow,
		readyAfter: number,
	): Promise<Promise<Answer>[]> {
		const { main } = instance();
		main.simulator.set({ readyAfter });
		const counted = main.counter();
		const answers = Array.from({ length: CALLS }, async () => await workflow.call());
		// n8n does not answer all of them; a call that is still open at the end is no failure.
		for (const answer of answers) answer.catch(() => undefined);
		await eventually(
			async () => counted().reports === CALLS || undefined,
			REQUESTED_WITHIN_MS,
			`${CALLS} reports to be requested`,
		);
		return answers;
	}

	async function goesOn(workflow: WebhookWorkflow): Promise<void> {
		await eventually(
			async () => (await workflow.call()).status === 200 || undefined,
			GOES_ON_WITHIN_MS,
			'an execution to succeed',
			500,
		);
	}

	const succeeded = async (workflow: WebhookWorkflow) =>
		(await workflow.executions()).filter(({ status }) => status === 'success').length;

	it(
		'of PostgreSQL loses the results that come meanwhile, requests nothing again, and is over when PostgreSQL is back',
		async () => {
			const { main, postgres, workers } = instance();
			const workflow = await WebhookWorkflow.activate(instance(), 'Outage', [dtNode(credential)]);
			const counted = main.counter();
			await pending(workflow, READY_DURING_MS);
			const later = await pending(workflow, READY_AFTERWARDS_MS);
			const waiting = (await workflow.executions()).map(({ id }) => id);
			await postgres.service.stop();
			await sleep(AWAY_MS);
			expect((await workflow.burst(CALLS)).map(({ status }) => status)).toEqual(
				Array(CALLS).fill(503),
			);
			await postgres.service.start();
			main.simulator.set({ readyAfter: 0 });
			await goesOn(workflow);
			for (const answer of later) expect((await answer).status).toBe(200);
			expect(workers.map(({ isRunning }) => isRunning)).toEqual(workers.map(() => true));
			// n8n 2.41 drops a result that it cannot store, and takes the execution to be running.
			const statuses = await statusesOf(workflow, waiting);
			expect(statuses).toEqual([...Array(CALLS).fill('running'), ...Array(CALLS).fill('success')]);
			expect(counted().reports).toBe(CALLS + (await succeeded(workflow)));
			// Its next start gives up what is in the database and not in the queue.
			await main.server.kill();
			await main.server.start();
			await eventually(
				async () => !(await statusesOf(workflow, waiting)).includes('running') || undefined,
				GOES_ON_WITHIN_MS,
				'n8n to give up the executions whose results it has lost',
			);
			expect((await statusesOf(workflow, waiting)).slice(0, CALLS)).toEqual(
				Array(CALLS).fill('crashed'),
			);
			expect(counted().reports).toBe(CALLS + (await succeeded(workflow)));
		},
		OUTAGE_WITHIN_MS,
	);

	it(
		'of Redis loses nothing where Redis keeps its data',
		async () => {
			const { main, redis, workers } = instance();
			const workflow = await WebhookWorkflow.activate(instance(), 'Redis', [dtNode(credential)]);
			const counted = main.counter();
			const waiting = await pending(workflow, READY_SOON_MS);
			main.simulator.set({ readyAfter: 0 });
			await redis.service.stop();
			const meanwhile = workflow.burst(CALLS);
			await sleep(REDIS_AWAY_MS);
			await redis.service.start();
			const answers = [...(await Promise.all(waiting)), ...(await meanwhile)];
			expect(answers.map(({ status }) => status)).toEqual(Array(2 * CALLS).fill(200));
			await goesOn(workflow);
			expect(workers.map(({ isRunning }) => isRunning)).toEqual(workers.map(() => true));
			expect(counted().reports).toBe(await succeeded(workflow));
		},
		OUTAGE_WITHIN_MS,
	);
}

async function statusesOf(workflow: WebhookWorkflow, ids: string[]): Promise<string[]> {
	const executions = await workflow.executions();
	return executions.filter(({ id }) => ids.includes(id)).map(({ status }) => status);
}
