import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { accountOf } from '../transport/account';
import { askReport } from '../transport/requestReport';
import { proveKeys, proveWay } from '../transport/verifyCredentials';
import { asError } from '../errors/asError';
import { isDtError } from '../errors/dtError';
import { toNodeError } from '../errors/nodeError';
import { begin, readState, type DailyState } from '../core/incremental/state';
import { readDays, type DayTable } from '../core/csv/dayTable';
import { expectedOf } from '../core/report/query';
import { overcome } from '../core/incremental/backOff';
import { fileAccess, lookAt, type Seen } from '../transport/checkReport';
import { dayFormOf, itemsOfDays } from './items';
import { memoryOf, type Busy, type PollMemory } from './pollCache';
import { pollStep, scopeOfFile, tell, type Moment, type World } from './step';
import { checkPollTimes, readSettings, type Settings } from './settings';
import { fetchTestEvent } from './testEvent';

/** n8n up to 2.41 gives a poll five minutes, where it gives none a limit; its durable scheduler gives less. */
const USUAL_BUDGET_MS = 5 * 60 * 1000;
/** What is left of the budget when a file is given up, so that the poll ends by itself. */
const RESERVE_MS = 2_000;
const LONGEST_ASK_MS = 30_000;
/** A poll under way for so long has been lost. */
const LOST_AFTER_MS = 10 * 60 * 1000;

/**
 * One poll: a test event in the editor, else one step of the trigger.
 *
 * @returns the items of the days handed over; null where there are none
 * @throws n8n's typed error
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		if (context.getMode() === 'manual') return [await fetchTestEvent(context)];
		return await scheduledPoll(context, memoryOf(context));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** One poll at a time: n8n begins one whether or not the one before has ended. */
async function scheduledPoll(
	context: IPollFunctions,
	memory: PollMemory,
): Promise<INodeExecutionData[][] | null> {
	const moment = momentOf(context, memory);
	const now = Date.now();
	if (memory.busy) {
		const isLost = now - memory.busy.since >= LOST_AFTER_MS;
		// Activated anew, n8n polls from the place that it has kept; the older poll may not move on from another.
		if (isLost || moment !== 'scheduled') memory.busy.isOver = true;
		if (!isLost) return null;
	}
	const own: Busy = { since: now, isOver: false };
	memory.busy = own;
	const { troubles } = memory;
	try {
		return await oneStep(context, memory, moment, own);
	} catch (error) {
		if (!own.isOver) throw asError(error);
		// n8n may discard it: it is for the next poll to tell.
		memory.troubles = troubles;
		return null;
	} finally {
		if (memory.busy === own) memory.busy = undefined;
	}
}

async function oneStep(
	context: IPollFunctions,
	memory: PollMemory,
	moment: Moment,
	own: Busy,
): Promise<INodeExecutionData[][] | null> {
	const kept = context.getWorkflowStaticData('node');
	const isGone = kept.daily === undefined;
	const isScheduled = moment === 'scheduled';
	const begun = (isScheduled && memory.begun) || begin(Date.now());
	memory.begun = isGone && !isScheduled ? begun : undefined;
	// Where the trigger is must be kept before anything can go wrong.
	if (isGone) keep(kept, memory.saved ?? begun);
	if (isGone && isScheduled) return null;
	try {
		return await walk(context, kept, memory, moment, own);
	} catch (error) {
		// A new trigger that is refused begins when it is activated in the end.
		if (moment === 'first') delete kept.daily;
		throw asError(error);
	}
}

/** From the settings to the hand-over. */
async function walk(
	context: IPollFunctions,
	kept: IDataObject,
	memory: PollMemory,
	moment: Moment,
	own: Busy,
): Promise<INodeExecutionData[][] | null> {
	const ready = await prepare(context, kept, memory, moment);
	if (!ready) return null;
	const { settings, state } = ready;
	const world = worldOf(context, settings, moment);
	const { state: next, handOver } = await pollStep(world, settings, state, memory);
	let items: INodeExecutionData[] = [];
	if (handOver) {
		const scope = scopeOfFile(handOver.report);
		try {
			items = await itemsOfDays(context, handOver, settings.form);
		} catch (error) {
			// The file could not be stored: the report stays under way.
			tell(error, 'file', scope, memory, world);
			return null;
		}
		memory.troubles = overcome(memory.troubles, 'file');
		warnOf(context, handOver.content);
		// Where there is nothing to hand over, n8n neither keeps nor discards it.
		if (items.length === 0) memory.last = next;
	}
	if (own.isOver) return null;
	keep(kept, next);
	memory.saved = next;
	return items.length > 0 ? [items] : null;
}

