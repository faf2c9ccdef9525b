import { asError } from '../../errors/asError';
import { DtError, isDtError } from '../../errors/dtError';
import {
	asked,
	inFlight,
	isDue,
	keyOf,
	nextWindow,
	settled,
	sighted,
	type DailyPlan,
	type DailyState,
	type Flight,
	type HandedDay,
	type Window,
} from '../../report/daily';
import { utcDay } from '../../report/dates';
import { lives } from '../../report/pending';
import { forDays, type ReportQuery } from '../../report/query';
import type { AskedReport } from '../../report/state';
import { isPaused, isPermanent, noteTrouble } from '../../report/trouble';
import type { Seen } from '../report/look';
import type { PollMemory } from './memory';

/** All that one step needs of the world. `C` is what is read of a report. */
export interface World<C> {
	/** Asks DT for a report. */
	ask: (query: ReportQuery) => Promise<AskedReport>;
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
	const state = takenUp(settled(kept, wanted.plan), wanted, memory, world.now());
	if (state.flight) return await look(world, wanted, state, state.flight, memory);
	const { window, blocked } = nextWindow(state, wanted.plan, world.now());
	if (world.moment === 'scheduled') tellOf(blocked, state, memory, world.now());
	return window ? await ask(world, wanted, state, window, memory) : { state };
}

/**
 * The state with the report that this process asked for last, where n8n has kept none, or an older one that
 * had come to nothing: it is of the same query, its link lives, and there are days in it still due.
 */
function takenUp(
	state: DailyState,
	{ plan }: Wanted,
	{ asked: last }: PollMemory,
	now: number,
): DailyState {
	const keptAt = state.flight?.report.requestedAt ?? '';
	if (!last || last.report.requestedAt <= keptAt || !lives(last.report, now)) return state;
	const again = settled(inFlight(state, last.window, last.series, last.report, now), plan);
	return again.flight ? again : state;
}

async function look<C>(
	world: World<C>,
	{ query, plan }: Wanted,
	state: DailyState,
	flight: Flight,
	memory: PollMemory,
): Promise<Stepped<C>> {
	const { report, window } = flight;
	const scope = scopeOfLooks(report);
	const early = !isDue(flight, world.now()) || isPaused(memory.trouble, scope, world.now());
	if (early) return { state };
	const asked = forDays(query, window);
	let seen: Seen<C>;
	try {
		seen = await world.look(report, asked);
	} catch (error) {
		if (isToBeTold(error, scope, memory, world)) throw asError(error);
		return { state };
	}
	const sight = sighted(state, plan, seen.look, world.now(), world.chance());
	// It may be an older one, which n8n had kept, and another have been asked for since.
	const isLast = memory.asked?.report.reportId === report.reportId;
	if (sight.it === 'ended' && isLast) memory.asked = undefined;
	if (sight.it !== 'arrived') return { state: sight.state };
	const { days } = sight;
	return {
		state: sight.state,
		handOver: { days, report, query: asked, content: seen.content?.value },
	};
}

/** Names what hinders a report from being read or handed over; see Trouble. */
export const scopeOfLooks = ({ reportId }: AskedReport): string => `report ${reportId}`;

async function ask<C>(
	world: World<C>,
	{ query, plan, keys }: Wanted,
	state: DailyState,
	window: Window,
	memory: PollMemory,
): Promise<Stepped<C>> {
	const scope = `${keys} ${plan.series}`;
	if (isPaused(memory.trouble, scope, world.now())) return { state };
	try {
		const report = await world.ask(forDays(query, window));
		memory.asked = { series: plan.series, window, report };
		memory.trouble = undefined;
		return { state: asked(state, window, plan, report, world.now()) };
	} catch (error) {
		if (isDtError(error) && error.dtCode === 'unknown_outcome') {
			// DT may have counted it: that must be kept, so it is the next poll that tells.
			memory.trouble = noteTrouble(error, scope, memory.trouble, world.now()).trouble;
			memory.owed = error.with({ remedy: GOES_ON });
			return { state: asked(state, window, plan, undefined, world.now()) };
		}
		if (isToBeTold(error, scope, memory, world)) throw asError(error);
		return { state };
	}
}

/**
 * Notes an attempt that came to nothing, and says whether it is to fail the poll.
 *
 * @param scope see Trouble
 */
export function isToBeTold(
	error: unknown,
	scope: string,
	memory: PollMemory,
	{ moment, now }: Pick<World<unknown>, 'moment' | 'now'>,
): boolean {
	if (moment === 'atStart') return false;
	if (moment === 'first') return isPermanent(error);
	if (moment === 'byHand') return isDtError(error) && error.dtCode === 'invalid_parameters';
	const { trouble, isNews } = noteTrouble(error, scope, memory.trouble, now());
	memory.trouble = trouble;
	return isNews;
}

function tellOwed(memory: PollMemory): void {
	const { owed } = memory;
	memory.owed = undefined;
	if (owed) throw owed;
}

const GOES_ON =
	'The trigger asks once more by itself, at most twice a day for the same days, and hands them over as soon as their report is there.';
const TOMORROW =
	'The trigger has asked twice today for these days and got nothing it may hand over. It goes on after 00:00 UTC, or when the next day is complete, and skips nothing.';
const STAYED_EMPTY =
	'The link showed an empty file until its end: DT never wrote the report, or it has no rows at all and DT leaves it empty. If this account has days without any row, set Zero-Byte Reports in the options to No Rows.';

/** Windows at their limit are told of once a day each. */
function tellOf(blocked: Window[], state: DailyState, memory: PollMemory, now: number): void {
	const today = utcDay(now);
	memory.told = memory.told.filter((told) => told.startsWith(today));
	for (const window of blocked) {
		const name = `${today} ${keyOf(window)}`;
		if (memory.told.includes(name)) continue;
		memory.told.push(name);
		throw limitReached(window, state);
	}
}

function limitReached(window: Window, { ended }: DailyState): DtError {
	const days = window.start === window.end ? window.start : `${window.start} to ${window.end}`;
	const known = ended?.window === keyOf(window) ? ended : undefined;
	const reason = [`days ${days}`, known?.reason].filter((part) => part).join(', ');
	const remedy = known?.sawEmpty ? `${TOMORROW} ${STAYED_EMPTY}` : TOMORROW;
	return new DtError(known?.code ?? 'report_expired', {
		reason,
		remedy,
		reportId: known?.reportId,
	});
}
