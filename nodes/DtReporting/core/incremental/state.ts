import { invalidParameter } from '../../errors/dtError';
import type { DtErrorCode } from '../../errors/errorCodes';
import { addDays, lastCompleteDay, utcDay, type DateRange } from '../report/dates';
import type { WaitingReport } from '../report/reportWait';
import type { DaySet } from './daySet';
import { migrated, type Versioned } from './migrations';

/**
 * Delivering day after day: which UTC days are due, what was requested, what is done. Pure functions
 * over plain data that n8n keeps between two polls. A day is due when it is complete, not before the
 * first day wanted, and not delivered yet; the state keeps nothing else of days, so a loss of the rest
 * skips no day and delivers none twice.
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
	/** How the last pending report ended that gave no rows to deliver. */
	lastFailure?: LastFailure;
}

/** What was requested on one UTC day. */
export interface Today {
	day: string;
	reports: number;
	/** Those for days before the first new day. */
	backfill: number;
	/** How often for a window that has not been delivered. */
	windows: Record<string, number>;
}

/** The one pending report. */
export interface PendingReport extends Omit<WaitingReport, 'phase'> {
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

export interface LastFailure {
	window: string;
	code: DtErrorCode;
	reason?: string;
	reportId?: string;
	/** Identifies the report; see linkHash. */
	link?: string;
	/** The link showed an empty file before its end. */
	sawEmpty?: boolean;
}

/** A request that brought no report and that DT may have counted. */
export type Failed = Omit<LastFailure, 'window'> & {
	/** DT said plainly that it failed, so the same days may be requested again while the day's reports last. */
	mayBeRepeated?: boolean;
};

/** What the user set, as far as days go. */
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
		'Checkpoint',
		`it was written by another version of this package (${String(state.v)})`,
		'Update n8n-nodes-dt-reporting, or rename this node to let it start from the beginning.',
	);
}

/** What was requested on this UTC day. */
export const todayOf = ({ today }: DailyState, now: number): Today =>
	today.day === utcDay(now) ? today : noneOn(utcDay(now));

/** The first day to deliver. */
export const firstWanted = ({ firstNewDay }: DailyState, { from }: DailyPlan): string =>
	from ?? firstNewDay;

/** The state without what these fields hold. */
export function without(
	state: DailyState,
	...names: Array<'pendingReport' | 'lastFailure'>
): DailyState {
	const rest = { ...state };
	for (const name of names) delete rest[name];
	return rest;
}
