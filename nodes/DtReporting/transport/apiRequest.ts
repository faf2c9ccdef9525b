import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import type { DtError } from '../errors/dtError';
import type { Account } from './account';
import {
	isResponse,
	isSuccess,
	sendRequest,
	type HttpResponse,
	type Outcome,
} from './httpResponse';
import { bearerOf } from './authenticate';
import { answeredBy } from './foreignResponse';
import { markTokenRejected } from './tokenCache';
import { isQuotaError, type ErrorContext } from './responseErrors';

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Starts with a slash; joined to the credential's base URL. */
	path: string;
	query?: IDataObject;
	/** Sent as JSON; text is JSON already, and sent as it is. */
	body?: unknown;
	timeoutMs: number;
	/** What is beyond so many bytes of the response is not read, and the response not accepted. */
	mostBytes?: number;
	/** The end of the sentence "… while": "requesting a report". */
	doing: string;
	/** DT may count the request, so it is not ended half-way when the execution is stopped. */
	isCounted?: boolean;
	/** Whether a response with a 2xx status has in it what was requested. */
	accepts: (response: HttpResponse) => boolean;
	/** What any other response to this request means. */
	toError: (outcome: Outcome, context: ErrorContext) => DtError;
}

/** What DT answers with a report's link or a refusal has some hundred bytes. */
const MOST_BYTES = 1024 * 1024;

/** A dead token is 401 (docs/dt-api.md section 2, B); DT's own 403 is given the same chance, a firewall's is not. */
const refusesToken = (response: HttpResponse): boolean =>
	response.status === 401 ||
	(response.status === 403 && !isQuotaError(response) && answeredBy(response) === undefined);

const isWhole = (response: HttpResponse): boolean => isSuccess(response) && !response.isCutOff;

/**
 * One authenticated request to DT. n8n's helper adds the token (see authenticate). A token that DT
 * refuses is renewed and the request sent again, once; nothing else is ever sent twice. Redirects are
 * not followed: they could take the token to another host.
 *
 * The helper is set to throw for no status. It would renew after a 401 by itself, but up to n8n 2.33
 * what it throws no longer says what DT answered; so the same way is taken with every version.
 *
 * @param account whose token the request carries
 * @returns the response, always with a 2xx status and accepted by the request
 * @throws DtError of the request's response, or of the token endpoint's
 */
export async function apiRequest(account: Account, request: ApiRequest): Promise<HttpResponse> {
	let { outcome, token } = await sendOnce(account, request);
	if (isResponse(outcome) && refusesToken(outcome)) {
		markTokenRejected(token);
		({ outcome, token } = await sendOnce(account, request));
	}
	if (isResponse(outcome) && isWhole(outcome) && request.accepts(outcome)) return outcome;
	throw request.toError(outcome, {
		doing: request.doing,
		secrets: [account.keys.clientSecret, token],
		now: Date.now(),
	});
}

/** Sends a request; the token is the one it was sent with, which may no longer be the stored one. */
async function sendOnce(
	account: Account,
	request: ApiRequest,
): Promise<{ outcome: Outcome; token: string }> {
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${account.keys.baseUrl}${request.path}`,
		headers: { Accept: 'application/json' },
		encoding: 'stream',
		returnFullResponse: true,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		timeout: request.timeoutMs,
	};
	if (request.query && Object.keys(request.query).length > 0) options.qs = request.query;
	if (request.body !== undefined) {
		options.headers = { ...options.headers, 'Content-Type': 'application/json' };
		const { body } = request;
		options.body = typeof body === 'string' ? body : JSON.stringify(body);
	}
	const send = request.isCounted ? account.requestToTheEnd : account.request;
	const { timeoutMs, mostBytes = MOST_BYTES } = request;
	const outcome = await sendRequest(async (end) => await send(options, end), {
		timeoutMs,
		mostBytes,
	});
	return { outcome, token: bearerOf(options) };
}
