import { addDays, HOUR, MINUTE, SECOND } from '../../support/days';
import { eventually } from '../../support/waiting';
import { AS_EVER, READY_LATER_MS, type DailyRun } from './dailyRun';

/**
 * Makes something happen while days become due, until nothing but time is needed for them to be handed
 * over. It gives the number of reports, beyond the one that is needed, that it explains: n8n keeps
 * nothing of a report that was requested on schedule, so a kill while it is in pending report explains one.
 */
type MakeHappen = (dailyRun: DailyRun, days: number) => Promise<number>;

export type Event =
	| 'nothing'
	| 'killed at any moment'
	| 'killed when asked'
	| 'killed twice'
	| 'killed before'
	| 'outage'
	| 'outage while asked'
	| 'keys revoked'
	| 'quota used up'
	| 'file answers 503'
	| 'file connection reset'
	| 'file cut off'
	| 'link expired';

export const EVENTS: Record<Event, MakeHappen> = {
	nothing: async (dailyRun) => {
		dailyRun.becomeDue();
		return 0;
	},

	'killed at any moment': async (dailyRun) => {
		dailyRun.instance.simulator.set({ readyAfter: READY_LATER_MS });
		const asked = dailyRun.becomeDue();
		await dailyRun.linger(4 * SECOND);
		await dailyRun.kill();
		const withPendingReport = asked();
		await dailyRun.startAgain();
		return withPendingReport;
	},

	'killed when asked': async (dailyRun) => {
		await dailyRun.killWhenAsked();
		await dailyRun.startAgain();
		return 1;
	},

	/** What a poll at n8n's start has requested is kept, so the second kill explains nothing. */
	'killed twice': async (dailyRun) => {
		const { instance, workflow } = dailyRun;
		await dailyRun.killWhenAsked();
		await instance.server.start();
		await eventually(
			async () =>
				(await workflow.kept()).includes(instance.simulator.reports.at(-1)!.id) || undefined,
			30 * SECOND,
			'the report to be kept',
		);
		await instance.client.settled(workflow.id);
		await dailyRun.kill();
		dailyRun.passOver(READY_LATER_MS);
		await dailyRun.startAgain();
		return 1;
	},

	'killed before': async (dailyRun) => {
		await dailyRun.kill();
		dailyRun.becomeDue();
		await dailyRun.startAgain();
		return 0;
	},

	outage: async (dailyRun, days) => {
		await dailyRun.kill();
		dailyRun.becomeDue(days);
		await dailyRun.startAgain();
		return 0;
	},

	'outage while asked': async (dailyRun, days) => {
		await dailyRun.killWhenAsked();
		dailyRun.becomeDue(days - 1);
		await dailyRun.startAgain();
		return 1;
	},

	/** n8n is killed once meanwhile, so two of its lives meet the revoked keys. */
	'keys revoked': async (dailyRun, days) => {
		const { instance, workflow, credential } = dailyRun;
		const notified = workflow.notified.length;
		instance.simulator.revoke();
		for (let day = 1; day <= days; day++) {
			dailyRun.becomeDue();
			await dailyRun.polled();
			dailyRun.passOver(6 * HOUR);
			await dailyRun.polled();
			if (day > 1) continue;
			await workflow.isNotified(notified + 1);
			await dailyRun.kill();
			await dailyRun.startAgain();
		}
		await workflow.isNotified(notified + 2);
		instance.newKeys();
		const { clientId, clientSecret } = instance.simulator;
		await instance.client.updateCredential(credential.id, { clientId, clientSecret });
		return 0;
	},

	'quota used up': async (dailyRun) => {
		const { calendar, simulator } = dailyRun.instance;
		const notified = dailyRun.workflow.notified.length;
		simulator.set({ dailyQuota: 0 });
		const asked = dailyRun.becomeDue();
		await dailyRun.workflow.isNotified(notified + 1);
		// A trigger that asked too early would now get a report, and be seen by it.
		simulator.set(AS_EVER);
		const midnight = Date.parse(addDays(calendar.day, 1));
		for (const before of [8 * HOUR, HOUR, 30 * SECOND]) {
			calendar.moveTo(midnight - before);
			await dailyRun.polled();
			if (asked() > 0) throw new Error(`asked by ${calendar.text}, before the quota was new`);
		}
		calendar.moveTo(midnight + 10 * SECOND);
		return 0;
	},

	'file answers 503': async (dailyRun) => await firstLooks(dailyRun, { status: 503 }),

	'file connection reset': async (dailyRun) => await firstLooks(dailyRun, { action: 'reset' }),

	'file cut off': async (dailyRun) => await firstLooks(dailyRun, { action: 'truncate' }),

	'link expired': async (dailyRun) => {
		const { simulator } = dailyRun.instance;
		simulator.set({ readyAfter: READY_LATER_MS, linkLifetime: 30 });
		await dailyRun.asked(dailyRun.becomeDue());
		simulator.set(AS_EVER);
		dailyRun.passOver(10 * MINUTE);
		return 1;
	},
};

/** The first checks a file that is ready at once go wrong. */
async function firstLooks(
	dailyRun: DailyRun,
	fault: { status?: number; action?: 'reset' | 'truncate' },
): Promise<number> {
	dailyRun.instance.simulator.set({ readyAfter: 0 });
	dailyRun.instance.simulator.fault({ on: 'file', times: 2, ...fault });
	dailyRun.becomeDue();
	return 0;
}
