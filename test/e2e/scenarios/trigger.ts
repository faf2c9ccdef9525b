import { addDays, completeAt, daysFrom, MINUTE } from '../../support/days';
import { eventually, sleep } from '../../support/waiting';
import { startCollector, type Collector } from '../collector';
import { DailyWorkflow, type DailyOptions } from '../dailyWorkflow';
import type { N8nInstance } from '../n8nInstance';
import type { N8nHttpError } from '../n8nClient';
import { code } from '../workflows';

const RESTART_WITHIN_MS = 120_000;
/** n8n 2.41 tries an activation five times, in some 15 seconds. */
const REFUSED_WITHIN_MS = 60_000;
/** A report that is to be in pending report for a while; the calendar then passes over it. */
const LATER_MS = 2 * MINUTE;
const POLLED_MS = 2_500;
/** Longer than it takes until the next day is delivered. */
const SLOW_MS = 15_000;
const MOST_KEPT_BYTES = 4096;

/** Until a trigger that polls each second has polled. */
const polled = async () => await sleep(POLLED_MS);

/** The trigger when it is activated, deactivated and restarted, and beside nodes that keep data of their own. */
export function triggerScenarios(instance: () => N8nInstance): void {
	let collector: Collector;
	let workflow: DailyWorkflow;

	beforeAll(async () => {
		collector = await startCollector(instance().calendar.now);
		completeToday();
	});

	beforeEach(() =>
		instance().simulator.set({ readyAfter: 1_000, notReadyAs: 'mixed', dailyQuota: 100_000 }),
	);

	afterEach(async () => {
		// There is none where the first could not be made, and that is what has to be notified then.
		await (workflow as DailyWorkflow | undefined)?.deactivate();
	});

	afterAll(async () => await collector.close());

	async function create(name: string, options: DailyOptions = {}, wrong = {}) {
		const credential = await instance().credential(wrong);
		workflow = await DailyWorkflow.create(instance(), collector, name, credential, options);
		return { credential, asked: instance().counter() };
	}

	/** Moves to the moment when the day that is now the present one is complete; gives that day. */
	function completeToday(): string {
		const { calendar } = instance();
		const { day } = calendar;
		calendar.moveTo(completeAt(day) + MINUTE);
		return day;
	}

	const passOver = () => {
		const { calendar } = instance();
		calendar.moveTo(calendar.now() + LATER_MS);
	};

	const receivedDays = () => workflow.received.map(({ day }) => day);

	it(
		'resumes after a restart the report that was requested when it was activated',
		async () => {
			const { calendar, simulator, server } = instance();
			simulator.set({ readyAfter: LATER_MS });
			const day = addDays(calendar.day, -1);
			const { asked } = await create('Restarted', { parameters: { startFrom: day } });
			await workflow.activate();
			expect(asked().reports).toBe(1);
			const kept = await workflow.kept();
			expect(kept).toContain(simulator.reports.at(-1)!.id);
			expect(Buffer.byteLength(kept)).toBeLessThan(MOST_KEPT_BYTES);
			await server.restart();
			await polled();
			passOver();
			await workflow.receives([day]);
			expect(asked().reports).toBe(1);
			expect(receivedDays()).toEqual([day]);
		},
		RESTART_WITHIN_MS,
	);

	it(
		"is not activated with wrong keys, and says so in DT's words",
		async () => {
			const { calendar, client, simulator } = instance();
			const days = daysFrom(addDays(calendar.day, -5), 5);
			const parameters = { startFrom: days[0] };
			const { credential, asked } = await create(
				'Wrong keys',
				{ parameters },
				{ clientSecret: 'wrong-'.repeat(57) },
			);
			expect(await refusal()).toContain(
				'DT does not know this Client ID and Client Secret (invalid_client)',
			);
			await client.updateCredential(credential.id, { clientSecret: simulator.clientSecret });
			await workflow.activate();
			await workflow.receives(days);
			expect(receivedDays()).toEqual(days);
			expect(asked().reports).toBe(1);
			expect(workflow.notified).toEqual([]);
		},
		REFUSED_WITHIN_MS,
	);

	/** Why the workflow was not activated: in the response, or, since n8n 2.41, in the status of its publication. */
	async function refusal(): Promise<string> {
		const { client } = instance();
		const answered = await client.activate(workflow.id).then(
			() => undefined,
			(error: N8nHttpError) => error.body,
		);
		const publication = await client.settled(workflow.id);
		return answered ?? publication?.triggers.map(({ errorMessage }) => errorMessage).join() ?? '';
	}

	it('neither repeats nor skips a day when it is switched off and on again', async () => {
		const { simulator } = instance();
		const { asked } = await create('Off and on');
		await workflow.activate();
		const first = completeToday();
		await workflow.receives([first]);

		await workflow.deactivate();
		await workflow.activate();
		await polled();
		expect(receivedDays()).toEqual([first]);
		expect(asked().reports).toBe(1);

		await workflow.deactivate();
		completeToday();
		completeToday();
		await polled();
		expect(asked().reports).toBe(1);
		await workflow.activate();
		await workflow.receives(daysFrom(first, 3));
		expect(asked().reports).toBe(2);

		// While a report is in pending report: n8n keeps nothing of it, the process does.
		simulator.set({ readyAfter: LATER_MS });
		completeToday();
		await eventually(async () => asked().reports === 3 || undefined, MINUTE, 'a third report');
		await workflow.deactivate();
		await workflow.activate();
		passOver();
		await workflow.receives(daysFrom(first, 4));
		expect(receivedDays()).toEqual(daysFrom(first, 4));
		expect(asked().reports).toBe(3);
	});

	it('resumes the newest report when it is switched off and on again, where n8n keeps an older one', async () => {
		const { calendar, simulator } = instance();
		simulator.set({ readyAfter: 0 });
		// So often that the first report is given up; the second is not ready for a while.
		simulator.fault({ on: 'file', status: 200, body: '<html>busy</html>', times: 3 });
		const day = addDays(calendar.day, -1);
		const { asked } = await create('Off and on, asked twice', { parameters: { startFrom: day } });
		await workflow.activate();
		simulator.set({ readyAfter: LATER_MS });
		const [first] = simulator.reports.slice(-1);
		await eventually(async () => asked().reports === 2 || undefined, MINUTE, 'a second report');
		expect(await workflow.kept()).toContain(first.id);
		await workflow.deactivate();
		await workflow.activate();
		passOver();
		await workflow.receives([day]);
		expect(workflow.received[0].reportId).toBe(simulator.reports.at(-1)!.id);
		expect(asked().reports).toBe(2);
	});

	it('is switched on again with revoked keys where it has worked before, notifies once, and goes on by itself', async () => {
		const { client, simulator } = instance();
		const { credential, asked } = await create('Revoked while off');
		await workflow.activate();
		const first = completeToday();
		await workflow.receives([first]);
		await workflow.deactivate();
		simulator.revoke();
		completeToday();
		await workflow.activate();
		await workflow.isNotified(1);
		await polled();
		instance().newKeys();
		const { clientId, clientSecret } = simulator;
		await client.updateCredential(credential.id, { clientId, clientSecret });
		await workflow.receives(daysFrom(first, 2));
		expect(receivedDays()).toEqual(daysFrom(first, 2));
		expect(workflow.notified).toEqual(['invalid_client']);
		expect(asked().reports).toBe(2);
	});

	it(
		'repeats no day beside a node with static data as long as n8n lives, and after a restart only what n8n has forgotten',
		async () => {
			const { calendar, server, simulator } = instance();
			const first = calendar.day;
			const second = addDays(first, 1);
			const { asked } = await create('Static data', { nodes: [countsFor(first)] });
			await workflow.activate();
			completeToday();
			await eventually(
				async () => (asked().reports === 1 && simulator.reports.at(-1)?.downloads) || undefined,
				MINUTE,
				'the first day to be delivered',
			);
			completeToday();
			await workflow.receives([second]);
			await workflow.receives([first, second]);
			expect(receivedDays()).toEqual([second, first]);
			// The end of an execution whose nodes have changed static data saves that of the whole workflow as
			// it was at the start; here the first day's ends last, and the database forgets the second.
			await eventually(
				async () => (await forgottenOf([second])).length > 0 || undefined,
				MINUTE,
				'the older place to be saved',
			);

			await workflow.deactivate();
			await workflow.activate();
			await polled();
			expect(receivedDays()).toEqual([second, first]);
			completeToday();
			await workflow.receives(daysFrom(first, 3));
			await polled();
			expect([...receivedDays()].sort()).toEqual(daysFrom(first, 3));
			expect(asked().reports).toBe(3);

			const forgotten = await forgottenOf(receivedDays());
			await server.restart();
			completeToday();
			await workflow.receives(daysFrom(first, 4));
			await polled();
			expect([...receivedDays()].sort()).toEqual([...daysFrom(first, 4), ...forgotten].sort());
		},
		RESTART_WITHIN_MS,
	);

	/** A node that keeps data of its own; with the rows of this day it takes its time. */
	const countsFor = (slowDay: string) =>
		code(
			'Counts',
			[
				"const kept = $getWorkflowStaticData('node');",
				'kept.runs = (kept.runs ?? 0) + 1;',
				`const isSlow = $input.first().json._dt_day === '${slowDay}';`,
				`if (isSlow) await new Promise((resolve) => setTimeout(resolve, ${SLOW_MS}));`,
				'return $input.all();',
			].join('\n'),
		);

	it('goes on, as long as n8n lives, where what n8n keeps of it was wiped', async () => {
		const { asked } = await create('Wiped');
		await workflow.activate();
		const first = completeToday();
		await workflow.receives([first]);
		await polled();
		await workflow.deactivate();
		await workflow.wipe();
		expect(await workflow.kept()).toBe('{}');
		completeToday();
		await workflow.activate();
		await workflow.receives(daysFrom(first, 2));
		await polled();
		expect(receivedDays()).toEqual(daysFrom(first, 2));
		expect(asked().reports).toBe(2);
	});

	/** Those of these days of which n8n's database does not say that they were delivered. */
	async function forgottenOf(days: string[]): Promise<string[]> {
		const { daily } = JSON.parse(await workflow.kept()) as {
			daily: { delivered: Array<[start: string, end: string]> };
		};
		return days.filter(
			(day) => !daily.delivered.some(([start, end]) => start <= day && day <= end),
		);
	}
}
