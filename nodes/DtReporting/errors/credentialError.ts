import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { isDtError, type DtError } from './dtError';

/** A credential's hook knows no node; n8n shows none of this. */
const NO_NODE: INode = {
	id: '',
	name: 'DT Reporting API',
	type: 'dtReportingApi',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Where the typed failure travels on n8n's error. Not enumerable, so that nothing stores it. */
const CARRIED = Symbol('the typed failure');

/**
 * What the credential's hook throws. n8n wraps every other error, and up to 2.33 loses what it wrapped;
 * a NodeApiError it passes on as it is, and shows its words in the credential test.
 */
export function toHookError(error: unknown): unknown {
	if (!isDtError(error)) return error;
	const { message, description } = error;
	const carrier = new NodeApiError(NO_NODE, { message } as JsonObject, { message, description });
	carrier.message = message;
	carrier.description = description;
	Object.defineProperty(carrier, CARRIED, { value: error });
	return carrier;
}

/** The typed failure in something thrown: itself, carried by the hook's error, or the cause of another. */
export function carriedBy(thrown: unknown): DtError | undefined {
	for (let current = thrown; current instanceof Error; current = current.cause) {
		if (isDtError(current)) return current;
		const carried = (current as { [CARRIED]?: unknown })[CARRIED];
		if (isDtError(carried)) return carried;
	}
	return undefined;
}
