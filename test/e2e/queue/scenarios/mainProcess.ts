import { addDays, completeAt, MINUTE } from '../../../support/days';
import { eventually, sleep } from '../../../support/waiting';
import { startCollector, type Collector } from '../../collector';
import { DailyWorkflow } from '../../dailyWorkflow';
import { code, dtNode } from '../../workflows';
import type { QueueInstance } from '../queueInstance';
import { WebhookWorkflow } from '../webhookWorkflow';

/** A report that is pending for a while; the calendar then passes over it. */
const LATER_MS = 5 * MINUTE;
const SLOW_MS = 10_000;
const POLLED_MS = 3_000;
const STARTED_WITHIN_MS = 30_000;
const RESTARTS_WITHIN_MS = 180_000;

/** The main process is killed: it polls for the trigger, takes webhooks, and runs no execution itself. */
export function mainScenarios(instance: () => QueueInstance): void {
	let collector: Collector;

	beforeAll(async () => {
		collector = await startCollector(instance().main.calendar.now);
	});

	afterEach(() => instance().main.simulator.set({ readyAfter: 0 }));

	afterAll(async () => await collector.close());

	/** A day that the trigger delivers takes its time in the workflow. */
	const slowly = code(
		'Slowly',
		`await new Promise((resolve) => setTimeout(resolve, ${SLOW_MS})); return $input.all();`,
	);

	async function killAndRestart(): Promise<void> {
		const { server } = instance().main;
		await server.kill();
		await server.start();
	}

	it(
		"delivers each of the trigger's days once, killed while a report is pending and while a day is processed, and loses no execution",
		async () => {
			const { main, postgres } = instance();
			const { calendar, simulator } = main;
			const credential = await main.credential();
			const daily = await DailyWorkflow.create(main, collector, 'Daily', credential, {
				nodes: [slowly],
			});
			const single = await WebhookWorkflow.activate(instance(), 'Single', [dtNode(credential)]);
			await daily.activate();
			const first = addDays(calendar.day, -1);
			const days = [first, addDays(first, 1), addDays(first, 2)];
			const counted = main.counter();

			// Killed while the report of the first day, and that of another execution, are pending.
			simulator.set({ readyAfter: LATER_MS });
			calendar.moveTo(completeAt(days[0]) + MINUTE);
			const call = single.call();
			const hungUp = expect(call).rejects.toThrow();
			await eventually(
				async () => counted().reports === 2 || undefined,
				STARTED_WITHIN_MS,
				'two reports to be requested',
			);
			// n8n stores nothing after a poll that delivers nothing, so this report is requested again; after the
			// activation at its start it stores the checkpoint.
			expect(await instance().workflowsThatKeepLinks()).toEqual([]);
			await killAndRestart();
			await hungUp;
			await eventually(
				async () => (await instance().workflowsThatKeepLinks()).includes('Daily') || undefined,
				STARTED_WITHIN_MS,
				'the checkpoint to be stored',
			);
			expect(counted().reports).toBe(3);
			calendar.moveTo(calendar.now() + LATER_MS);
			await daily.receives(days.slice(0, 1));
			expect(await single.executions()).toEqual([{ id: expect.any(String), status: 'success' }]);

			// Killed while a worker processes the second day.
			simulator.set({ readyAfter: 0 });
			calendar.moveTo(completeAt(days[1]) + MINUTE);
			await eventually(
				async () => (await running(daily.id)) || undefined,
				STARTED_WITHIN_MS,
				'the second day to be delivered',
				50,
			);
			await killAndRestart();
			await daily.receives(days.slice(0, 2));

			calendar.moveTo(completeAt(days[2]) + MINUTE);
			await daily.receives(days);
			await sleep(POLLED_MS);
			await daily.deactivate();
			expect(daily.received.map(({ day }) => day)).toEqual(days);
			expect(daily.notified).toEqual([]);
			expect(counted().reports).toBe(5);
			expect(await instance().workflowsThatKeepLinks()).toEqual([]);
			// At its start n8n gives up the executions whose results it has lost.
			const left = `select count(*) from execution_entity where status in ('new', 'running')`;
			expect(await postgres.rows(left)).toEqual(['0']);
		},
		RESTARTS_WITHIN_MS,
	);

	/** Whether a worker runs an execution of this workflow. */
	async function running(workflowId: string): Promise<boolean> {
		const [count] = await instance().postgres.rows(
			`select count(*) from execution_entity where "workflowId" = '${workflowId}' and status = 'running'`,
		);
		return Number(count) > 0;
	}
}
