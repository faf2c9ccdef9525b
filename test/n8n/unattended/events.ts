import { addDays } from '../calendar/days';
import { eventually } from '../n8nClient';
import { AS_EVER, HOUR, MINUTE, READY_LATER_MS, SECOND, type Stage } from './stage';

/**
 * Makes something happen while days become due, until nothing but time is needed for them to be handed
 * over. It gives the number of reports, beyond the one that is needed, that it explains: n8n keeps
 * nothing of a report that was requested on schedule, so a kill while it is in pending report explains one.
 */
type MakeHappen = (stage: Stage, days: number) => Promise<number>;

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
	nothing: async (stage) => {
		stage.becomeDue();
		return 0;
	},

	'killed at any moment': async (stage) => {
		stage.lab.simulator.set({ readyAfter: READY_LATER_MS });
		const asked = stage.becomeDue();
		await stage.linger(4 * SECOND);
		await stage.kill();
		const withPendingReport = asked();
		await stage.startAgain();
		return withPendingReport;
	},

	'killed when asked': async (stage) => {
		await stage.killWhenAsked();
		await stage.startAgain();
		return 1;
	},

	/** What a poll at n8n's start has requested is kept, so the second kill explains nothing. */
	'killed twice': async (stage) => {
		const { lab, workflow } = stage;
		await stage.killWhenAsked();
		await lab.server.start();
		await eventually(
			async () => (await workflow.kept()).includes(lab.simulator.reports.at(-1)!.id) || undefined,
			30 * SECOND,
			'the report to be kept',
		);
		await lab.client.settled(workflow.id);
		await stage.kill();
		stage.passOver(READY_LATER_MS);
		await stage.startAgain();
		return 1;
	},

	'killed before': async (stage) => {
		await stage.kill();
		stage.becomeDue();
		await stage.startAgain();
		return 0;
	},

	outage: async (stage, days) => {
		await stage.kill();
		stage.becomeDue(days);
		await stage.startAgain();
		return 0;
	},

	'outage while asked': async (stage, days) => {
		await stage.killWhenAsked();
		stage.becomeDue(days - 1);
		await stage.startAgain();
		return 1;
	},

	/** n8n is killed once meanwhile, so two of its lives meet the revoked keys. */
	'keys revoked': async (stage, days) => {
		const { lab, workflow, credential } = stage;
		const told = workflow.told.length;
		lab.simulator.revoke();
		for (let day = 1; day <= days; day++) {
			stage.becomeDue();
			await stage.polled();
			stage.passOver(6 * HOUR);
			await stage.polled();
			if (day > 1) continue;
			await workflow.isTold(told + 1);
			await stage.kill();
			await stage.startAgain();
		}
		await workflow.isTold(told + 2);
		lab.newKeys();
		const { clientId, clientSecret } = lab.simulator;
		await lab.client.updateCredential(credential.id, { clientId, clientSecret });
		return 0;
	},

	'quota used up': async (stage) => {
		const { calendar, simulator } = stage.lab;
		const told = stage.workflow.told.length;
		simulator.set({ dailyQuota: 0 });
		const asked = stage.becomeDue();
		await stage.workflow.isTold(told + 1);
		// A trigger that asked too early would now get a report, and be seen by it.
		simulator.set(AS_EVER);
		const midnight = Date.parse(addDays(calendar.day, 1));
		for (const before of [8 * HOUR, HOUR, 30 * SECOND]) {
			calendar.moveTo(midnight - before);
			await stage.polled();
			if (asked() > 0) throw new Error(`asked by ${calendar.text}, before the quota was new`);
		}
		calendar.moveTo(midnight + 10 * SECOND);
		return 0;
	},

	'file answers 503': async (stage) => await firstLooks(stage, { status: 503 }),

	'file connection reset': async (stage) => await firstLooks(stage, { action: 'reset' }),

	'file cut off': async (stage) => await firstLooks(stage, { action: 'truncate' }),

	'link expired': async (stage) => {
		const { simulator } = stage.lab;
		simulator.set({ readyAfter: READY_LATER_MS, linkLifetime: 30 });
		await stage.asked(stage.becomeDue());
		simulator.set(AS_EVER);
		stage.passOver(10 * MINUTE);
		return 1;
	},
};

/** The first checks a file that is ready at once go wrong. */
async function firstLooks(
	stage: Stage,
	fault: { status?: number; action?: 'reset' | 'truncate' },
): Promise<number> {
	stage.lab.simulator.set({ readyAfter: 0 });
	stage.lab.simulator.fault({ on: 'file', times: 2, ...fault });
	stage.becomeDue();
	return 0;
}
