import { asError } from '../errors/asError';
import type { PollReason } from './dependencies';
import type { PollCache, RunningPoll } from './pollCache';

/** A poll that has run for so long is lost. */
const LOST_AFTER_MS = 10 * 60 * 1000;

/**
 * Runs one poll at a time: n8n starts a poll whether or not the one before has ended. A poll that is replaced
 * by a newer one outputs nothing and saves nothing.
 *
 * @param work is given a function that tells whether the poll has been replaced
 * @returns null where another poll runs, or this one was replaced
 * @throws what `work` throws
 */
export async function oneAtATime<T>(
	cache: PollCache,
	pollReason: PollReason,
	work: (isReplaced: () => boolean) => Promise<T | null>,
): Promise<T | null> {
	const now = Date.now();
	if (cache.runningPoll) {
		const isLost = now - cache.runningPoll.since >= LOST_AFTER_MS;
		// An activated workflow polls from the checkpoint that n8n kept, so an older poll may not save another.
		if (isLost || pollReason !== 'scheduled') cache.runningPoll.isReplaced = true;
		if (!isLost) return null;
	}
	const own: RunningPoll = { since: now, isReplaced: false };
	cache.runningPoll = own;
	const { backOffs } = cache;
	try {
		return await work(() => own.isReplaced);
	} catch (error) {
		if (!own.isReplaced) throw asError(error);
		// n8n may discard this error, so the next poll notifies of it.
		cache.backOffs = backOffs;
		return null;
	} finally {
		if (cache.runningPoll === own) cache.runningPoll = undefined;
	}
}
