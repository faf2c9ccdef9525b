import { DAY, HOUR, MINUTE, daysBetween, lastCompleteDay, utcDay } from '../../../../support/days';
import { ModelDt, type CountedReport } from './modelDt';
import type { TriggerRun } from './triggerRun';

/** What must hold of a trigger's run, whatever happened in it. The first is checked after each poll, the others at the end. */

/** A report for backfill is requested only when no new day can be had. */
export function backfillComesLast(run: TriggerRun, report: CountedReport | undefined): void {
	const { dt, firstNewDay, startFrom, now } = run;
	if (!report || report.body.dateRange.end >= firstNewDay) return;
	const firstWanted = startFrom > firstNewDay ? startFrom : firstNewDay;
	const [missing] = daysBetween(firstWanted, lastCompleteDay(now)).filter(
		(day) => !run.isSkipped(day) && !run.delivered.some((each) => each.day === day),
	);
	if (missing === undefined) return;
	const requested = dt.countedOn(utcDay(now)).filter(({ body }) => body.dateRange.end >= missing);
	if (requested.length < 2) throw new Error(`backfill was requested while ${missing} was missing`);
}

/** Every complete day is delivered exactly once, in order, whole; and repeats are counted. */
export function everyDayIsDeliveredOnce(run: TriggerRun): void {
	const { delivered, firstNewDay, startFrom } = run;
	const fresh = delivered.filter(({ change }) => change === 'new');
	const due = daysBetween(startFrom, lastCompleteDay(run.now)).filter((day) => !run.isSkipped(day));
	const days = fresh.map(({ day }) => day).sort();
	expect(days).toEqual([...new Set(days)]);
	// Days before a Start From that was moved on later may have been delivered, or not.
	expect(days.filter((day) => day >= startFrom)).toEqual(due);
	for (const changes of new Set(fresh.map((each) => each.startFromChanges))) {
		const inOrder = fresh.filter((each) => each.startFromChanges === changes).map(({ day }) => day);
		const backfill = inOrder.filter((day) => day < firstNewDay);
		const newDays = inOrder.filter((day) => day >= firstNewDay);
		for (const part of [backfill, newDays]) expect(part).toEqual([...part].sort());
	}
	const times = new Map<string, number>();
	for (const { day, change, revision, rows } of delivered) {
		const before = times.get(day) ?? 0;
		times.set(day, before + 1);
		const expected = {
			day,
			change: before === 0 ? 'new' : 'revised',
			revision: before,
			rows: ModelDt.rowsOf(day),
		};
		const found = { day, change, revision, rows };
		if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected);
	}
}

/** Every report requested was delivered, or there is an excuse. */
export function noReportIsWasted(run: TriggerRun): void {
	for (const { at, body, excuses } of run.dt.counted) {
		const { start, end } = body.dateRange;
		if (at > run.now - 3 * HOUR || excuses.size > 0) continue;
		const hasDelivery = daysBetween(start, end).some((day) => !run.isSkipped(day));
		if (hasDelivery) throw new Error(`the report for ${start} to ${end} was never delivered`);
	}
}

/** No report covers more than 90 days, no day sees more than 50, nor its share of backfill, nor a window three times. */
export function limitsAreKept(run: TriggerRun, start: number): void {
	const { dt, trigger, uncountedDays } = run;
	for (const { body } of dt.counted) {
		const { start: first, end } = body.dateRange;
		expect((Date.parse(end) - Date.parse(first)) / DAY).toBeLessThan(90);
	}
	const { historyReports } = trigger.parameters.options as { historyReports: number };
	for (const day of new Set(dt.counted.map(({ at }) => utcDay(at)))) {
		const counted = dt.countedOn(day);
		expect(counted.length).toBeLessThanOrEqual(50);
		if (uncountedDays.has(day)) continue;
		// DT may have counted what it answered with 503, too.
		const unavailable = dt.attempts.filter(
			({ at, fault }) => fault === 'unavailable' && utcDay(at) === day,
		);
		expect(counted.length + unavailable.length).toBeLessThanOrEqual(50);
		const windows = new Map<string, number>();
		for (const { body } of counted) {
			const window = JSON.stringify(body.dateRange);
			windows.set(window, (windows.get(window) ?? 0) + 1);
		}
		expect(Math.max(...windows.values())).toBeLessThanOrEqual(2);
		const backfill = counted.filter(({ body }) => body.dateRange.end < utcDay(start - 2 * DAY));
		expect(backfill.length).toBeLessThanOrEqual(historyReports);
	}
}

/** No day is pulled again twice while no further day has become complete. */
export function lookbackIsPulledOnce(run: TriggerRun): void {
	const pulled = new Set<string>();
	for (const { day, change, reportId } of run.delivered) {
		if (change === 'new') continue;
		const name = `${day} as of ${lastCompleteDay(run.reportOf(reportId).at)}`;
		if (pulled.has(name)) throw new Error(`${name} was pulled again twice`);
		pulled.add(name);
	}
}

/** What only a person can end is notified once, until a request ends in another way or something is changed. */
export function lastingFailuresAreNotifiedOnce({
	notifications,
	dt: { attempts },
}: TriggerRun): void {
	const faultOf: Record<string, string> = {
		invalid_client: 'revoked',
		report_rejected: 'rejected',
	};
	notifications.forEach((each, index) => {
		const { code } = each;
		expect(code).not.toBe('cancelled');
		const earlier = notifications.slice(0, index).map((notification) => notification.code);
		const at = earlier.lastIndexOf(code);
		const before = notifications[at];
		if (!faultOf[code] || before?.interruptions !== each.interruptions) return;
		// The exchange of keys for a token may fail for another reason; it is no attempt at a report.
		if (at < index - 1) return;
		const between = attempts.slice(before.attempts, each.attempts);
		if (between.every(({ isAnswered, fault }) => !isAnswered && fault === faultOf[code])) {
			throw new Error(`${code} was notified twice`);
		}
	});
}

/** Requests that fail in a row are made more and more rarely, those for backfill apart from the others. */
export function failuresArePaused({
	dt: { attempts },
	interruptedAt,
	firstNewDay,
}: TriggerRun): void {
	const last: Record<string, { index: number; failures: number }> = {};
	attempts.forEach(({ at, end, isAnswered }, index) => {
		const kind = end < firstNewDay ? 'backfill' : 'new';
		const before = last[kind] ?? { index, failures: 0 };
		let { failures } = before;
		for (let between = before.index + 1; between <= index; between++) {
			if (interruptedAt.has(between)) failures = 0;
		}
		const pause = at - attempts[before.index].at;
		const least = Math.min(30, 2 ** (failures - 1)) * MINUTE;
		if (failures > 0 && pause >= 0 && pause < least) {
			throw new Error(`attempt ${index} came ${pause / MINUTE} minutes after failure ${failures}`);
		}
		last[kind] = { index, failures: isAnswered ? 0 : failures + 1 };
	});
}