/** A trigger has no panel of hints. */
function warnOf({ logger }: IPollFunctions, content: DayTable | undefined): void {
	if (content?.notice !== undefined) logger?.warn(content.notice);
}

/** n8n saves what was assigned; what is the same is not assigned again. */
function keep(kept: IDataObject, state: object): void {
	if (JSON.stringify(kept.daily) !== JSON.stringify(state)) kept.daily = { ...state };
}

/**
 * What a step starts from; before a person walks away, the keys are proved, too.
 *
 * @returns nothing where it cannot be used and that is not to be told now
 * @throws DtError
 */
async function prepare(
	context: IPollFunctions,
	kept: IDataObject,
	memory: PollMemory,
	moment: Moment,
): Promise<{ settings: Settings; state: DailyState } | undefined> {
	try {
		if (moment === 'first' || moment === 'byHand') checkPollTimes(context);
		const settings = await readSettings(context, Date.now());
		if (moment === 'first') await proveKeys(context);
		const state = readState(kept.daily, Date.now());
		memory.troubles = overcome(memory.troubles, 'settings');
		return { settings, state };
	} catch (error) {
		tell(error, 'settings', 'settings', memory, { moment, now: Date.now });
		return undefined;
	}
}

function worldOf(
	context: IPollFunctions,
	{ form, baseUrl }: Settings,
	moment: Moment,
): World<DayTable> {
	const budget = budgetOf(context);
	const end = Date.now() + budget - RESERVE_MS;
	return {
		moment,
		now: Date.now,
		chance: Math.random,
		ask: async (query) =>
			await askReport(
				await accountOf(context),
				query,
				Math.min(LONGEST_ASK_MS, Math.floor(budget / 2)),
			),
		proveWay: async () => await proveWay(context),
		look: async (report, query) => {
			const { dateRange } = query.body;
			const left = AbortSignal.timeout(Math.max(1, end - Date.now()));
			const target = { report, expected: expectedOf(query), baseUrl, abortSignal: left };
			try {
				return await lookAt(
					fileAccess(context),
					target,
					async ({ file }) => await readDays(file, dateRange, dayFormOf(form, query)),
				);
			} catch (error) {
				return outOfTime(error, left, budget);
			}
		},
	};
}

/** A file too large for one poll is tried again, and its link's end tells why. */
function outOfTime(error: unknown, { aborted }: AbortSignal, budget: number): Seen<DayTable> {
	if (!aborted || !isDtError(error) || error.dtCode !== 'cancelled') throw asError(error);
	const seconds = Math.round(budget / 1000);
	const reason = `it could not be read within the ${seconds} seconds that n8n gives a poll`;
	return { look: { seen: 'transient', reason } };
}

/** How long this poll may take, in milliseconds; older n8n does not tell. */
function budgetOf(context: IPollFunctions): number {
	const { getPollBudgetMs } = context as Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>;
	return getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
}

/** n8n's contexts of activated workflows that have polled before. */
const polled = new WeakSet<object>();

/**
 * n8n polls once when it activates a workflow, and keeps that poll's context for all that follow. Its
 * durable scheduler makes a new one each time, and gives it a budget of its own.
 */
function momentOf(context: IPollFunctions, { saved }: PollMemory): Moment {
	if (polled.has(context) || budgetOf(context) !== USUAL_BUDGET_MS) return 'scheduled';
	polled.add(context);
	if (['init', 'leadershipChange'].includes(context.getActivationMode())) return 'atStart';
	const isKnown = context.getWorkflowStaticData('node').daily !== undefined || saved !== undefined;
	return isKnown ? 'byHand' : 'first';
}
