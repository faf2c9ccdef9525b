import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { accountOf } from '../transport/account';
import { requestReport } from '../transport/requestReport';
import { verifyCredentials, verifyConnection } from '../transport/verifyCredentials';
import { asError } from '../errors/asError';
import { isDtError } from '../errors/dtError';
import { toNodeError } from '../errors/nodeError';
import { begin, readState, type DailyState } from '../core/incremental/state';
import { readDays, type DayTable } from '../core/csv/dayTable';
import { expectedOf } from '../core/report/query';
import { clearFailure } from '../core/incremental/backOff';
import { fileAccess, checkReport, type CheckResult } from '../transport/checkReport';
import { dayFormOf, itemsOfDays } from './items';
import { pollCacheOf, type RunningPoll, type PollCache } from './pollCache';
import type { PollReason, StepDependencies } from './dependencies';
import { notify } from './failures';
import { budgetOf, pollReasonOf } from './pollReason';
import { runStep, scopeOfFile } from './step';
import { checkPollTimes, readSettings, type Settings } from './settings';
import { fetchTestEvent } from './testEvent';

/** What is left of the budget when a file is given up, so that the poll ends by itself. */
const RESERVE_MS = 2_000;
const LONGEST_ASK_MS = 30_000;
/** A poll under way for so long has been lost. */
const LOST_AFTER_MS = 10 * 60 * 1000;

/**
 * One poll: a test event in the editor, else one step of the trigger.
 *
 * @returns the items of the days delivered; null where there are none
 * @throws n8n's typed error
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		if (context.getMode() === 'manual') return [await fetchTestEvent(context)];
		return await scheduledPoll(context, pollCacheOf(context));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** One poll at a time: n8n begins one whether or not the one before has ended. */
async function scheduledPoll(
	context: IPollFunctions,
	cache: PollCache,
): Promise<INodeExecutionData[][] | null> {
	const pollReason = pollReasonOf(context, cache);
	const now = Date.now();
	if (cache.runningPoll) {
		const isLost = now - cache.runningPoll.since >= LOST_AFTER_MS;
		// Activated anew, n8n polls from the place that it has kept; the older poll may not move on from another.
		if (isLost || pollReason !== 'scheduled') cache.runningPoll.isOver = true;
		if (!isLost) return null;
	}
	const own: RunningPoll = { since: now, isOver: false };
	cache.runningPoll = own;
	const { backOffs } = cache;
	try {
		return await oneStep(context, cache, pollReason, own);
	} catch (error) {
		if (!own.isOver) throw asError(error);
		// n8n may discard it: it is for the next poll to tell.
		cache.backOffs = backOffs;
		return null;
	} finally {
		if (cache.runningPoll === own) cache.runningPoll = undefined;
	}
}

async function oneStep(
	context: IPollFunctions,
	cache: PollCache,
	pollReason: PollReason,
	own: RunningPoll,
): Promise<INodeExecutionData[][] | null> {
	const kept = context.getWorkflowStaticData('node');
	const isGone = kept.daily === undefined;
	const isScheduled = pollReason === 'scheduled';
	const initial = (isScheduled && cache.initial) || begin(Date.now());
	cache.initial = isGone && !isScheduled ? initial : undefined;
	// Where the trigger is must be kept before anything can go wrong.
	if (isGone) keep(kept, cache.saved ?? initial);
	if (isGone && isScheduled) return null;
	try {
		return await oneRun(context, kept, cache, pollReason, own);
	} catch (error) {
		// A new trigger that is refused begins when it is activated in the end.
		if (pollReason === 'first') delete kept.daily;
		throw asError(error);
	}
}

/** From the settings to the delivery. */
async function oneRun(
	context: IPollFunctions,
	kept: IDataObject,
	cache: PollCache,
	pollReason: PollReason,
	own: RunningPoll,
): Promise<INodeExecutionData[][] | null> {
	const ready = await prepare(context, kept, cache, pollReason);
	if (!ready) return null;
	const { settings, state } = ready;
	const dependencies = dependenciesOf(context, settings, pollReason);
	const { state: next, delivery } = await runStep(dependencies, settings, state, cache);
	let items: INodeExecutionData[] = [];
	if (delivery) {
		const scope = scopeOfFile(delivery.report);
		try {
			items = await itemsOfDays(context, delivery, settings.form);
		} catch (error) {
			// The file could not be stored: the report stays under way.
			notify(error, 'file', scope, cache, dependencies);
			return null;
		}
		cache.backOffs = clearFailure(cache.backOffs, 'file');
		warnOf(context, delivery.content);
		// Where there is nothing to deliver, n8n neither keeps nor discards it.
		if (items.length === 0) cache.last = next;
	}
	if (own.isOver) return null;
	keep(kept, next);
	cache.saved = next;
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
	cache: PollCache,
	pollReason: PollReason,
): Promise<{ settings: Settings; state: DailyState } | undefined> {
	try {
		if (pollReason === 'first' || pollReason === 'byHand') checkPollTimes(context);
		const settings = await readSettings(context, Date.now());
		if (pollReason === 'first') await verifyCredentials(context);
		const state = readState(kept.daily, Date.now());
		cache.backOffs = clearFailure(cache.backOffs, 'settings');
		return { settings, state };
	} catch (error) {
		notify(error, 'settings', 'settings', cache, { pollReason, now: Date.now });
		return undefined;
	}
}

function dependenciesOf(
	context: IPollFunctions,
	{ form, baseUrl }: Settings,
	pollReason: PollReason,
): StepDependencies<DayTable> {
	const budget = budgetOf(context);
	const end = Date.now() + budget - RESERVE_MS;
	return {
		pollReason,
		now: Date.now,
		chance: Math.random,
		requestReport: async (query) =>
			await requestReport(
				await accountOf(context),
				query,
				Math.min(LONGEST_ASK_MS, Math.floor(budget / 2)),
			),
		verifyConnection: async () => await verifyConnection(context),
		checkReport: async (report, query) => {
			const { dateRange } = query.body;
			const left = AbortSignal.timeout(Math.max(1, end - Date.now()));
			const target = { report, expected: expectedOf(query), baseUrl, abortSignal: left };
			try {
				return await checkReport(
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
function outOfTime(
	error: unknown,
	{ aborted }: AbortSignal,
	budget: number,
): CheckResult<DayTable> {
	if (!aborted || !isDtError(error) || error.dtCode !== 'cancelled') throw asError(error);
	const seconds = Math.round(budget / 1000);
	const reason = `it could not be read within the ${seconds} seconds that n8n gives a poll`;
	return { status: { kind: 'transient', reason } };
}
