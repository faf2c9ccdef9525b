import { invalidParameter } from '../../errors/dtError';
import type { DtErrorCode } from '../../errors/errorCodes';
import {
	addDays,
	daysIn,
	lastCompleteDay,
	MOST_DAYS_A_REPORT,
	utcDay,
	type DateRange,
} from '../report/dates';
import { daysOf, firstGap, holds, holdsAll, withRange, type DaySet } from './daySet';
import { EMPTY_FILE, type DownloadStatus } from '../report/downloadStatus';
import { linkHash } from '../report/link';
import { migrated, type Versioned } from './migrations';
import {
	afterCheck,
	waitFor,
	type RequestedReport,
	type ReportState,
	type WaitingReport,
} from '../report/reportState';

/**
 * Delivering day after day: which UTC days are due, what was requested, what is done. Pure functions
 * over plain data that n8n keeps between two polls. A day is due when it is complete, not before the
 * first day wanted, and not delivered yet; nothing else is remembered of days, so whatever is lost of
 * the rest, no day is skipped and none delivered twice.
 */
export interface DailyState {
	v: 2;
	/** The first day that had not become complete when the trigger began; older ones are backfilled. */
	firstNewDay: string;
	delivered: DaySet;
	/** How often days were delivered again: the newest day delivered first, then one day back each. */
	revisions: number[];
	/** The newest complete day when the newest days delivered were requested. */
	requestedThrough?: string;
	today: Today;
	pendingReport?: PendingReport;
	/** How the last pending report ended that brought nothing. */
	lastFailure?: LastFailure;
}

/** What was requested on one UTC day. */
interface Today {
	day: string;
	reports: number;
	/** Those for days before the first new day. */
	backfill: number;
	/** How often for a window that has not been delivered. */
	windows: Record<string, number>;
}

/** The one report that is under way. */
export interface PendingReport extends Omit<WaitingReport, 'phase' | 'query'> {
	/** Which query and account it belongs to. */
	series: string;
	window: Window;
	/** See DailyState. */
	requestedThrough?: string;
}

/** Days to be reported on together. */
export interface Window extends DateRange {
	/** `new`: from the first new day on, with days already delivered before them · `backfill`: before the first new day. */
	kind: 'new' | 'backfill';
}

interface LastFailure {
	window: string;
	code: DtErrorCode;
	reason?: string;
	reportId?: string;
	/** Tells the report from every other; see linkHash. */
	link?: string;
	/** The link showed an empty file before its end. */
	sawEmpty?: boolean;
}

/** A request that brought no report and that DT may have counted. */
export type Failed = Omit<LastFailure, 'window'> & {
	/** DT said plainly that it failed, so the same days may be requested again while the day's reports last. */
	mayBeRepeated?: boolean;
};

/** What the user wants, as far as days go. */
export interface DailyPlan {
	/** Names the query and the account. */
	series: string;
	/** The first day to deliver; the first new day, unless said. */
	from?: string;
	/** How many days already delivered are pulled again with each new one. */
	lookbackDays: number;
	/** At most so many reports a UTC day for backfill. */
	historyReports: number;
	/** At most so many days a report; one new day always has room beside those pulled again. */
	mostDays: number;
	/** An empty file that stays empty is a report without rows. */
	zeroBytesAreNoRows: boolean;
}

/** One day of a delivery. */
export interface DeliveredDay {
	day: string;
	change: 'new' | 'revised';
	/** 0 when it is new, then 1, 2 … each time it is delivered again. */
	revision: number;
}

/** DT's reports a day. Source: docs/dt-api.md section 2 (A). */
const DAILY_QUOTA = 50;
/** A window whose report comes to nothing is requested so often on one UTC day. */
const MOST_A_WINDOW = 2;
/** DT's slowest report takes an hour (docs/dt-api.md section 0, A). */
const SLOWEST_MS = 60 * 60 * 1000;
/** Where a link does not say its end, it has the life of those that do (docs/dt-api.md section 3, B). */
const LINK_LIFE_MS = 3 * 60 * 60 * 1000;
/** Looks are minutes apart at most; one further off is the mark of a clock that was set back. */
const STRANGE_PAUSE_MS = 10 * 60 * 1000;

/** Names a window by its days. */
export const windowName = ({ start, end }: DateRange): string => `${start}/${end}`;

const noneOn = (day: string): Today => ({ day, reports: 0, backfill: 0, windows: {} });

