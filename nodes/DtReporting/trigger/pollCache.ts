import type { IPollFunctions } from 'n8n-workflow';

import type { DtError } from '../errors/dtError';
import type { DailyState } from '../core/incremental/state';
import type { BackOffs } from '../core/incremental/backOff';
import { BoundedMap } from '../helpers/boundedMap';
import { nodeKey } from '../helpers/nodeKey';

/**
 * What this process keeps of a trigger, beside the state in n8n. It is lost with the process: then a
 * report may be requested again, a failure be notified again, and a trigger of n8n's scheduler that has not
 * polled on schedule yet starts again. It is needed because n8n may throw away the state of a poll: of one
 * that throws, of one that it has given up waiting for, and in its scheduler of the one at activation and,
 * without durable cursors, of each that delivers nothing.
 */
export interface PollCache {
	/** The state of a trigger that was activated and has not polled on schedule yet. */
	initial?: DailyState;
	/** The state after the last step; before it for one that delivered days, since n8n may discard them. */
	last?: DailyState;
	/**
	 * The state as it was last saved in n8n. Other nodes of the workflow may wipe that; the trigger then
	 * continues from here.
	 */
	saved?: DailyState;
	/** That the clock of this machine is ahead of DT's. */
	fastClock?: FastClock;
	backOffs: BackOffs;
	/** The error of a poll that had a state to save, so that the next poll throws it. */
	deferredError?: DtError;
	/** Windows that are at their limit, by UTC day, as they were notified. */
	notified: string[];
	/** The running poll. */
	runningPoll?: RunningPoll;
}

/** What DT's own time has shown of this machine's. */
export interface FastClock {
	/** Milliseconds. */
	ahead: number;
	/** Epoch milliseconds, by this machine's clock. */
	seenAt: number;
}

/** A running poll. */
export interface RunningPoll {
	/** Epoch milliseconds. */
	since: number;
	/** A newer poll has replaced it, so n8n takes nothing from it any more. */
	isReplaced: boolean;
}

const caches = new BoundedMap<PollCache>();

/** What this process keeps of a node. */
export const pollCacheOf = (context: IPollFunctions): PollCache =>
	caches.getOrCreate(nodeKey(context), () => ({ backOffs: {}, notified: [] }));

/** Forgets everything that this process keeps of triggers; for tests. */
export const clearPollCache = (): void => caches.clear();
