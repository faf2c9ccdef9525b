import type { IExecuteFunctions } from 'n8n-workflow';

import { asError } from '../errors/asError';
import { isDtError, type DtError } from '../errors/dtError';
import { BoundedMap } from './boundedMap';
import { nodeKey } from './nodeKey';

/** Requests that are not sent again within their execution, with the error that each ended in. */
const endedByExecution = new BoundedMap<Map<string, DtError>>();

/** Forgets everything; for tests. */
export const forgetRequests = (): void => endedByExecution.clear();

/**
 * Keeps one execution of a node from sending a request again that DT may have counted and whose repeat
 * cannot help: Retry On Fail runs the node again, in the same process and under the same execution id.
 */
export class RequestLedger {
	private readonly execution: string;

	constructor(context: IExecuteFunctions) {
		this.execution = `${nodeKey(context)}/${context.getExecutionId()}`;
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