/** The state of a trigger that has just been made: the first day is the next one to become complete. */
export const begin = (now: number): DailyState => ({
	v: 2,
	firstNewDay: addDays(lastCompleteDay(now), 1),
	delivered: [],
	revisions: [],
	today: noneOn(utcDay(now)),
});

/**
 * The state as it was kept, brought to the present version; a new one where there is none.
 *
 * @throws DtError `invalid_parameters` for a state that this version of the package does not know
 */
export function readState(kept: unknown, now: number): DailyState {
	if (kept === undefined) return begin(now);
	const state = migrated(kept as Versioned);
	if (state.v === 2) return state as unknown as DailyState;
	throw invalidParameter(
		'Stored place',
		`it was written by another version of this package (${String(state.v)})`,
		'Update n8n-nodes-dt-reporting, or rename this node to let it begin anew.',
	);
}

/** What was requested on this UTC day. */
const todayOf = ({ today }: DailyState, now: number): Today =>
	today.day === utcDay(now) ? today : noneOn(utcDay(now));

const firstWanted = ({ firstNewDay }: DailyState, { from }: DailyPlan): string =>
	from ?? firstNewDay;

/**
 * What a step starts from: the state as n8n kept it, with what the same process has come to know since. n8n
 * may have kept an older one, so of the reports under way the one requested last counts, of the reports
 * requested today the higher number, and of the days done the larger set. A report that is of no more use
 * (of another query or account, or for days that are not wanted any more) is left out.
 *
 * @param last the state after the last step of this process, where there was one, without days that n8n may
 *   have discarded
 */
export function resumed(
	kept: DailyState,
	last: DailyState | undefined,
	plan: DailyPlan,
): DailyState {
	const isAfter =
		last?.firstNewDay === kept.firstNewDay && holdsAll(last.delivered, kept.delivered);
	const place = isAfter ? last : kept;
	const candidates = [kept.pendingReport, last?.pendingReport].filter(
		(pendingReport) => pendingReport !== undefined,
	);
	const pendingReport = candidates
		.filter((each) => isOfUse(each, place, plan))
		.filter(({ report }) => linkHash(report.reportUrl) !== last?.lastFailure?.link)
		.reduce<PendingReport | undefined>(
			(one, other) => (one && isAhead(one, other) ? one : other),
			undefined,
		);
	const state = without(place, 'pendingReport');
	if (pendingReport) state.pendingReport = pendingReport;
	if (!last) return state;
	const lastFailure = last.lastFailure ?? kept.lastFailure;
	return { ...state, ...(lastFailure && { lastFailure }), today: moreOf(kept.today, last.today) };
}

const isOfUse = (pendingReport: PendingReport, state: DailyState, plan: DailyPlan): boolean =>
	pendingReport.series === plan.series &&
	daysOf(pendingReport.window).some(
		(day) => day >= firstWanted(state, plan) && !holds(state.delivered, day),
	);

/** Whether one pending report was requested after the other, or is the same, checked more often. */
function isAhead(one: PendingReport, other: PendingReport): boolean {
	const [at, otherAt] = [one.report.requestedAt, other.report.requestedAt];
	return at === otherAt ? one.checks > other.checks : at > otherAt;
}

function moreOf(one: Today, other: Today): Today {
	if (one.day !== other.day) return one.day > other.day ? one : other;
	const windows = { ...one.windows };
	for (const [name, times] of Object.entries(other.windows)) {
		windows[name] = Math.max(times, windows[name] ?? 0);
	}
	return {
		day: one.day,
		reports: Math.max(one.reports, other.reports),
		backfill: Math.max(one.backfill, other.backfill),
		windows,
	};
}

function without(state: DailyState, ...names: Array<'pendingReport' | 'lastFailure'>): DailyState {
	const rest = { ...state };
	for (const name of names) delete rest[name];
	return rest;
}

/**
 * The next window to be requested: new days first, then backfill, each in order and no more days than a
 * report may hold. A window that was requested twice today in vain is blocked until tomorrow.
 *
 * @param now epoch milliseconds
 */
