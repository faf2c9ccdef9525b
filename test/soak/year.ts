import type { SimulatorOptions } from '../simulator';
import { addDays, completeAt, HOUR, MINUTE, SECOND } from '../support/days';
import { eventually, sleep } from '../support/waiting';
import type { DailyWorkflow } from '../e2e/dailyWorkflow';
import type { N8nInstance } from '../e2e/n8nInstance';
import type { CredentialRef } from '../e2e/workflows';

/** How DT is on a plain day; on every other one a report is ready later than it is requested. */
const PLAIN: SimulatorOptions = {
	readyAfter: 0,
	notReadyAs: 'mixed',
	linkLifetime: 10_800,
	dailyQuota: 50,
};
const ASKED_WITHIN_MS = 30 * SECOND;
/** So long after a day is complete, time passes only slowly until it is delivered. */
const EVENING = 17 * HOUR;

/** What goes wrong on a day, until nothing but time is needed for it to be delivered. */
export type Trouble =
	| 'service unavailable'
	| 'link expired'
	| 'page for a file'
	| 'keys revoked'
	| 'quota used up'
	| 'a day of outage';

/** Which day of each 30 something goes wrong on. */
export const TROUBLES: Record<number, Trouble> = {
	4: 'service unavailable',
	9: 'link expired',
	14: 'page for a file',
	19: 'keys revoked',
	24: 'quota used up',
	28: 'a day of outage',
};

/** Days pass on it, in one life of n8n. */
export class Year {
	private readonly lastDays: string[] = [];

	constructor(
		private readonly instance: N8nInstance,
		private readonly workflow: DailyWorkflow,
		private readonly credential: CredentialRef,
		private readonly first: string,
	) {}

	/** The days that have become due so far. */
	get due(): string[] {
		return [...this.lastDays];
	}

	/** The next day becomes complete, and passes, until it is delivered; n8n polls once more in its evening. */
	async pass(): Promise<void> {
		const { calendar, simulator } = this.instance;
		const day = addDays(this.first, this.lastDays.length);
		const trouble: Trouble | undefined = TROUBLES[this.lastDays.length % 30];
		this.lastDays.push(day);
		simulator.set({ ...PLAIN, readyAfter: this.lastDays.length % 2 === 0 ? 1_500 : 0 });
		if (trouble) await this.meet(trouble, day);
		else calendar.moveTo(completeAt(day) + 5 * MINUTE);
		if (trouble) await this.waitFor(day);
		await this.workflow.receives([day]);
		simulator.clearFaults();
		await this.later(5 * HOUR);
	}

	private async meet(trouble: Trouble, day: string): Promise<void> {
		const { calendar, simulator } = this.instance;
		const becomesDue = () => calendar.moveTo(completeAt(day) + 5 * MINUTE);
		switch (trouble) {
			case 'service unavailable':
				simulator.fault({ on: 'report', status: 503, times: 2 });
				becomesDue();
				await this.polled();
				return await this.later(3 * HOUR);
			case 'page for a file':
				simulator.fault({ on: 'file', status: 200, body: '<html>Sign in</html>', times: 2 });
				becomesDue();
				await this.polled();
				return await this.later(10 * MINUTE);
			case 'link expired': {
				simulator.set({ readyAfter: HOUR, linkLifetime: 30 });
				const before = simulator.reports.length;
				becomesDue();
				const requested = async () => simulator.reports.length > before || undefined;
				await eventually(requested, ASKED_WITHIN_MS, 'a report to be requested');
				simulator.set(PLAIN);
				return await this.later(10 * MINUTE);
			}
			case 'keys revoked': {
				simulator.revoke();
				becomesDue();
				await this.polled();
				await this.later(6 * HOUR);
				this.instance.newKeys();
				const { clientId, clientSecret } = simulator;
				const keys = { clientId, clientSecret };
				await this.instance.client.updateCredential(this.credential.id, keys);
				return await this.later(HOUR);
			}
			case 'quota used up':
				simulator.set({ dailyQuota: 0 });
				becomesDue();
				await this.polled();
				simulator.set(PLAIN);
				return calendar.moveTo(Date.parse(addDays(calendar.day, 1)) + MINUTE);
			case 'a day of outage':
				simulator.fault({ on: 'any', action: 'reset', times: Infinity });
				becomesDue();
				for (let polls = 0; polls < 4; polls++) await this.later(2 * HOUR);
				simulator.clearFaults();
				return await this.later(2 * HOUR);
		}
	}

	/** Lets hours pass until a day is delivered, since the trigger pauses longer with each failure, and evening comes. */
	private async waitFor(day: string): Promise<void> {
		const isReceived = () => this.workflow.received.some((received) => received.day === day);
		const { calendar } = this.instance;
		for (;;) {
			// A poll that gets the report, and the one that checks it.
			for (let polls = 0; polls < 3 && !isReceived(); polls++) await this.polled();
			if (isReceived() || calendar.now() > completeAt(day) + EVENING) return;
			await this.later(HOUR);
		}
	}

	private async later(time: number): Promise<void> {
		const { calendar } = this.instance;
		calendar.moveTo(calendar.now() + time);
		await this.polled();
	}

	/** Until the trigger, which polls each second, has polled. */
	private async polled(): Promise<void> {
		await sleep(1.3 * SECOND);
	}
}
