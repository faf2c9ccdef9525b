import type { IDataObject } from 'n8n-workflow';

import { DAY, HOUR, MINUTE, ModelDt, utcDay, type CountedReport } from './fakeDt';
import { OneTrigger, type Engine, type Polled } from './triggerHarness';

/**
 * Random lives of the trigger, by seed: polls, jumps of the clock, n8n ended and started, faults of every
 * kind, changed settings; then a calm in which everything due must come. DT_MODEL_SEEDS sets how many lives
 * are lived, DT_MODEL_SEED the first of them.
 */
// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- settings of a test
const { env } = process;
const FIRST_SEED = Number(env.DT_MODEL_SEED ?? 1);
const SEEDS = Number(env.DT_MODEL_SEEDS ?? 500);
const GROUPS = 20;

const START = Date.parse('2026-11-10T00:00:00Z');
const MOST_STATE = 4_096;

/** mulberry32: the same numbers for the same seed, everywhere. */
function randomBy(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const addDays = (day: string, days: number) => utcDay(Date.parse(day) + days * DAY);
const lastComplete = (now: number) => utcDay(now - 1.5 * DAY);

interface Given {
	day: string;
	change: string;
	revision: number;
	reportId: string;
	rows: number;
	columns: number;
	/** The epoch of its report: with each, backfill may rightly start anew. */
	epoch: number;
}

/** One life, and what is known of it from outside. */
class Life {
	readonly random: () => number;

	readonly dt: ModelDt;

	readonly trigger: OneTrigger;

	readonly engine: Engine;

	readonly given: Given[] = [];

	readonly notified: Array<{ code: string; epoch: number; attempt: number }> = [];

	/** UTC days of which what was counted may have been lost. */
	readonly disturbed = new Set<string>();

	/** By number of attempt: before it, n8n was started, the workflow activated, or settings changed. */
	readonly breaks = new Set<number>();

	kills = 0;

	firstNewDay = '';

	private isCalm = false;

	private disturbances = 0;

	private now = START;

	constructor(readonly seed: number) {
		this.random = randomBy(seed);
		jest.spyOn(Math, 'random').mockImplementation(this.random);
		const luck = this.random();
		this.engine = luck < 0.6 ? 'usual' : luck < 0.8 ? 'durable' : 'scheduler';
		this.dt = new ModelDt(this.random);
		this.dt.quota = this.random() < 0.2 ? 3 : this.random() < 0.5 ? 1_000 : 50;
		this.trigger = new OneTrigger(this.engine, this.dt, {
			lookbackDays: this.chance(0.4) ? this.whole(1, 10) : 0,
			startFrom: this.chance(0.4) ? addDays(utcDay(START), -this.whole(0, 400)) : '',
			options: {
				historyReports: this.whole(1, 4),
				emptyDays: this.chance(0.3) ? 'skip' : 'item',
			},
		});
	}

	async live(): Promise<void> {
		this.pass(this.whole(0, 2 * DAY));
		this.firstNewDay = addDays(lastComplete(this.now), 1);
		if (this.chance(0.2)) this.dt.faults.ask = 'unavailable';
		if (this.chance(0.1)) await this.isRefused();
		await this.activate();
		// Until its first poll the durable scheduler has kept nothing, so only a jump may come before it.
		if (this.engine === 'durable') {
			this.dt.excuse('n8n stood still');
			if (this.chance(0.3)) this.breakSomething();
			this.pass(this.chance(0.5) ? this.whole(0, 2 * DAY) : MINUTE);
			await this.poll();
		}
		const steps = this.whole(20, 60);
		for (let step = 0; step < steps; step++) await this.something();
		await this.calm();
	}

	/** Everything works again: what is due must come, whatever was before. */
	private async calm(): Promise<void> {
		this.isCalm = true;
		this.dt.faults = {};
		this.dt.quota = 1_000;
		this.pass(HOUR);
		const until = this.now + 6 * DAY;
		while (this.now < until) {
			await this.poll();
			this.pass(this.whole(1, 150) * MINUTE);
		}
		// The end falls well behind noon, so that the last day complete has come, too.
		this.pass(Date.parse(`${utcDay(this.now)}T23:00:00Z`) - this.now);
		for (let polls = 0; polls < 60; polls++) {
			await this.poll();
			this.pass(2 * MINUTE);
		}
	}

	private async something(): Promise<void> {
		const luck = this.random();
		if (luck < 0.62) {
			for (let polls = this.whole(1, 8); polls > 0; polls--) {
				await this.poll();
				this.pass(this.whole(1, 30) * MINUTE);
			}
		} else if (luck < 0.7) this.pass(this.whole(1, 5 * DAY));
		else if (luck < 0.72) this.pass(-this.whole(MINUTE, 20 * HOUR));
		else if (luck < 0.8) await this.restart();
		else if (luck < 0.9) this.breakSomething();
		else if (luck < 0.95) this.dt.faults = {};
		else await this.changeSettings();
	}

	private async activate(activation: 'activate' | 'init' = 'activate'): Promise<Polled> {
		this.disturb();
		this.dt.polled();
		const polled = await this.trigger.activate(activation);
		this.disturb();
		this.note(polled);
		return polled;
	}

	/** A new one that is refused begins when it is activated in the end. */
	private async isRefused(): Promise<void> {
		this.dt.faults.ask = 'revoked';
		expect((await this.activate()).error).toBeDefined();
		this.dt.faults = {};
		this.pass(this.whole(0, 3 * DAY));
		this.firstNewDay = addDays(lastComplete(this.now), 1);
	}

	private disturb(): void {
		this.disturbances++;
		this.breaks.add(this.dt.attempts.length);
	}

	private async restart(): Promise<void> {
		const killed = this.chance(0.7);
		if (killed) {
			this.kills++;
			this.trigger.kill();
			this.dt.excuse('n8n was killed');
			this.disturbed.add(utcDay(this.now));
		}
		this.pass(this.whole(1, this.chance(0.2) ? 9 * DAY : HOUR));
		// One that has worked is never refused because of DT: it would stay switched off.
		const { error } = await this.activate(killed ? 'init' : 'activate');
		expect(error).toBeUndefined();
	}

	private breakSomething(): void {
		const asks = [
			'unavailable',
			'lost',
			'noLink',
			'unreached',
			'revoked',
			'rejected',
			'page',
		] as const;
		const checks = ['unavailable', 'markup', 'cut', 'otherDay', 'reset'] as const;
		if (this.chance(0.5)) this.dt.faults.ask = asks[this.whole(0, asks.length - 1)];
		if (this.chance(0.3)) this.dt.faults.check = checks[this.whole(0, checks.length - 1)];
		if (this.chance(0.2)) this.dt.faults.never = true;
		if (this.chance(0.1)) this.dt.faults.zero = true;
	}

	private async changeSettings(): Promise<void> {
		const { parameters } = this.trigger;
		const luck = this.random();
		if (luck < 0.2) {
			parameters.lookbackDays = this.whole(0, 12);
		} else if (luck < 0.5) {
			const from = String(parameters.startFrom || this.firstNewDay);
			const days = this.chance(0.3) ? this.whole(1, 40) : -this.whole(1, 150);
			parameters.startFrom = addDays(from, days);
			const last = this.dt.counted.at(-1);
			if (last && last.body.dateRange.end < parameters.startFrom) {
				this.dt.excuse('its days were not wanted any more');
			}
			this.dt.epoch++;
		} else if (luck < 0.7) {
			const metrics = ['Publisher Revenue', 'Offer Clicks', 'Offer Impressions'];
			parameters.metrics = metrics.slice(0, this.whole(1, 3));
			this.dt.excuse('the query was changed');
		} else if (luck < 0.9) {
			this.trigger.credential = { ...this.trigger.credential, clientId: `id-${this.random()}` };
			this.dt.excuse('the account was changed');
		} else {
			this.trigger.credential = {
				...this.trigger.credential,
				clientSecret: `${this.random()}`.padEnd(340, 'x'),
			};
		}
		// Saved and published: n8n takes the node out and activates it anew from the database.
		const { faults } = this.dt;
		this.dt.faults = {};
		await this.activate();
		this.dt.faults = faults;
	}

	private async poll(): Promise<void> {
		const before = this.dt.counted.length;
		this.dt.polled();
		let discarded = false;
		this.trigger.discards = () => (discarded = !this.isCalm && this.chance(0.1));
		const polled = await this.trigger.poll();
		if (discarded) await this.activate();
		else this.note(polled);
		this.checkAsked(before);
	}

	/** A report for backfill is requested only when no new day can be had. */
	private checkAsked(before: number): void {
		const [report] = this.dt.counted.slice(before);
		if (!report || report.body.dateRange.start >= this.firstNewDay) return;
		if (report.body.dateRange.end >= this.firstNewDay) return;
		const complete = lastComplete(this.now);
		const from = String(this.trigger.parameters.startFrom || this.firstNewDay);
		const missing = this.daysBetween(
			from > this.firstNewDay ? from : this.firstNewDay,
			complete,
		).filter((day) => !this.isSkipped(day) && !this.given.some((each) => each.day === day));
		if (missing.length === 0) return;
		const tried = this.dt
			.countedOn(utcDay(this.now))
			.filter(({ body }) => body.dateRange.end >= missing[0]);
		expect({ seed: this.seed, tried: tried.length >= 2 }).toEqual({ seed: this.seed, tried: true });
	}

	/** Whether nothing is delivered for a day. */
	isSkipped(day: string): boolean {
		const { emptyDays } = this.trigger.parameters.options as { emptyDays: string };
		return emptyDays === 'skip' && ModelDt.rowsOf(day) === 0;
	}

	daysBetween(first: string, last: string): string[] {
		const days: string[] = [];
		for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
		return days;
	}

	private note({ items, error }: Polled): void {
		// Plain comparisons where thousands are made: those of the test runner take most of the time.
		const { size } = this.trigger;
		if (size >= MOST_STATE) throw new Error(`the state takes ${size} characters`);
		if (error) {
			const { code } = (error.context as { dt: { code: string } }).dt;
			this.notified.push({ code, epoch: this.disturbances, attempt: this.dt.attempts.length });
		}
		const byDay = new Map<string, IDataObject[]>();
		for (const { json } of items ?? []) {
			const { day } = json._dt as { day: string };
			byDay.set(day, [...(byDay.get(day) ?? []), json]);
		}
		for (const [day, rows] of byDay) {
			const key = rows[0]._dt as unknown as Omit<Given, 'rows' | 'columns'> & { empty: boolean };
			const columns = Object.keys(rows[0]).length - 2;
			const { metrics } = this.trigger.parameters as { metrics: string[] };
			if (!key.empty && columns !== metrics.length) throw new Error(`${day} is of another query`);
			const count = key.empty ? 0 : rows.length;
			const { epoch } = this.dt.counted.find(({ id }) => id === key.reportId) as CountedReport;
			this.given.push({ ...key, day, rows: count, columns, epoch });
			// Rows of a day have its date, and all say the same of it.
			const said = JSON.stringify(key);
			const odd = rows.filter((row) => row.Date !== day || JSON.stringify(row._dt) !== said);
			if (odd.length > 0) throw new Error(`odd rows of ${day}: ${JSON.stringify(odd)}`);
		}
		for (const report of this.dt.counted) {
			if (this.given.some(({ reportId }) => reportId === report.id)) report.excuses.add('arrived');
		}
	}

	private pass(milliseconds: number): void {
		// Set back to another day, what was counted of the day is for another day, too.
		if (milliseconds < 0) this.disturbed.add(utcDay(this.now));
		this.now += milliseconds;
		if (milliseconds < 0) {
			this.disturbed.add(utcDay(this.now));
			this.disturb();
		}
		jest.setSystemTime(this.now);
	}

	private whole(least: number, most: number): number {
		return least + Math.floor(this.random() * (most - least + 1));
	}

	private chance(of: number): boolean {
		return this.random() < of;
	}

	get name(): string {
		return `seed ${this.seed} (${this.engine})`;
	}

	get end(): number {
		return this.now;
	}
}

/** Every complete day is delivered exactly once, in order, whole; and what comes again is counted. */
function checkDays(life: Life): void {
	const { given, firstNewDay, trigger, end } = life;
	const fresh = given.filter(({ change }) => change === 'new');
	const from = String(trigger.parameters.startFrom || firstNewDay);
	const due = life.daysBetween(from, lastComplete(end)).filter((day) => !life.isSkipped(day));
	const came = fresh.map(({ day }) => day).sort();
	expect(came).toEqual([...new Set(came)]);
	// Those before a first day that was moved on later may have come, or not.
	expect(came.filter((day) => day >= from)).toEqual(due);
	for (const epoch of new Set(fresh.map((each) => each.epoch))) {
		const days = fresh.filter((each) => each.epoch === epoch).map(({ day }) => day);
		const [backfill, newDays] = [
			(day: string) => day < firstNewDay,
			(day: string) => day >= firstNewDay,
		];
		for (const part of [days.filter(backfill), days.filter(newDays)]) {
			expect(part).toEqual([...part].sort());
		}
	}
	const times = new Map<string, number>();
	for (const each of given) {
		const before = times.get(each.day) ?? 0;
		times.set(each.day, before + 1);
		const { day, change, revision, rows } = each;
		const expected = {
			day,
			change: before === 0 ? 'new' : 'revised',
			revision: before,
			rows: ModelDt.rowsOf(day),
		};
		if (JSON.stringify({ day, change, revision, rows }) !== JSON.stringify(expected)) {
			expect(each).toMatchObject(expected);
		}
	}
}

/** Every report requested was delivered, or something stood in its way; and the limits were kept. */
function checkReports(life: Life): void {
	const { dt, trigger, disturbed, end } = life;
	for (const report of dt.counted) {
		const { start, end: last } = report.body.dateRange;
		expect((Date.parse(last) - Date.parse(start)) / DAY).toBeLessThan(90);
		if (report.at > end - 3 * HOUR) continue;
		const handsOver = () => life.daysBetween(start, last).some((day) => !life.isSkipped(day));
		if (report.excuses.size === 0 && handsOver()) {
			throw new Error(`asked for in vain: ${JSON.stringify(report.body.dateRange)}`);
		}
	}
	const { historyReports } = trigger.parameters.options as { historyReports: number };
	for (const day of new Set(dt.counted.map(({ at }) => utcDay(at)))) {
		const today = dt.countedOn(day);
		// DT may have counted what it answered with 503, too.
		const failed = dt.attempts.filter(
			({ at, fault }) => fault === 'unavailable' && utcDay(at) === day,
		);
		if (!disturbed.has(day)) expect(today.length + failed.length).toBeLessThanOrEqual(50);
		expect(today.length).toBeLessThanOrEqual(50);
		if (disturbed.has(day)) continue;
		const windows = new Map<string, number>();
		for (const { body } of today) {
			const key = JSON.stringify(body.dateRange);
			windows.set(key, (windows.get(key) ?? 0) + 1);
		}
		expect(Math.max(...windows.values())).toBeLessThanOrEqual(2);
		const backfill = today.filter(({ body }) => body.dateRange.end < utcDay(START - 2 * DAY));
		expect(backfill.length).toBeLessThanOrEqual(historyReports);
	}
}

/** No day is pulled again twice while no further day has become complete. */
function checkLookback({ dt, given }: Life): void {
	const pulled = new Set<string>();
	for (const { day, change, reportId } of given) {
		if (change === 'new') continue;
		const { at } = dt.counted.find(({ id }) => id === reportId) as CountedReport;
		const name = `${day} as of ${lastComplete(at)}`;
		if (pulled.has(name)) throw new Error(`${name} was pulled again twice`);
		pulled.add(name);
	}
}

/** What only a person can end is told once, until something else comes of a request or something is changed. */
function checkTold({ notified, dt: { attempts } }: Life): void {
	const lasting: Record<string, string> = {
		invalid_client: 'revoked',
		report_rejected: 'rejected',
	};
	notified.forEach((each, index) => {
		expect(each.code).not.toBe('cancelled');
		const earlier = notified.slice(0, index).map(({ code }) => code);
		const at = earlier.lastIndexOf(each.code);
		const before = notified[at];
		if (!lasting[each.code] || before?.epoch !== each.epoch) return;
		// The exchange of keys for a token may fail for another reason; it is no attempt at a report.
		if (at < index - 1) return;
		const between = attempts.slice(before.attempt, each.attempt);
		if (between.every(({ came, fault }) => !came && fault === lasting[each.code])) {
			throw new Error(`${each.code} was told twice`);
		}
	});
}

/** Requests that come to nothing are made more and more rarely, those for backfill apart from the others. */
function checkPauses({ dt: { attempts }, breaks, firstNewDay }: Life): void {
	const last: Record<string, { index: number; inVain: number }> = {};
	attempts.forEach(({ at, end, came }, index) => {
		const kind = end < firstNewDay ? 'backfill' : 'new';
		const before = last[kind] ?? { index, inVain: 0 };
		let { inVain } = before;
		for (let between = before.index + 1; between <= index; between++) {
			if (breaks.has(between)) inVain = 0;
		}
		const abortableSleep = at - attempts[before.index].at;
		const least = Math.min(30, 2 ** (inVain - 1)) * MINUTE;
		if (inVain > 0 && abortableSleep >= 0 && abortableSleep < least) {
			throw new Error(`attempt ${index} came ${abortableSleep / MINUTE} minutes after one in vain`);
		}
		last[kind] = { index, inVain: came ? 0 : inVain + 1 };
	});
}

async function whatIsWrong(life: Life): Promise<Error | undefined> {
	try {
		await life.live();
		checkDays(life);
		checkReports(life);
		checkLookback(life);
		checkTold(life);
		checkPauses(life);
		return undefined;
	} catch (error) {
		return error as Error;
	}
}

describe('random lives of the trigger', () => {
	beforeAll(() => {
		jest.useFakeTimers({
			doNotFake: [
				'hrtime',
				'nextTick',
				'performance',
				'queueMicrotask',
				'setImmediate',
				'clearImmediate',
				'setInterval',
				'clearInterval',
				'setTimeout',
				'clearTimeout',
			],
		});
	});

	afterAll(() => jest.useRealTimers());

	const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index);
	const size = Math.ceil(SEEDS / GROUPS);
	const groups = Array.from({ length: Math.ceil(SEEDS / size) }, (_, index) =>
		seeds.slice(index * size, (index + 1) * size),
	);

	it.each(groups.map((group) => [group[0], group.at(-1), group] as const))(
		'seeds %d to %d',
		async (_first, _last, group) => {
			for (const seed of group) {
				const life = new Life(seed);
				life.trigger.kill();
				const wrong = await whatIsWrong(life);
				if (wrong) throw Object.assign(wrong, { message: `${life.name}: ${wrong.message}` });
			}
		},
		300_000,
	);
});
