import { asError } from '../errors/asError';
import { DtError, isDtError } from '../errors/dtError';
import {
	asked,
	isDue,
	nextWindow,
	resumed,
	sighted,
	wasComplete,
	windowName,
	type DailyPlan,
	type DailyState,
	type Flight,
	type HandedDay,
	type Window,
} from '../core/incremental/state';
import { dayRangeText, utcDay } from '../core/report/dates';
import { forDays, type ReportQuery } from '../core/report/query';
import { linkHash } from '../core/report/link';
import type { AskedReport } from '../core/report/reportState';
import {
	isPaused,
	isPermanent,
	mayHaveCounted,
	noteTrouble,
	overcome,
	type Matter,
	type Trouble,
} from '../core/incremental/backOff';
import type { Seen } from '../transport/checkReport';
import type { PollMemory } from './pollCache';

/** All that one step needs of the world. `C` is what is read of a report. */
export interface World<C> {
	/** Asks DT for a report. */
	ask: (query: ReportQuery) => Promise<AskedReport>;
	/** Proves that DT can be reached, at no cost. */
	proveWay: () => Promise<void>;
	/** One look at a report's link. */
	look: (report: AskedReport, query: ReportQuery) => Promise<Seen<C>>;
	/** Epoch milliseconds. */
	now: () => number;
	/** 0 to 1. */
	chance: () => number;
	moment: Moment;
}

/**
 * When a step is taken: on schedule, or once while n8n activates the workflow: for the first time, again
 * because a person wants it (`byHand`), or because n8n starts. A failure then leaves the trigger switched
 * off, in n8n 2.41 until it is published again. So a new one is refused for all that a person must see to;
 * one that has worked only for settings, which were just made; and at n8n's start none.
 */
export type Moment = 'scheduled' | 'first' | 'byHand' | 'atStart';

/** What the user wants of DT. */
export interface Wanted {
	/** The query; its days are those of a window. */
	query: ReportQuery;
	plan: DailyPlan;
	/** Tells keys apart, in memory only. */
	keys: string;
}

/** Days to be handed to the workflow. */
export interface HandOver<C> {
	days: HandedDay[];
	report: AskedReport;
	query: ReportQuery;
	/** Absent where DT's empty file was taken for a report without rows. */
	content?: C;
}

export interface Stepped<C> {
	/** To be kept, with the hand-over or without. */
	state: DailyState;
	handOver?: HandOver<C>;
}

/**
 * One step of the trigger: it asks for a report, or looks at the link of the one under way, or has nothing
 * to do. A step that throws has changed nothing that must be kept, since n8n does not keep it then.
 *
 * @throws DtError what hinders it; `report_expired`, `report_unreadable` or `unknown_outcome` when a
 *   window is at its limit for today
 */
export async function pollStep<C>(
	world: World<C>,
	wanted: Wanted,
	kept: DailyState,
	memory: PollMemory,
): Promise<Stepped<C>> {
	if (world.moment === 'scheduled') tellOwed(memory);
	const state = resumed(kept, memory.last, wanted.plan);
	const stepped = await step(world, wanted, state, memory);
	// n8n may discard what is handed over; then the report is still there.
	memory.last = stepped.handOver ? { ...state, today: stepped.state.today } : stepped.state;
	return stepped;
}

async function step<C>(
	world: World<C>,
	wanted: Wanted,
	state: DailyState,
	memory: PollMemory,
): Promise<Stepped<C>> {
	if (state.flight) return await look(world, wanted, state, state.flight, memory);
	const now = dtTime(memory, world.now());
	const { window, blocked } = nextWindow(state, wanted.plan, now);
	if (world.moment === 'scheduled') tellOf(blocked, state, memory, now);
	return window ? await ask(world, wanted, state, window, memory) : { state };
}

async function look<C>(
	world: World<C>,
	{ query, plan }: Wanted,
	state: DailyState,
	flight: Flight,
	memory: PollMemory,
): Promise<Stepped<C>> {
	const { report, window } = flight;
	const scope = scopeOfFile(report);
	const early =
		!isDue(flight, world.now()) || isPaused(memory.troubles, 'file', scope, world.now());
	if (early) return { state };
	const windowQuery = forDays(query, window);
	let seen: Seen<C>;
	try {
		seen = await world.look(report, windowQuery);
	} catch (error) {
		tell(error, 'file', scope, memory, world);
		return { state };
	}
	const { look: shown } = seen;
	if (shown.seen === 'unreadable' && shown.code) {
		// Not the report is at fault but the way to it: it stays under way until its link ends.
		const { code, reason, remedy } = shown;
		tell(new DtError(code, { reason, remedy }), 'file', scope, memory, world);
		return { state };
	}
	const sight = sighted(state, plan, shown, world.now(), world.chance());
	if (sight.it !== 'arrived') return { state: sight.state };
	const { days } = sight;
	return {
		state: sight.state,
		handOver: { days, report, query: windowQuery, content: seen.content?.value },
	};
}

/** Names what hinders a report from being read or handed over; see Trouble. */
export const scopeOfFile = ({ reportUrl }: AskedReport): string => `report ${linkHash(reportUrl)}`;

