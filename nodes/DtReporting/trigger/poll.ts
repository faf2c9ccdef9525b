import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { clearFailure } from '../core/incremental/backOff';
import type { DailyState } from '../core/incremental/state';
import type { DayTable } from '../core/csv/dayTable';
import { asError } from '../errors/asError';
import { toNodeError } from '../errors/nodeError';
import { verifyCredentials } from '../transport/verifyCredentials';
import { Checkpoint } from './checkpoint';
import type { Delivery, PollReason } from './dependencies';
import { notify } from './failures';
import { itemsOfDays } from './items';
import { dependenciesOf } from './n8nDependencies';
import { pollCacheOf, type PollCache } from './pollCache';
import { pollReasonOf } from './pollReason';
import { oneAtATime } from './runningPoll';
import { checkPollTimes, readSettings, type Settings } from './settings';
import { runStep, scopeOfFile } from './step';
import { fetchTestEvent } from './testEvent';

/**
 * One poll: a test event in the editor, else one step of the trigger.
 *
 * @returns the items of the days delivered; null where there are none
 * @throws n8n's typed error
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		if (context.getMode() === 'manual') return [await fetchTestEvent(context)];
		const cache = pollCacheOf(context);
		const pollReason = pollReasonOf(context, cache);
		return await oneAtATime(cache, pollReason, async (isReplaced) => {
			const checkpoint = Checkpoint.open(context, cache, pollReason);
			if (checkpoint.isRestored) return null;
			try {
				return await advance(context, checkpoint, cache, pollReason, isReplaced);
			} catch (error) {
				if (pollReason === 'first') checkpoint.withdraw();
				throw asError(error);
			}
		});
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** Load the checkpoint → decide, and request, check or deliver → save. */
async function advance(
	context: IPollFunctions,
	checkpoint: Checkpoint,
	cache: PollCache,
	pollReason: PollReason,
	isReplaced: () => boolean,
): Promise<INodeExecutionData[][] | null> {
	const loaded = await load(context, checkpoint, cache, pollReason);
	if (!loaded) return null;
	const { settings, state } = loaded;
	const dependencies = dependenciesOf(context, settings, pollReason);
	const { state: next, delivery } = await runStep(dependencies, settings, state, cache);
	let items: INodeExecutionData[] = [];
	if (delivery) {
		try {
			items = await output(context, delivery, settings);
		} catch (error) {
			// The file could not be stored, so the report stays pending.
			notify(error, 'file', scopeOfFile(delivery.report), cache, dependencies);
			return null;
		}
		cache.backOffs = clearFailure(cache.backOffs, 'file');
		// n8n discards a delivery with its state; a poll without items has nothing to discard.
		if (items.length === 0) cache.last = next;
	}
	if (isReplaced()) return null;
	checkpoint.save(next);
	return items.length > 0 ? [items] : null;
}

/**
 * The state a step starts from; a first activation also verifies the keys, while a person can correct them.
 *
 * @returns nothing where the settings cannot be used, and this is no time to notify of it
 * @throws DtError
 */
async function load(
	context: IPollFunctions,
	checkpoint: Checkpoint,
	cache: PollCache,
	pollReason: PollReason,
): Promise<{ settings: Settings; state: DailyState } | undefined> {
	try {
		if (pollReason === 'first' || pollReason === 'byHand') checkPollTimes(context);
		const settings = await readSettings(context, Date.now());
		if (pollReason === 'first') await verifyCredentials(context);
		const state = checkpoint.load();
		cache.backOffs = clearFailure(cache.backOffs, 'settings');
		return { settings, state };
	} catch (error) {
		notify(error, 'settings', 'settings', cache, { pollReason, now: Date.now });
		return undefined;
	}
}

/** The items of a delivery; a trigger has no panel of hints, so a notice goes to n8n's log. */
async function output(
	context: IPollFunctions,
	delivery: Delivery<DayTable>,
	{ form }: Settings,
): Promise<INodeExecutionData[]> {
	const items = await itemsOfDays(context, delivery, form);
	const notice = delivery.content?.notice;
	if (notice !== undefined) context.logger?.warn(notice);
	return items;
}
