import type { IHttpRequestOptions } from 'n8n-workflow';

import { isResponse, isSuccess, sendRequest } from './httpResponse';
import type { ClientCredentials } from './credential';
import { jsonObject } from './responseBody';
import { tokenError } from './responseErrors';

/** n8n's `helpers.httpRequest`, the only thing an exchange needs. */
export type HttpRequest = (options: IHttpRequestOptions) => Promise<unknown>;

/** Source: docs/dt-api.md section 1 (A). */
export const TOKEN_PATH = '/auth/v1/token';

/** A token's life where the response does not say. Source: docs/dt-api.md section 1 (A). */
const HOUR_IN_SECONDS = 3600;
/** A life beyond a year is taken for none that was meant: some have no end that a date can express. */
const LONGEST_IN_SECONDS = 366 * 24 * HOUR_IN_SECONDS;
/** What a header can hold; DT's tokens have some 250 characters (docs/dt-api.md section 1, A). */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;
const TIMEOUT_MS = 30_000;
const LIMITS = { timeoutMs: TIMEOUT_MS, mostBytes: 1024 * 1024 };

export interface Token {
	accessToken: string;
	tokenType: string;
	/** Seconds. */
	expiresIn: number;
	/** Epoch milliseconds by this machine's clock, so that a wrong clock at DT has no effect. */
	issuedAt: number;
	/** Epoch milliseconds by this machine's clock. */
	expiresAt: number;
}

/**
 * One `client_credentials` exchange: JSON in, camelCase JSON out (docs/dt-api.md section 1, A).
 *
 * @param httpRequest n8n's helper
 * @param keys checked keys (see readKeys)
 * @param now epoch milliseconds at the start
 * @throws DtError of the token endpoint's response, `unexpected_response`, or of the connection
 */
export async function exchangeToken(
	httpRequest: HttpRequest,
	keys: ClientCredentials,
	now: number = Date.now(),
): Promise<Token> {
	const outcome = await sendRequest(
		async (abortSignal) => await httpRequest({ ...requestFor(keys), abortSignal }),
		LIMITS,
	);
	const context = {
		doing: 'requesting a token',
		secrets: [keys.clientSecret, keys.clientId],
		now,
	};
	if (!isResponse(outcome) || !isSuccess(outcome)) throw tokenError(outcome, context);
	const response = jsonObject(outcome.body);
	const given = response?.accessToken;
	const accessToken = typeof given === 'string' ? given.trim() : '';
	if (!TOKEN.test(accessToken)) throw tokenError(outcome, context);
	const expiresIn = lifeIn(response?.expiresIn);
	return {
		accessToken,
		tokenType: typeof response?.tokenType === 'string' ? response.tokenType : 'bearer',
		expiresIn,
		issuedAt: now,
		expiresAt: now + expiresIn * 1000,
	};
}

/** Seconds. */
function lifeIn(given: unknown): number {
	const seconds = typeof given === 'number' || typeof given === 'string' ? Number(given) : NaN;
	return seconds > 0 && seconds <= LONGEST_IN_SECONDS ? seconds : HOUR_IN_SECONDS;
}

/** Redirects are not followed: the body holds the secret. */
const requestFor = (keys: ClientCredentials): IHttpRequestOptions => ({
	method: 'POST',
	url: `${keys.baseUrl}${TOKEN_PATH}`,
	headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
	body: {
		grant_type: 'client_credentials',
		client_id: keys.clientId,
		client_secret: keys.clientSecret,
	},
	encoding: 'stream',
	returnFullResponse: true,
	ignoreHttpStatusErrors: true,
	disableFollowRedirect: true,
	timeout: TIMEOUT_MS,
});