export function nextWindow(
	state: DailyState,
	plan: DailyPlan,
	now: number,
): { window?: Window; blocked: Window[] } {
	const today = todayOf(state, now);
	const due = [newDays(state, plan, now), backfill(state, plan, now)].filter(
		(window) => window !== undefined,
	);
	const isBlocked = (window: Window) => (today.windows[windowName(window)] ?? 0) >= MOST_A_WINDOW;
	const isAffordable = ({ kind }: Window) =>
		today.reports < DAILY_QUOTA && (kind === 'new' || today.backfill < plan.historyReports);
	return {
		window: due.find((window) => !isBlocked(window) && isAffordable(window)),
		blocked: due.filter(isBlocked),
	};
}

/** The new days that are due, and before them the days to be pulled again. */
function newDays(state: DailyState, plan: DailyPlan, now: number): Window | undefined {
	const { firstNewDay, delivered } = state;
	const from = firstWanted(state, plan);
	const complete = lastCompleteDay(now);
	const due = firstGap(delivered, {
		start: from > firstNewDay ? from : firstNewDay,
		end: complete,
	});
	if (!due) return undefined;
	let { start } = due;
	// What was pulled since the last day became complete is no older now.
	const lookback =
		state.requestedThrough === undefined || state.requestedThrough < complete
			? plan.lookbackDays
			: 0;
	for (let back = 0; back < lookback && holds(delivered, addDays(start, -1)); back++) {
		start = addDays(start, -1);
	}
	const most = Math.max(plan.mostDays, daysIn({ start, end: due.start }));
	return { kind: 'new', ...atMost({ start, end: due.end }, most) };
}

function backfill(state: DailyState, plan: DailyPlan, now: number): Window | undefined {
	const { firstNewDay, delivered } = state;
	const [before, complete] = [addDays(firstNewDay, -1), lastCompleteDay(now)];
	const end = before < complete ? before : complete;
	const due = firstGap(delivered, { start: firstWanted(state, plan), end });
	return due && { kind: 'backfill', ...atMost(due, plan.mostDays) };
}

function atMost({ start, end }: DateRange, days: number): DateRange {
	const last = addDays(start, days - 1);
	return { start, end: last < end ? last : end };
}

/**
 * A request for a window has left, and DT has counted it, or may have.
 *
 * @param outcome the report; or, where none of use came of it, what went wrong
 * @param now epoch milliseconds
 */
export function recordRequest(
	state: DailyState,
	window: Window,
	{ series }: DailyPlan,
	outcome: RequestedReport | Failed,
	now: number,
): DailyState {
	const today = todayOf(state, now);
	const key = windowName(window);
	const isOfWindow = !('code' in outcome && outcome.mayBeRepeated);
	const counted: DailyState = {
		...state,
		today: {
			...today,
			reports: today.reports + 1,
			backfill: today.backfill + (window.kind === 'backfill' ? 1 : 0),
			windows: isOfWindow
				? { ...today.windows, [key]: (today.windows[key] ?? 0) + 1 }
				: today.windows,
		},
	};
	if (!('code' in outcome)) return withPendingReport(counted, window, series, outcome, now);
	const { mayBeRepeated, ...lastFailure } = outcome;
	return mayBeRepeated ? counted : { ...counted, lastFailure: { window: key, ...lastFailure } };
}

function withPendingReport(
	state: DailyState,
	window: Window,
	series: string,
	report: RequestedReport,
	now: number,
): DailyState {
	const { since, nextCheckAt, checks, unreadable } = waitFor(report, now);
	const requestedThrough =
		window.kind === 'new' ? { requestedThrough: lastCompleteDay(timeOf(report)) } : {};
	return {
		...state,
		pendingReport: {
			series,
			window,
			...requestedThrough,
			report,
			since,
			nextCheckAt,
			checks,
			unreadable,
		},
	};
}

/** When a report was requested, epoch milliseconds: by DT's clock, where its answer tells. */
const timeOf = ({ answeredAt, requestedAt }: RequestedReport): number =>
	Date.parse(answeredAt ?? requestedAt);

/** Whether DT had completed the days of a window, by its own clock, when it took their report on. */
export const wasComplete = ({ end }: Window, report: RequestedReport): boolean =>
	end <= lastCompleteDay(timeOf(report));

/** Whether it is time to check the pending report's link. */
export const isDue = ({ nextCheckAt }: PendingReport, now: number): boolean =>
	nextCheckAt <= now || nextCheckAt > now + STRANGE_PAUSE_MS;

/** What a check of the pending report's link comes to. */
export type CheckOutcome =
	| { it: 'waits' | 'ended'; state: DailyState }
	/** The report is there, or it is known to have no rows. */
	| { it: 'arrived'; days: DeliveredDay[]; state: DailyState };

