import type { IHttpRequestOptions } from 'n8n-workflow';

import { DtError } from '../errors/dtError';
import { isAnswer, plainBody, plainHeaders, readThrown, type Outcome } from './answer';
import type { Keys } from './credential';
import { jsonObject, tokenVerdict } from './verdict';

/** n8n's `helpers.httpRequest`, the only thing an exchange needs. */
export type HttpRequest = (options: IHttpRequestOptions) => Promise<unknown>;

/** Source: dt-api.md section 1 (A). */
export const TOKEN_PATH = '/auth/v1/token';

/** A token's life where the answer does not say. Source: dt-api.md section 1 (A). */
const HOUR_IN_SECONDS = 3600;
const TIMEOUT_MS = 30_000;

export interface Token {
	accessToken: string;
	tokenType: string;
	/** Seconds. */
	expiresIn: number;
	/** Epoch milliseconds by this machine's clock, so that a clock gone astray does no harm. */
	issuedAt: number;
	/** Epoch milliseconds by this machine's clock. */
	expiresAt: number;
}

interface FullResponse {
	statusCode: number;
	headers: unknown;
	body: unknown;
}

/**
 * One `client_credentials` exchange: JSON in, camelCase JSON out (dt-api.md section 1, A). Redirects
 * are not followed, since the body holds the secret.
 *
 * @param httpRequest n8n's helper
 * @param keys checked keys (see readKeys)
 * @param now epoch milliseconds at the start
 * @throws DtError with the token endpoint's verdict, `unexpected_response`, or what the wire did
 */
export async function exchangeToken(
	httpRequest: HttpRequest,
	keys: Keys,
	now: number = Date.now(),
): Promise<Token> {
	const outcome = await post(httpRequest, keys);
	const context = {
		doing: 'asking for a token',
		secrets: [keys.clientSecret, keys.clientId],
		now,
	};
	if (!isAnswer(outcome) || outcome.status !== 200) throw tokenVerdict(outcome, context);
	const answer = jsonObject(outcome.body);
	const accessToken = answer?.accessToken;
	if (typeof accessToken !== 'string' || accessToken.trim() === '') {
		if (typeof answer?.error === 'string') throw tokenVerdict({ ...outcome, status: 400 }, context);
		throw new DtError('unexpected_response', {
			doing: context.doing,
			httpStatus: outcome.status,
			reason: 'it holds no accessToken',
		});
	}
	const seconds = Number(answer?.expiresIn);
	const expiresIn = Number.isFinite(seconds) && seconds > 0 ? seconds : HOUR_IN_SECONDS;
	return {
		accessToken: accessToken.trim(),
		tokenType: typeof answer?.tokenType === 'string' ? answer.tokenType : 'bearer',
		expiresIn,
		issuedAt: now,
		expiresAt: now + expiresIn * 1000,
	};
}

async function post(httpRequest: HttpRequest, keys: Keys): Promise<Outcome> {
	try {
		const response = (await httpRequest({
			method: 'POST',
			url: `${keys.baseUrl}${TOKEN_PATH}`,
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			body: {
				grant_type: 'client_credentials',
				client_id: keys.clientId,
				client_secret: keys.clientSecret,
			},
			encoding: 'text',
			returnFullResponse: true,
			disableFollowRedirect: true,
			timeout: TIMEOUT_MS,
		})) as FullResponse;
		return {
			status: response.statusCode,
			headers: plainHeaders(response.headers),
			body: plainBody(response.body),
		};
	} catch (error) {
		return outcomeOf(error);
	}
}

/** The outcome in a thrown error. What is no wire error is a refusal of n8n itself and counts as not sent. */
function outcomeOf(error: unknown): Outcome {
	const read = readThrown(error);
	if (read && !(read instanceof Error)) return read;
	return { wire: 'unreached', reason: error instanceof Error ? error.name : 'no answer' };
}
