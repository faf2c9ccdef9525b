import * as n8nWorkflow from 'n8n-workflow';
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';

import { isDtError } from './dtError';
import { errorRow, type Facts, type FailureCause } from './errorCodes';

/** n8n's declared reason (n8n-workflow 2.31 and later). Older versions keep it as a plain property. */
interface Failure {
	cause: FailureCause;
	retryAfterMs?: number;
	resetsAtEpochMs?: number;
}

function failureOf(cause: FailureCause | undefined, facts: Facts): Failure | undefined {
	if (!cause) return undefined;
	const failure: Failure = { cause };
	if (facts.retryAfterMs !== undefined) failure.retryAfterMs = facts.retryAfterMs;
	if (facts.resetsAtEpochMs !== undefined) failure.resetsAtEpochMs = facts.resetsAtEpochMs;
	return failure;
}

/**
 * Makes n8n's error of a failure: a NodeApiError where DT or the wire said no, a NodeOperationError
 * where this package refused before sending. The code travels as data in `context.dt`, n8n's own
 * reason in `failure`; both survive the stored execution, queue mode and the Error Trigger.
 *
 * An error that is no DtError (a refusal of n8n itself, a fault in this package) comes back as n8n's
 * kind of error with its own words.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (!isDtError(error)) {
		if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
		return new NodeOperationError(node, error as Error, { itemIndex });
	}
	const { message, description, facts } = error;
	const { cause, refusedBy } = errorRow(error.dtCode);
	const options = { message, description, itemIndex };
	const nodeError =
		refusedBy === 'service'
			? new NodeApiError(node, { message } as JsonObject, {
					...options,
					httpCode: facts.httpStatus === undefined ? undefined : String(facts.httpStatus),
				})
			: new NodeOperationError(node, message, options);
	// Texts that happen to contain a name such as ENOENT are replaced by n8n; ours stay ours.
	nodeError.message = message;
	nodeError.description = description;
	nodeError.messages = [];
	nodeError.context.dt = error.details as unknown as IDataObject;
	(nodeError as { failure?: Failure }).failure = failureOf(cause, facts);
	return nodeError;
}

/**
 * Whether this n8n sends an item with `details` to the error output: from 2.34 on. In the same version
 * n8n's errors began to keep their cause, which shows the version. They had kept it up to 1.101 too, where
 * n8n-workflow exports a name that went long before 2.34.
 */
const ROUTES_DETAILS =
	new NodeApiError({} as INode, new Error('a cause') as never).cause !== undefined &&
	!('START_NODE_TYPE' in n8nWorkflow);

/**
 * The item that stands for a failure with Continue and on the error output. It has exactly the keys
 * that n8n looks for when it sorts items to the error output; one more and the item would pass for data.
 *
 * @param toErrorOutput whether the node has an error output; n8n before 2.34 finds the way there only
 *   without `details`
 */
export function toErrorItem(
	error: unknown,
	itemIndex: number,
	toErrorOutput = false,
): INodeExecutionData {
	const typed = isDtError(error) ? error : undefined;
	const json: IDataObject = { error: error instanceof Error ? error.message : String(error) };
	if (typed) json.message = typed.description;
	if (typed && (ROUTES_DETAILS || !toErrorOutput)) {
		json.details = typed.details as unknown as IDataObject;
	}
	return { json, pairedItem: { item: itemIndex } };
}