/**
 * What a check showed, and the state after it.
 *
 * @param now epoch milliseconds
 * @param jitter 0 to 1
 */
export function applyCheck(
	state: DailyState,
	plan: DailyPlan,
	look: DownloadStatus,
	now: number,
	jitter: number,
): CheckOutcome {
	const pendingReport = state.pendingReport as PendingReport;
	const sawEmpty = look.seen === 'notReady' && look.reason === EMPTY_FILE;
	const waited = now - Date.parse(pendingReport.report.requestedAt);
	if (look.seen === 'ready' || (sawEmpty && plan.zeroBytesAreNoRows && waited >= SLOWEST_MS)) {
		return { it: 'arrived', ...deliver(state, pendingReport) };
	}
	const next = afterCheck({ phase: 'waiting', ...pendingReport }, look, now, jitter);
	const over = pendingReport.report.urlExpiresAt === undefined && waited >= LINK_LIFE_MS;
	if (next.phase === 'waiting' && !over) {
		const { nextCheckAt, lastCheckAt, checks, unreadable, lastSeen } = next;
		const waiting = { ...pendingReport, nextCheckAt, lastCheckAt, checks, unreadable, lastSeen };
		return { it: 'waits', state: { ...state, pendingReport: waiting } };
	}
	return {
		it: 'ended',
		state: {
			...without(state, 'pendingReport'),
			lastFailure: failureOf(pendingReport, next, look, sawEmpty),
		},
	};
}

function failureOf(
	pendingReport: PendingReport,
	next: ReportState,
	look: DownloadStatus,
	sawEmpty: boolean,
): LastFailure {
	const end: LastFailure = {
		window: windowName(pendingReport.window),
		code: next.phase === 'refused' ? 'report_unreadable' : 'report_expired',
		reason: next.phase === 'refused' ? next.facts.reason : lastSeen(pendingReport, look),
		reportId: pendingReport.report.reportId,
		link: linkHash(pendingReport.report.reportUrl),
	};
	if (sawEmpty || pendingReport.lastSeen === EMPTY_FILE) end.sawEmpty = true;
	return end;
}

/** That a link is over says little; what it showed before may say why nothing came of it. */
function lastSeen(pendingReport: PendingReport, look: DownloadStatus): string | undefined {
	const reason = look.seen === 'ready' ? undefined : look.reason;
	if (pendingReport.lastSeen === undefined || pendingReport.lastSeen === reason) return reason;
	return `${pendingReport.lastSeen}, then ${reason}`;
}

/** The days of a pending report that has arrived, and the state once they are delivered. */
function deliver(
	state: DailyState,
	{ window, requestedThrough }: PendingReport,
): { days: DeliveredDay[]; state: DailyState } {
	const days = daysOf(window).map((day): DeliveredDay => {
		const revised = holds(state.delivered, day);
		return {
			day,
			change: revised ? 'revised' : 'new',
			revision: revised ? revisionOf(state, day) + 1 : 0,
		};
	});
	const windows = { ...state.today.windows };
	delete windows[windowName(window)];
	const next = without(state, 'pendingReport', 'lastFailure');
	return {
		days,
		state: {
			...next,
			...(requestedThrough === undefined ? {} : { requestedThrough }),
			delivered: withRange(state.delivered, window),
			revisions: revisionsAfter(state, window, days),
			today: { ...state.today, windows },
		},
	};
}

const newestOf = (delivered: DaySet): string | undefined => delivered.at(-1)?.[1];

function revisionOf({ delivered, revisions }: DailyState, day: string): number {
	const newest = newestOf(delivered) as string;
	return revisions[daysIn({ start: day, end: newest }) - 1] ?? 0;
}

/** Only days that a report with the newest one could still hold are counted, so the list stays short. */
function revisionsAfter(state: DailyState, window: DateRange, days: DeliveredDay[]): number[] {
	const newest = newestOf(withRange(state.delivered, window)) as string;
	const back = (day: string) => daysIn({ start: day, end: newest }) - 1;
	const counts = Array.from({ length: MOST_DAYS_A_REPORT }, (_, index) => {
		const day = addDays(newest, -index);
		return holds(state.delivered, day) ? revisionOf(state, day) : 0;
	});
	for (const { day, revision } of days) {
		if (back(day) < counts.length) counts[back(day)] = revision;
	}
	while (counts.at(-1) === 0) counts.pop();
	return counts;
}
