import type { IPollFunctions } from 'n8n-workflow';

import type { DtError } from '../errors/dtError';
import type { DailyState } from '../core/incremental/state';
import type { BackOffs } from '../core/incremental/backOff';
import { BoundedMap } from '../helpers/boundedMap';
import { nodeKey } from '../helpers/nodeKey';

/**
 * What this process knows of a trigger, beside the state that n8n keeps. It is lost with the process: then a
 * report may be requested again, a failure be told again, and a trigger of n8n's scheduler that has not
 * polled on schedule yet begins anew. It is needed because n8n may throw away the state of a poll: of one
 * that throws, of one that it has given up waiting for, and in its scheduler of the one at activation and,
 * without durable cursors, of each that delivers nothing.
 */
export interface PollCache {
	/** Where a trigger begins that has only been activated so far. */
	initial?: DailyState;
	/** The state after the last step; of one that handed days over, that before it, since n8n may discard them. */
	last?: DailyState;
	/**
	 * The state as it was last given to n8n to keep. Other nodes of the workflow may wipe what n8n keeps; the
	 * trigger then goes on from here.
	 */
	saved?: DailyState;
	/** That the clock of this machine is ahead of DT's. */
	fastClock?: FastClock;
	backOffs: BackOffs;
	/** A failure whose poll had something to keep, so that the next one has to tell. */
	deferredError?: DtError;
	/** Windows that are at their limit, by UTC day, as they were told of. */
	notified: string[];
	/** The poll that is under way. */
	runningPoll?: RunningPoll;
}

/** What DT's own time has shown of this machine's. */
export interface FastClock {
	/** Milliseconds. */
	ahead: number;
	/** Epoch milliseconds, by this machine's clock. */
	seenAt: number;
}

/** A poll under way. */
export interface RunningPoll {
	/** Epoch milliseconds. */
	since: number;
	/** A newer poll has replaced it, so n8n wants nothing of it any more. */
	isReplaced: boolean;
}

const caches = new BoundedMap<PollCache>();

/** What this process knows of a node. */
export const pollCacheOf = (context: IPollFunctions): PollCache =>
	caches.getOrCreate(nodeKey(context), () => ({ backOffs: {}, notified: [] }));

/** Forgets everything that this process knows of triggers; for tests. */
export const clearPollCache = (): void => caches.clear();
