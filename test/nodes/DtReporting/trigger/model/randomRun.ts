import { DAY, HOUR, MINUTE, addDays, utcDay } from '../../../../support/days';
import { randomBy } from '../../../../support/random';
import type { Engine } from '../triggerHarness';
import { backfillComesLast } from './invariants';
import { FILE_FAULTS, ModelDt, REPORT_FAULTS } from './modelDt';
import { TriggerRun } from './triggerRun';

export const START = Date.parse('2026-11-10T00:00:00Z');

/**
 * A random run of the trigger: settings, and then polls, jumps of the clock, n8n ended and started, faults
 * of every kind, changed settings; in the end a week in which nothing fails, so that all that is due must
 * have been delivered. All of it follows from the seed, so the order of the random draws must stay.
 */
export class RandomRun {
	readonly run: TriggerRun;

	/** Whether nothing fails any more. */
	private isCalm = false;

	private readonly random: () => number;

	constructor(readonly seed: number) {
		this.random = randomBy(seed);
		jest.spyOn(Math, 'random').mockImplementation(this.random);
		const drawn = this.random();
		const engine: Engine = drawn < 0.6 ? 'usual' : drawn < 0.8 ? 'durable' : 'scheduler';
		const dt = new ModelDt(this.random);
		dt.quota = this.random() < 0.2 ? 3 : this.random() < 0.5 ? 1_000 : 50;
		const parameters = {
			lookbackDays: this.chance(0.4) ? this.whole(1, 10) : 0,
			startFrom: this.chance(0.4) ? addDays(utcDay(START), -this.whole(0, 400)) : '',
			options: {
				historyReports: this.whole(1, 4),
				emptyDays: this.chance(0.3) ? 'skip' : 'item',
			},
		};
		this.run = new TriggerRun(engine, dt, parameters, START);
	}

	get name(): string {
		return `seed ${this.seed} (${this.run.engine})`;
	}

	async play(): Promise<void> {
		const { run } = this;
		run.pass(this.whole(0, 2 * DAY));
		run.begin();
		if (this.chance(0.2)) run.dt.faults.report = 'unavailable';
		if (this.chance(0.1)) await this.isRefused();
		await run.activate();
		// Until its first poll the durable scheduler has kept nothing, so only a jump may come before it.
		if (run.engine === 'durable') {
			run.dt.excuse('n8n did not poll');
			if (this.chance(0.3)) this.addFaults();
			run.pass(this.chance(0.5) ? this.whole(0, 2 * DAY) : MINUTE);
			await this.poll();
		}
		const steps = this.whole(20, 60);
		for (let step = 0; step < steps; step++) await this.step();
		await this.calmWeek();
	}

	private async step(): Promise<void> {
		const { run } = this;
		const drawn = this.random();
		if (drawn < 0.62) {
			for (let polls = this.whole(1, 8); polls > 0; polls--) {
				await this.poll();
				run.pass(this.whole(1, 30) * MINUTE);
			}
		} else if (drawn < 0.7) run.pass(this.whole(1, 5 * DAY));
		else if (drawn < 0.72) run.pass(-this.whole(MINUTE, 20 * HOUR));
		else if (drawn < 0.8) await this.restart();
		else if (drawn < 0.9) this.addFaults();
		else if (drawn < 0.95) run.dt.faults = {};
		else await this.changeSettings();
	}

	/** Nothing fails any more: what is due must be delivered, whatever was before. */
	private async calmWeek(): Promise<void> {
		const { run } = this;
		this.isCalm = true;
		run.dt.faults = {};
		run.dt.quota = 1_000;
		run.pass(HOUR);
		const until = run.now + 6 * DAY;
		while (run.now < until) {
			await this.poll();
			run.pass(this.whole(1, 150) * MINUTE);
		}
		// It ends well after noon, so that the last complete day has been delivered, too.
		run.pass(Date.parse(`${utcDay(run.now)}T23:00:00Z`) - run.now);
		for (let polls = 0; polls < 60; polls++) {
			await this.poll();
			run.pass(2 * MINUTE);
		}
	}

	private async poll(): Promise<void> {
		const { run } = this;
		const before = run.dt.counted.length;
		await run.poll(() => !this.isCalm && this.chance(0.1));
		backfillComesLast(run, run.dt.counted[before]);
	}

	/** A new trigger that is refused begins when it is activated in the end. */
	private async isRefused(): Promise<void> {
		const { run } = this;
		run.dt.faults.report = 'revoked';
		expect((await run.activate()).error).toBeDefined();
		run.dt.faults = {};
		run.pass(this.whole(0, 3 * DAY));
		run.begin();
	}

	private async restart(): Promise<void> {
		const { run } = this;
		const isKilled = this.chance(0.7);
		if (isKilled) run.kill();
		run.pass(this.whole(1, this.chance(0.2) ? 9 * DAY : HOUR));
		// One that has worked is never refused because of DT: it would stay switched off.
		const { error } = await run.activate(isKilled ? 'init' : 'activate');
		expect(error).toBeUndefined();
	}

	private addFaults(): void {
		const { faults } = this.run.dt;
		if (this.chance(0.5)) faults.report = this.oneOf(REPORT_FAULTS);
		if (this.chance(0.3)) faults.file = this.oneOf(FILE_FAULTS);
		if (this.chance(0.2)) faults.neverReady = true;
		if (this.chance(0.1)) faults.zeroBytes = true;
	}

	private async changeSettings(): Promise<void> {
		const { run } = this;
		const { dt, trigger } = run;
		const { parameters } = trigger;
		const drawn = this.random();
		if (drawn < 0.2) {
			parameters.lookbackDays = this.whole(0, 12);
		} else if (drawn < 0.5) {
			const from = run.startFrom;
			const days = this.chance(0.3) ? this.whole(1, 40) : -this.whole(1, 150);
			parameters.startFrom = addDays(from, days);
			const last = dt.counted.at(-1);
			if (last && last.body.dateRange.end < parameters.startFrom) {
				dt.excuse('its days were not wanted any more');
			}
			dt.startFromChanges++;
		} else if (drawn < 0.7) {
			const metrics = ['Publisher Revenue', 'Offer Clicks', 'Offer Impressions'];
			parameters.metrics = metrics.slice(0, this.whole(1, 3));
			dt.excuse('the query was changed');
		} else if (drawn < 0.9) {
			trigger.credential = { ...trigger.credential, clientId: `id-${this.random()}` };
			dt.excuse('the account was changed');
		} else {
			const clientSecret = `${this.random()}`.padEnd(340, 'x');
			trigger.credential = { ...trigger.credential, clientSecret };
		}
		// Saved and published: n8n takes the node out and activates it again from the database.
		const { faults } = dt;
		dt.faults = {};
		await run.activate();
		dt.faults = faults;
	}

	private whole(least: number, most: number): number {
		return least + Math.floor(this.random() * (most - least + 1));
	}

	private chance(of: number): boolean {
		return this.random() < of;
	}

	private oneOf<T>(values: readonly T[]): T {
		return values[this.whole(0, values.length - 1)];
	}
}
