import type { SimulatorOptions } from '../../simulator';
import { addDays, completeAt, MINUTE, SECOND } from '../../support/days';
import { eventually, sleep } from '../../support/waiting';
import type { DailyWorkflow } from '../dailyWorkflow';
import type { N8nInstance } from '../n8nInstance';
import type { CredentialRef } from '../workflows';

const ASKED_WITHIN_MS = 30 * SECOND;

/** How DT is as a rule. */
export const AS_EVER: SimulatorOptions = {
	readyAfter: 1_500,
	notReadyAs: 'mixed',
	linkLifetime: 10_800,
	dailyQuota: 50,
};
/**
 * A report that is not to be delivered before n8n is killed is ready after so long. n8n saves what a
 * trigger keeps and creates the execution in two writes: a kill in the very milliseconds between them
 * loses the delivery, whatever a node does. So a kill never meets one here.
 */
export const READY_LATER_MS = 60 * SECOND;

/** What happens happens on it: the days become due, n8n is killed and started. */
export class DailyRun {
	/** SIGKILLs so far. */
	kills = 0;

	/**
	 * @param chance gives numbers from 0 to 1
	 * @param lastDay the last day that has become due
	 */
	constructor(
		readonly instance: N8nInstance,
		readonly workflow: DailyWorkflow,
		readonly credential: CredentialRef,
		private readonly chance: () => number,
		public lastDay: string,
	) {}

	/**
	 * Moves to some moment in the half hour after the next day is complete, or one after that.
	 *
	 * @returns how many reports have been requested since
	 */
	becomeDue(days = 1): () => number {
		const { calendar, simulator } = this.instance;
		this.lastDay = addDays(this.lastDay, days);
		const later = 5 * SECOND + Math.floor(this.chance() * 30 * MINUTE);
		calendar.moveTo(completeAt(this.lastDay) + later);
		const before = simulator.reports.length;
		return () => simulator.reports.length - before;
	}

	/** Moves on by so many milliseconds. */
	passOver(time: number): void {
		const { calendar } = this.instance;
		calendar.moveTo(calendar.now() + time);
	}

	/** Some time up to so many milliseconds, in which nothing is done. */
	async linger(atMost: number): Promise<void> {
		await sleep(this.chance() * atMost);
	}

	/** Until the trigger, which polls each second, has polled. */
	async polled(): Promise<void> {
		await sleep(2.5 * SECOND);
	}

	/** Until a report has been requested. */
	async asked(reports: () => number): Promise<void> {
		const ask = async () => reports() > 0 || undefined;
		await eventually(ask, ASKED_WITHIN_MS, 'a report to be requested', 5);
	}

	async kill(): Promise<void> {
		await this.instance.server.kill();
		this.kills += 1;
		// What n8n had sent may still be under way.
		await sleep(200);
	}

	async killWhenAsked(): Promise<void> {
		this.instance.simulator.set({ readyAfter: READY_LATER_MS });
		await this.asked(this.becomeDue());
		await this.linger(150);
		await this.kill();
	}

	async startAgain(): Promise<void> {
		this.instance.simulator.set(AS_EVER);
		await this.instance.server.start();
	}
}
