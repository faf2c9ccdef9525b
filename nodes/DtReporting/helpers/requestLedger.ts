import type { IExecuteFunctions } from 'n8n-workflow';

import { asError } from '../errors/asError';
import { isDtError, type DtError } from '../errors/dtError';
import { BoundedMap } from './boundedMap';
import { nodeKey, runKey } from './nodeKey';
import { isRetried } from './nodeSettings';

/** Requests that are not sent again within their execution, with the error that each ended in. */
const endedByExecution = new BoundedMap<Map<string, DtError>>();

/** Responses that a retry outputs again instead of sending the request again, by run and item. */
const answeredByRun = new BoundedMap<Map<string, unknown>>();

/** Forgets everything; for tests. */
export function forgetRequests(): void {
	endedByExecution.clear();
	answeredByRun.clear();
}

/**
 * Keeps one execution of a node from sending a request again that DT may have counted and whose repeat
 * cannot help: Retry On Fail runs the node again, in the same process and under the same execution id.
 */
export class RequestLedger {
	private readonly execution: string;

	/** Where n8n may run the node again; see runKey. */
	private readonly run?: string;

	constructor(context: IExecuteFunctions) {
		this.execution = `${nodeKey(context)}/${context.getExecutionId()}`;
		const run = runKey(context);
		if (run !== undefined && isRetried(context)) {
			this.run = `${nodeKey(context)}/${run}`;
		}
	}

	/**
	 * Sends a request of an input item, unless an earlier try of this run has had its response: n8n runs the node
	 * again because of another item, and discards what it had.
	 *
	 * @param key the same for the same request to the same account
	 * @throws DtError see once
	 */
	async onceForItem<T>(itemIndex: number, key: string, send: () => Promise<T>): Promise<T> {
		if (this.run === undefined) return await this.once(key, send);
		const answered = answeredByRun.getOrCreate(this.run, () => new Map<string, unknown>());
		const name = `${itemIndex} ${key}`;
		if (!answered.has(name)) answered.set(name, await this.once(key, send));
		return answered.get(name) as T;
	}

	/**
	 * Sends a request, unless this execution has sent it before in vain.
	 *
	 * @param key the same for the same request to the same account
	 * @throws DtError what the request ended in, now or the first time
	 */
	async once<T>(key: string, send: () => Promise<T>): Promise<T> {
		const ended = endedByExecution.get(this.execution)?.get(key);
		if (ended) throw ended;
		try {
			return await send();
		} catch (error) {
			if (isDtError(error) && error.isFinal) this.note(key, error);
			throw asError(error);
		}
	}

	private note(key: string, error: DtError): void {
		endedByExecution.getOrCreate(this.execution, () => new Map()).set(key, error);
	}
}