async function ask<C>(
	world: World<C>,
	{ query, plan, keys }: Wanted,
	state: DailyState,
	window: Window,
	memory: PollMemory,
): Promise<Stepped<C>> {
	const matter = window.kind;
	const scope = `${keys} ${plan.series}`;
	if (isPaused(memory.troubles, matter, scope, world.now())) return { state };
	try {
		if (isRepeat(memory.troubles[matter], scope)) await world.proveWay();
		const report = await world.ask(forDays(query, window));
		memory.troubles = overcome(memory.troubles, matter);
		const early = tooEarly(window, report, memory, world.now());
		return { state: asked(state, window, plan, early ?? report, dtTime(memory, world.now())) };
	} catch (error) {
		if (mayHaveCounted(error)) {
			// That must be kept, so it is the next poll that tells.
			const { troubles } = noteTrouble(error, matter, scope, memory.troubles, world.now());
			memory.troubles = troubles;
			const mayBeRepeated = !error.isFinal;
			memory.owed = mayBeRepeated
				? (withRemedy(error, troubles[matter]?.retryAt ?? world.now()) as DtError)
				: error.with({ remedy: COUNTED });
			const failed = { code: error.dtCode, reason: error.facts.reason, mayBeRepeated };
			return { state: asked(state, window, plan, failed, dtTime(memory, world.now())) };
		}
		tell(error, matter, scope, memory, world);
		return { state };
	}
}

/** Whether the request before this one came to nothing, although DT may have counted it. */
const isRepeat = (trouble: Trouble | undefined, scope: string): boolean =>
	trouble?.scope === scope && trouble.counted;

/** A clock seen to be fast is taken for that until it is seen again, with the next day's report. */
const FAST_CLOCK_MS = 26 * 60 * 60 * 1000;
/** Clocks that differ by less, with the time an answer takes, are the same. */
const NO_DIFFERENCE_MS = 5 * 1000;

/** What time it is at DT, as far as is known; epoch milliseconds. */
function dtTime({ fastClock }: PollMemory, now: number): number {
	if (!fastClock) return now;
	const age = now - fastClock.seenAt;
	return age >= 0 && age < FAST_CLOCK_MS ? now - fastClock.ahead : now;
}

const BY_DTS_CLOCK =
	'Set the clock of this machine. Until then the trigger goes by that of DT, asks for these days again when they are complete there, and skips nothing.';

/**
 * A report asked for before its last day was complete at DT holds no more than a part of that day. The next
 * poll tells of it.
 *
 * @returns how the report ended; nothing where it is of use
 */
function tooEarly(window: Window, report: AskedReport, memory: PollMemory, now: number) {
	const { requestedAt, answeredAt = requestedAt, reportId } = report;
	const ahead = Date.parse(requestedAt) - Date.parse(answeredAt);
	const isEarly = !wasComplete(window, report);
	const isStillFast = memory.fastClock !== undefined && ahead > NO_DIFFERENCE_MS;
	memory.fastClock = isEarly || isStillFast ? { ahead, seenAt: now } : undefined;
	if (!isEarly) return undefined;
	const reason = `DT took it on at ${answeredAt} by its own clock, before ${window.end} was complete, and the clock of this machine said ${requestedAt}`;
	const ended = { code: 'report_unreadable' as const, reason, reportId };
	memory.owed = new DtError(ended.code, { reason, reportId, remedy: BY_DTS_CLOCK });
	return ended;
}

/**
 * Notes an attempt that came to nothing, and fails the poll where that is to be told.
 *
 * On schedule a failure is told where it is news. While a workflow is activated only what a person must see
 * to right then: for a new trigger all that does not pass by itself, for one that has worked its settings,
 * and at n8n's start nothing; what is not told then is noted by the next poll.
 *
 * @param scope see Trouble
 * @throws the error
 */
export function tell(
	error: unknown,
	matter: Matter,
	scope: string,
	memory: PollMemory,
	{ moment, now }: Pick<World<unknown>, 'moment' | 'now'>,
): void {
	if (moment === 'scheduled') {
		const noted = noteTrouble(error, matter, scope, memory.troubles, now());
		memory.troubles = noted.troubles;
		if (noted.isNews) throw withRemedy(error, noted.trouble.retryAt);
		return;
	}
	const isOfSettings = isDtError(error) && error.dtCode === 'invalid_parameters';
	const isTold = { first: isPermanent(error), byHand: isOfSettings, atStart: false }[moment];
	if (isTold) throw asError(error);
}

/** What passes by itself needs nobody to run the workflow again. */
function withRemedy(error: unknown, retryAt: number): Error {
	if (!isDtError(error) || isPermanent(error)) return asError(error);
	const time = `${new Date(retryAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return error.with({ remedy: `The trigger tries again by itself at ${time}, and skips no day.` });
}

function tellOwed(memory: PollMemory): void {
	const { owed } = memory;
	memory.owed = undefined;
	if (owed) throw owed;
}

const COUNTED =
	'The trigger asks once more by itself, at most twice a day for the same days, and hands them over as soon as their report is there.';
const STAYED_EMPTY =
	'The link showed an empty file until its end: DT never wrote the report, or it has no rows at all and DT leaves it empty. If this account has days without any row, set Zero-Byte Reports in the options to No Rows.';

/** Windows at their limit are told of once a day each. */
function tellOf(blocked: Window[], state: DailyState, memory: PollMemory, now: number): void {
	const today = utcDay(now);
	memory.told = memory.told.filter((told) => told.startsWith(today));
	for (const window of blocked) {
		const name = `${today} ${windowName(window)}`;
		if (memory.told.includes(name)) continue;
		memory.told.push(name);
		throw limitReached(window, state);
	}
}

function limitReached(window: Window, { ended }: DailyState): DtError {
	const known = ended?.window === windowName(window) ? ended : undefined;
	const remedy = `The trigger has asked twice today for ${dayRangeText(window)} and got nothing it may hand over. It goes on after 00:00 UTC, or when the next day is complete, and skips nothing.`;
	return new DtError(known?.code ?? 'report_expired', {
		reason: known?.reason,
		remedy: known?.sawEmpty ? `${remedy} ${STAYED_EMPTY}` : remedy,
		reportId: known?.reportId,
	});
}
