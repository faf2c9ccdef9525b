import type { IDataObject } from 'n8n-workflow';

import { addDays, lastCompleteDay, utcDay } from '../../../../support/days';
import { OneTrigger, type Engine, type Polled } from '../triggerHarness';
import { ModelDt, type CountedReport } from './modelDt';

/** n8n writes the whole state with each delivery, so it stays small. */
const MOST_STATE = 4_096;

/** A day as it was delivered. */
export interface DeliveredDay {
	day: string;
	change: string;
	revision: number;
	reportId: string;
	rows: number;
	/** Of its report: with each change, backfill may rightly start again. */
	startFromChanges: number;
}

/** A failure that the user was notified of. */
export interface Notification {
	code: string;
	/** How often the run had been interrupted. */
	interruptions: number;
	/** How many requests for reports had been made. */
	attempts: number;
}

/** The key that the trigger gives each row. */
interface Key {
	day: string;
	change: string;
	revision: number;
	reportId: string;
	empty: boolean;
}

/** One trigger against a DT of its own, on the clock of jest, and all that a user can see of it. */
export class TriggerRun {
	readonly trigger: OneTrigger;

	readonly delivered: DeliveredDay[] = [];

	readonly notifications: Notification[] = [];

	/** UTC days of which the count of requests may have been lost. */
	readonly uncountedDays = new Set<string>();

	/** By number of requests for reports: before that one n8n was started, the workflow activated, or settings changed. */
	readonly interruptedAt = new Set<number>();

	/** The first day to become complete after the trigger was activated. */
	firstNewDay = '';

	private interruptions = 0;

	constructor(
		readonly engine: Engine,
		readonly dt: ModelDt,
		parameters: IDataObject,
		/** Epoch milliseconds. */
		public now: number,
	) {
		this.trigger = new OneTrigger(engine, dt, parameters);
		this.trigger.kill();
	}

	/** The trigger counts as new: the next day to become complete is its first. */
	begin(): void {
		this.firstNewDay = addDays(lastCompleteDay(this.now), 1);
	}

	/** Moves the clock on, or back. */
	pass(milliseconds: number): void {
		const isBack = milliseconds < 0;
		// Set back to another day, what was counted of the day is for another day, too.
		if (isBack) this.uncountedDays.add(utcDay(this.now));
		this.now += milliseconds;
		if (isBack) {
			this.uncountedDays.add(utcDay(this.now));
			this.interrupt();
		}
		jest.setSystemTime(this.now);
	}

	async activate(activation: 'activate' | 'init' = 'activate'): Promise<Polled> {
		this.interrupt();
		this.dt.beforePoll();
		const polled = await this.trigger.activate(activation);
		this.interrupt();
		this.record(polled);
		return polled;
	}

	/** @param discards whether n8n discards what this poll delivers, since the workflow was activated again meanwhile */
	async poll(discards: () => boolean): Promise<void> {
		this.dt.beforePoll();
		let isDiscarded = false;
		this.trigger.discards = () => (isDiscarded = discards());
		const polled = await this.trigger.poll();
		if (isDiscarded) await this.activate();
		else this.record(polled);
	}

	/** The process of n8n ends, and with it all that was not in the database. */
	kill(): void {
		this.trigger.kill();
		this.dt.excuse('n8n was killed');
		this.uncountedDays.add(utcDay(this.now));
	}

	/** The setting Start From, or what stands for it. */
	get startFrom(): string {
		return String(this.trigger.parameters.startFrom || this.firstNewDay);
	}

	/** Whether the settings have nothing delivered for a day. */
	isSkipped(day: string): boolean {
		const { emptyDays } = this.trigger.parameters.options as { emptyDays: string };
		return emptyDays === 'skip' && ModelDt.rowsOf(day) === 0;
	}

	reportOf(reportId: string): CountedReport {
		return this.dt.counted.find(({ id }) => id === reportId) as CountedReport;
	}

	private interrupt(): void {
		this.interruptions++;
		this.interruptedAt.add(this.dt.attempts.length);
	}

	private record({ items, error }: Polled): void {
		// Plain comparisons, since there are thousands: those of jest would take most of the time.
		const { size } = this.trigger;
		if (size >= MOST_STATE) throw new Error(`the state takes ${size} characters`);
		if (error) {
			const { code } = (error.context as { dt: { code: string } }).dt;
			const attempts = this.dt.attempts.length;
			this.notifications.push({ code, interruptions: this.interruptions, attempts });
		}
		const rowsByDay = new Map<string, IDataObject[]>();
		for (const { json } of items ?? []) {
			const { day } = json._dt as unknown as Key;
			rowsByDay.set(day, [...(rowsByDay.get(day) ?? []), json]);
		}
		for (const [day, rows] of rowsByDay) this.recordDay(day, rows);
		for (const report of this.dt.counted) {
			if (this.delivered.some(({ reportId }) => reportId === report.id)) {
				report.excuses.add('it was delivered');
			}
		}
	}

	private recordDay(day: string, rows: IDataObject[]): void {
		const key = rows[0]._dt as unknown as Key;
		const { metrics } = this.trigger.parameters as { metrics: string[] };
		const columns = Object.keys(rows[0]).length - 2;
		if (!key.empty && columns !== metrics.length) throw new Error(`${day} is of another query`);
		// Rows of a day have its date, and all have the same key.
		const text = JSON.stringify(key);
		const odd = rows.filter((row) => row.Date !== day || JSON.stringify(row._dt) !== text);
		if (odd.length > 0) throw new Error(`odd rows of ${day}: ${JSON.stringify(odd)}`);
		const { change, revision, reportId } = key;
		this.delivered.push({
			...{ day, change, revision, reportId },
			rows: key.empty ? 0 : rows.length,
			startFromChanges: this.reportOf(reportId).startFromChanges,
		});
	}
}
