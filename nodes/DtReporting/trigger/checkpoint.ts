import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { begin, readState, type DailyState } from '../core/incremental/state';
import type { PollReason } from './dependencies';
import type { PollCache } from './pollCache';

/**
 * The checkpoint of a trigger: in n8n's static data of the node, where n8n keeps it as it keeps the state of
 * polls, and beside it in this process (see PollCache). The algorithm only loads, saves and withdraws it.
 */
export class Checkpoint {
	private constructor(
		private readonly staticData: IDataObject,
		private readonly cache: PollCache,
		/** n8n has none, and this poll has placed one: a poll on schedule does no more than that. */
		readonly isRestored: boolean,
	) {}

	/** Places a checkpoint where there is none, before anything can fail. */
	static open(context: IPollFunctions, cache: PollCache, pollReason: PollReason): Checkpoint {
		const staticData = context.getWorkflowStaticData('node');
		const isMissing = staticData.daily === undefined;
		const isScheduled = pollReason === 'scheduled';
		const initial = (isScheduled && cache.initial) || begin(Date.now());
		cache.initial = isMissing && !isScheduled ? initial : undefined;
		const checkpoint = new Checkpoint(staticData, cache, isMissing && isScheduled);
		if (isMissing) checkpoint.assign(cache.saved ?? initial);
		return checkpoint;
	}

	/**
	 * The state that n8n has kept.
	 *
	 * @throws DtError `invalid_parameters` for a state of an unknown version
	 */
	load(): DailyState {
		return readState(this.staticData.daily, Date.now());
	}

	save(state: DailyState): void {
		this.assign(state);
		this.cache.saved = state;
	}

	/** A trigger whose first activation is refused begins when it is activated in the end. */
	withdraw(): void {
		delete this.staticData.daily;
	}

	/** n8n saves what was assigned, so an equal state is not assigned again. */
	private assign(state: DailyState): void {
		if (JSON.stringify(this.staticData.daily) !== JSON.stringify(state)) {
			this.staticData.daily = { ...state };
		}
	}
}
