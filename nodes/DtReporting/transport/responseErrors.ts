import { nextUtcMidnight } from '../core/report/dates';
import { DtError } from '../errors/dtError';
import { redact } from '../errors/redact';
import type { DtErrorCode, Facts } from '../errors/errorCodes';
import {
	isResponse,
	isSuccess,
	type HttpResponse,
	type Outcome,
	type TransportFailure,
} from './httpResponse';
import { costOf, isInternal, LOST } from './requestCost';
import { retryAfterMs } from './retryAfter';
import { answeredBy } from './foreignResponse';
import { namesDayLimit, reachedLimit } from './quotaWords';
import { isRefusal, jsonObject, messageIn, reportIdIn, wordsIn } from './responseBody';

/** The errors that the token endpoint's page lists. Source: docs/dt-api.md section 1 (A). */
const TOKEN_ERRORS = new Set<DtErrorCode>([
	'unsupported_grant_type',
	'invalid_request',
	'invalid_client',
]);

/** A Retry-After beyond this is not a pause between calls but the day's end. */
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

export interface ErrorContext {
	/** The end of the sentence "… while": "requesting a token". */
	doing: string;
	/** Exact values that must not be shown. */
	secrets: string[];
	/** Epoch milliseconds. */
	now: number;
}

/** DT's own message in a response, redacted and shortened. */
export const serverMessage = (response: HttpResponse, secrets: string[]): string =>
	redact(wordsIn(response.body), secrets);

function factsOf(response: HttpResponse, context: ErrorContext): Facts {
	return {
		httpStatus: response.status,
		text: serverMessage(response, context.secrets) || undefined,
		doing: context.doing,
		answeredBy: answeredBy(response),
	};
}

/** The same, with the pause that the response asks for. */
const pausedFactsOf = (response: HttpResponse, context: ErrorContext): Facts => ({
	...factsOf(response, context),
	retryAfterMs: retryAfterMs(response.headers, context.now),
});

/** No response to a request that costs nothing to repeat. */
function transportError({ kind, reason }: TransportFailure, { doing }: ErrorContext): DtError {
	if (kind === 'cancelled') return new DtError('cancelled');
	if (kind === 'timeout') return new DtError('timed_out', { doing });
	return new DtError('connection_failed', { doing, reason });
}

/** Errors that every request can meet; undefined for a refusal of DT's own. */
function commonError(response: HttpResponse, context: ErrorContext): DtError | undefined {
	const { status } = response;
	if (status >= 500 || (isSuccess(response) && isRefusal(response.body) && isInternal(response))) {
		const code = isInternal(response) ? 'internal_server_error' : 'service_unavailable';
		return new DtError(code, pausedFactsOf(response, context));
	}
	if (status >= 300 && status < 400) {
		return unexpectedResponse(
			response,
			context,
			'a redirect, which is not followed with credentials',
		);
	}
	if (isSuccess(response) && response.isCutOff) {
		return unexpectedResponse(response, context, 'it is larger than what is read of it');
	}
	if (answeredBy(response)) return unexpectedResponse(response, context);
	return status === 405 ? new DtError('method_not_allowed', factsOf(response, context)) : undefined;
}

function unexpectedResponse(
	response: HttpResponse,
	context: ErrorContext,
	reason?: string,
): DtError {
	return new DtError('unexpected_response', { ...pausedFactsOf(response, context), reason });
}

const rateLimited = (response: HttpResponse, context: ErrorContext): DtError =>
	new DtError('rate_limited', pausedFactsOf(response, context));

/**
 * What the token endpoint's refusal means, under 200 as under 4xx. Source: docs/dt-api.md section 1 (A):
 * `{"error": code}`, and wrong credentials answer 400, not 401.
 */
