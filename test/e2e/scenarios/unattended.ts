/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- reads a seed and shows what the month was like */
import { addDays, completeAt, daysFrom, utcDay } from '../../support/days';
import { startCollector, type Collector } from '../collector';
import { DailyWorkflow } from '../dailyWorkflow';
import type { N8nInstance } from '../n8nInstance';
import { chanceOf, live, monthOf, type Passed } from '../unattended/month';
import { DailyRun } from '../unattended/dailyRun';
import { tableOf } from '../unattended/table';

/** Another one makes a month of another order, with other moments: `UNATTENDED_SEED=… npm run test:e2e`. */
const SEED = process.env.UNATTENDED_SEED ?? 'october';
const MONTH_WITHIN_MS = 10 * 60_000;
/** The simulator's countries, by which the report is split. */
const ROWS_A_DAY = 8;
const QUOTA = 50;
const MOST_KEPT_BYTES = 4096;

const sum = (numbers: number[]) => numbers.reduce((all, number) => all + number, 0);

/** 30 days of a workflow that nobody looks after, with all that goes wrong meanwhile. */
export function unattendedScenarios(instance: () => N8nInstance): void {
	const passed: Passed[] = [];
	let collector: Collector;
	let workflow: DailyWorkflow;
	let first: string;
	let kept = '';

	const due = () => passed.flatMap(({ days }) => days);
	const reports = () => passed.flatMap((step) => step.reports);
	const kills = (steps = passed) => sum(steps.map((step) => step.kills));
	const notified = (code: string) => workflow.notified.filter((each) => each === code).length;
	/** How often DT refused the revoked keys, and reports because of the quota. */
	const refusals = () => ({
		keys: instance().simulator.count('token', 400),
		quota: instance().simulator.count('report', 429),
	});
	/** The processes of n8n that met the revoked keys. */
	const livesWithoutKeys = () => 1 + kills(passed.filter(({ what }) => what === 'keys revoked'));

	beforeAll(async () => {
		const { calendar } = instance();
		collector = await startCollector(calendar.now);
		const credential = await instance().credential();
		workflow = await DailyWorkflow.create(instance(), collector, 'Unattended', credential);
		await workflow.activate();
		const chance = chanceOf(SEED);
		// It is before 12:00 UTC, so yesterday is the first day to become complete.
		first = addDays(calendar.day, -1);
		const dailyRun = new DailyRun(instance(), workflow, credential, chance, addDays(first, -1));
		try {
			for (const step of monthOf(chance)) passed.push(await live(dailyRun, step));
			kept = await workflow.kept();
		} finally {
			console.info(summary());
		}
		await workflow.deactivate();
	}, MONTH_WITHIN_MS);

	afterAll(async () => await collector.close());

	function summary(): string {
		const explained = sum(passed.map((step) => step.explained));
		const codes = [...new Set(workflow.notified)].map((code) => `${code} ${notified(code)} times`);
		const { keys, quota } = refusals();
		return [
			`seed "${SEED}"`,
			tableOf(passed, workflow.received, instance().simulator.reports),
			`${due().length} days due, ${workflow.received.length} received, ${kills()} SIGKILLs`,
			`${reports().length} reports: ${passed.length} needed, ${explained} more at most explained by kills and an expired link`,
			`notified: ${codes.join(', ')}; DT refused the revoked keys ${keys} times in ${livesWithoutKeys()} lives of n8n, and ${quota} report because of the quota`,
			`kept by n8n: ${Buffer.byteLength(kept)} bytes`,
		].join('\n');
	}

	it('receives each of 30 days once, whole and in order', () => {
		expect(due()).toEqual(daysFrom(first, 30));
		expect(workflow.received.map(({ day }) => day)).toEqual(due());
		for (const day of workflow.received) {
			expect(day).toMatchObject({ change: 'new', revision: 0, rows: ROWS_A_DAY });
		}
	});

	it('costs the reports that are needed, and others only where a kill or an expired link explains them', () => {
		for (const { what, reports: asked, explained } of passed) {
			const isExplained = asked.length > 0 && asked.length <= 1 + explained;
			expect({ what, asked: asked.length, isExplained }).toMatchObject({ isExplained: true });
		}
	});

	it('gets days that were missed together in one report', () => {
		for (const { days, reports: asked } of passed) {
			const report = asked.at(-1);
			expect(report?.query.dateRange).toEqual({ start: days[0], end: days.at(-1) });
			for (const { reportId } of workflow.received.filter(({ day }) => days.includes(day))) {
				expect(reportId).toBe(report?.id);
			}
		}
	});

	it('requests no day that is not complete', () => {
		for (const { query, requestedAt } of reports()) {
			expect(requestedAt).toBeGreaterThanOrEqual(completeAt(query.dateRange.end));
		}
	});

	it('stays within the quota', () => {
		const days = reports().map(({ requestedAt }) => utcDay(requestedAt));
		for (const day of days) {
			expect(days.filter((each) => each === day).length).toBeLessThanOrEqual(QUOTA);
		}
	});

	it('is notified of revoked keys once in each run of n8n, of the quota once, and of nothing else', () => {
		expect(notified('invalid_client')).toBe(livesWithoutKeys());
		expect(refusals().keys).toBeGreaterThan(livesWithoutKeys());
		expect(notified('quota_exhausted')).toBe(1);
		expect(refusals().quota).toBe(1);
		expect(workflow.notified).toHaveLength(livesWithoutKeys() + 1);
	});

	it('has n8n keep little of it', () => {
		expect(kept).toContain('daily');
		expect(Buffer.byteLength(kept)).toBeLessThan(MOST_KEPT_BYTES);
	});
}
