import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INode,
	type IPollFunctions,
} from 'n8n-workflow';

import { CREDENTIAL, readKeys, type ClientCredentials } from './credential';
import type { HttpRequest } from './requestToken';
import { isUsable, sharedToken } from './tokenCache';

/** n8n's contexts that can send a request. */
export type RequestContext = IExecuteFunctions | IPollFunctions;

/** @param end ends the request and the reading of its response */
type AuthenticatedRequest = (options: IHttpRequestOptions, end: AbortSignal) => Promise<unknown>;

/** One account at DT, as one input item (or a poll) has it. */
export interface Account {
	keys: ClientCredentials;
	/**
	 * Sends a request through n8n's helper with this account's token, and returns what the helper returns. Stopping
	 * the execution ends it, too.
	 */
	request: AuthenticatedRequest;
	/** The same, but stopping the execution does not end it: what DT counts must not be lost half-way. */
	requestToTheEnd: AuthenticatedRequest;
}

/**
 * Whether this n8n keeps the expressions of a credential when it stores a token beside them: from 2.34 on.
 * Before, it writes the values of one item over them. In the same version n8n's errors began to keep their
 * cause, which shows the version.
 */
const KEEPS_EXPRESSIONS =
	new NodeApiError({} as INode, new Error('a cause') as never).cause !== undefined;

/** No execution has so many items; an expression on `$json` gives something else there, or throws. */
const NO_ITEM = 1_000_000_000;

type Credential = Record<string, unknown>;

const credentialOf = async (context: RequestContext, itemIndex: number): Promise<Credential> =>
	await (context as IExecuteFunctions).getCredentials(CREDENTIAL, itemIndex);

const isSame = (one: ClientCredentials, other: ClientCredentials): boolean =>
	one.clientId === other.clientId &&
	one.clientSecret === other.clientSecret &&
	one.baseUrl === other.baseUrl;

const keysOf = async (context: RequestContext, itemIndex: number): Promise<ClientCredentials> =>
	readKeys(await credentialOf(context, itemIndex));

/** Whether the credential gives these keys whatever the item. */
async function hasNoExpressions(
	context: RequestContext,
	keys: ClientCredentials,
): Promise<boolean> {
	try {
		return isSame(keys, await keysOf(context, NO_ITEM));
	} catch {
		return false;
	}
}

/** The keys of the first item, by execution: n8n reads a credential from its database each time. */
const firstKeys = new WeakMap<RequestContext, Promise<ClientCredentials | undefined>>();

/** Whether the first item has these keys, too; where it has none that can be sent, it has not. */
async function isOfFirstItem(context: RequestContext, keys: ClientCredentials, itemIndex: number) {
	if (itemIndex === 0) {
		firstKeys.set(context, Promise.resolve(keys));
		return true;
	}
	const known = firstKeys.get(context) ?? keysOf(context, 0).catch(() => undefined);
	firstKeys.set(context, known);
	const first = await known;
	return first !== undefined && isSame(keys, first);
}

/**
 * The account of one input item; the fields of the credential may be expressions on the item.
 *
 * n8n's request helper takes the credential of the first item, whatever item the request is for. Where
 * this item has another account, the helper is handed this item's keys and token instead, and stores
 * nothing. The same holds where n8n would write one item's keys over the expressions.
 *
 * @param context n8n's execute or poll functions
 * @throws DtError `invalid_parameters` for keys that cannot be sent
 */
export async function accountOf(context: RequestContext, itemIndex = 0): Promise<Account> {
	const keys = await keysOf(context, itemIndex);
	const isOfFirst = await isOfFirstItem(context, keys, itemIndex);
	const mayBeStored = isOfFirst && (KEEPS_EXPRESSIONS || (await hasNoExpressions(context, keys)));
	const requestUntil =
		(stop?: AbortSignal): AuthenticatedRequest =>
		async (options, end) =>
			await context.helpers.httpRequestWithAuthentication.call(
				endedBy(context, stop ? AbortSignal.any([end, stop]) : end),
				CREDENTIAL,
				options,
				mayBeStored ? undefined : await withToken(context, itemIndex),
			);
	const stop = (context as Partial<IExecuteFunctions>).getExecutionCancelSignal?.();
	return { keys, request: requestUntil(stop), requestToTheEnd: requestUntil() };
}

/** A context whose requests a signal ends: n8n's helper asks its caller for the one that stops the execution. */
const endedBy = (context: RequestContext, signal: AbortSignal): RequestContext =>
	Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as RequestContext;

/** The keys and a usable token of one item, in the form in which n8n's helper takes them. */
async function withToken(context: RequestContext, itemIndex: number) {
	const stored = await credentialOf(context, itemIndex);
	const httpRequest = context.helpers.httpRequest as HttpRequest;
	const token = isUsable(stored) ? {} : await sharedToken(httpRequest, stored);
	const data = { ...stored, ...token } as ICredentialDataDecryptedObject;
	return { credentialsDecrypted: { id: '', name: CREDENTIAL, type: CREDENTIAL, data } };
}