export function tokenError(outcome: Outcome, context: ErrorContext): DtError {
	if (!isResponse(outcome)) return transportError(outcome, context);
	const { status, body } = outcome;
	const said = jsonObject(body)?.error as DtErrorCode | undefined;
	if (said && TOKEN_ERRORS.has(said) && status < 500 && status !== 407) {
		return new DtError(said, { httpStatus: status });
	}
	const common = commonError(outcome, context);
	if (common) return common;
	const isDts = body.trim() === '' || jsonObject(body) !== undefined;
	if (status === 429 || (isDts && reachedLimit(wordsIn(body))))
		return rateLimited(outcome, context);
	if (isDts && (status === 401 || status === 403)) {
		return new DtError('invalid_client', factsOf(outcome, context));
	}
	const reason = isSuccess(outcome) ? 'it holds no accessToken' : undefined;
	return unexpectedResponse(outcome, context, reason);
}

/** Whether a refusal is that of the day's quota: by its words, since its status is unknown (?). */
export function isQuotaError(response: HttpResponse): boolean {
	const { status, body } = response;
	if (status >= 500 || (isSuccess(response) && !isRefusal(body))) return false;
	const words = wordsIn(body);
	return status === 429 ? namesDayLimit(words) : reachedLimit(words) === 'day';
}

/**
 * What the report endpoint's refusal means, under 200 as under 4xx, and what it may have cost. Its answers
 * are not public (docs/dt-api.md section 2, ?), so no single status is relied on. A request that may have
 * arrived is never reported as a plain network error.
 */
export function reportError(outcome: Outcome, context: ErrorContext): DtError {
	const error = bareReportError(outcome, context);
	const cost = costOf(outcome);
	return Object.keys(cost).length > 0 ? error.with(cost) : error;
}

/** The same, without what it may have cost. */
function bareReportError(outcome: Outcome, context: ErrorContext): DtError {
	if (!isResponse(outcome)) {
		return outcome.kind === 'timeout' || outcome.kind === 'lost'
			? new DtError('unknown_outcome', { reason: outcome.reason })
			: transportError(outcome, context);
	}
	const common = commonError(outcome, context);
	if (common) return common;
	if (isSuccess(outcome) && !isRefusal(outcome.body)) return missingLinkError(outcome, context);
	return (
		limitError(outcome, context) ??
		unauthorizedError(outcome, context) ??
		new DtError('report_rejected', factsOf(outcome, context))
	);
}

/** DT has accepted the request for a report, and its response has no usable link. */
export function missingLinkError(
	response: HttpResponse,
	context: ErrorContext,
	reason = 'it holds no link to the report',
): DtError {
	const words = jsonObject(response.body) ? messageIn(response.body) : response.body;
	return unexpectedResponse(response, context, reason).with({
		...LOST,
		reportId: reportIdIn(response.body),
		// JSON may hold a link that opens without a login.
		text: redact(words ?? '', context.secrets) || undefined,
	});
}

/** What the refusal of a user's own authenticated request means. */
export function requestError(outcome: Outcome, context: ErrorContext): DtError {
	if (!isResponse(outcome)) return transportError(outcome, context);
	const common = commonError(outcome, context);
	if (common) return common;
	if (outcome.status === 429 && !isQuotaError(outcome)) return rateLimited(outcome, context);
	return (
		limitError(outcome, context) ??
		unauthorizedError(outcome, context) ??
		new DtError('request_rejected', factsOf(outcome, context))
	);
}

/** A 429 that states no pause is read as the day's quota: the quota is the only limit DT documents (A). */
function limitError(response: HttpResponse, context: ErrorContext): DtError | undefined {
	const pause = retryAfterMs(response.headers, context.now);
	const isPaused = pause !== undefined && pause <= LONGEST_PAUSE_MS;
	const isPace = reachedLimit(wordsIn(response.body)) === 'pace';
	if (isQuotaError(response) || (response.status === 429 && !isPaused && !isPace)) {
		return new DtError('quota_exhausted', {
			...factsOf(response, context),
			resetsAtEpochMs: nextUtcMidnight(context.now),
		});
	}
	return response.status === 429 || isPace ? rateLimited(response, context) : undefined;
}

function unauthorizedError(response: HttpResponse, context: ErrorContext): DtError | undefined {
	return response.status === 401 || response.status === 403
		? new DtError('unauthorized', factsOf(response, context))
		: undefined;
}
