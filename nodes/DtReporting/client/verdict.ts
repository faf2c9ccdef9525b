import { nextUtcMidnight } from '../report/dates';
import { DtError } from '../errors/dtError';
import { redact } from '../errors/redact';
import type { DtErrorCode, Facts } from '../errors/table';
import { isAnswer, type Answer, type NoAnswer, type Outcome } from './answer';
import { answeredBy } from './foreignResponse';
import { namesDayLimit, reachedLimit } from './limitWords';

/** The verdicts that the token endpoint's page lists. Source: docs/dt-api.md section 1 (A). */
const TOKEN_VERDICTS = new Set<DtErrorCode>([
	'unsupported_grant_type',
	'invalid_request',
	'invalid_client',
]);

/** A Retry-After beyond this is not a pause between calls but the day's end. */
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

export interface VerdictContext {
	/** The end of the sentence "… while": "asking for a token". */
	doing: string;
	/** Exact values that must not be shown. */
	secrets: string[];
	/** Epoch milliseconds. */
	now: number;
}

/** A body that is JSON with an object in it, or undefined. */
export function jsonObject(body: string): Record<string, unknown> | undefined {
	try {
		const parsed: unknown = JSON.parse(body);
		return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
			? (parsed as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

/** Milliseconds that a Retry-After header asks for (seconds or an HTTP date), or undefined. */
export function retryAfterMs(headers: Record<string, string>, now: number): number | undefined {
	const value = headers['retry-after']?.trim();
	if (!value) return undefined;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What an answer says in words: `error` and `message` of a JSON body, else the text. */
function wordsOf({ body }: Answer): string {
	const json = jsonObject(body);
	if (!json) return body;
	const parts = [json.error, json.message, json.error_description, json.detail].map((part) =>
		typeof part === 'string' ? part : part ? JSON.stringify(part) : '',
	);
	return parts.filter((part) => part !== '').join(': ') || body;
}

/** DT's own words in an answer, made fit to be shown. */
export const serverMessage = (answer: Answer, secrets: string[]): string =>
	redact(wordsOf(answer), secrets);

function factsOf(answer: Answer, context: VerdictContext): Facts {
	return {
		httpStatus: answer.status,
		text: serverMessage(answer, context.secrets) || undefined,
		doing: context.doing,
		answeredBy: answeredBy(answer),
	};
}

/** No answer to a request that costs nothing to repeat. */
function noAnswer({ wire, reason }: NoAnswer, { doing }: VerdictContext): DtError {
	if (wire === 'cancelled') return new DtError('cancelled');
	if (wire === 'timeout') return new DtError('timed_out', { doing });
	return new DtError('connection_failed', { doing, reason });
}

/** Statuses whose meaning does not depend on what was asked; undefined for the others. */
function commonVerdict(answer: Answer, context: VerdictContext): DtError | undefined {
	const facts = factsOf(answer, context);
	const { status } = answer;
	if (status >= 500) {
		const said = jsonObject(answer.body)?.error;
		const code = said === 'internal_server_error' ? 'internal_server_error' : 'service_unavailable';
		return new DtError(code, { ...facts, retryAfterMs: retryAfterMs(answer.headers, context.now) });
	}
	if (status < 400) {
		const reason = status >= 300 ? 'a redirect, which is not followed with credentials' : undefined;
		return new DtError('unexpected_response', { ...facts, reason });
	}
	if (facts.answeredBy) return unexpectedResponse(answer, context);
	return status === 405 ? new DtError('method_not_allowed', facts) : undefined;
}

function unexpectedResponse(answer: Answer, context: VerdictContext): DtError {
	return new DtError('unexpected_response', {
		...factsOf(answer, context),
		retryAfterMs: retryAfterMs(answer.headers, context.now),
	});
}

function rateLimited(answer: Answer, context: VerdictContext): DtError {
	return new DtError('rate_limited', {
		...factsOf(answer, context),
		retryAfterMs: retryAfterMs(answer.headers, context.now),
	});
}

/**
 * What the token endpoint's refusal means. Source: docs/dt-api.md section 1 (A): `{"error": code}`, and
 * wrong credentials answer 400, not 401.
 */
export function tokenVerdict(outcome: Outcome, context: VerdictContext): DtError {
	if (!isAnswer(outcome)) return noAnswer(outcome, context);
	const said = jsonObject(outcome.body)?.error as DtErrorCode | undefined;
	if (said && TOKEN_VERDICTS.has(said) && outcome.status < 500 && outcome.status !== 407) {
		return new DtError(said, { httpStatus: outcome.status });
	}
	const common = commonVerdict(outcome, context);
	if (common) return common;
	if (outcome.status === 429) return rateLimited(outcome, context);
	const isDts = outcome.body.trim() === '' || jsonObject(outcome.body) !== undefined;
	if (isDts && (outcome.status === 401 || outcome.status === 403)) {
		return new DtError('invalid_client', factsOf(outcome, context));
	}
	return unexpectedResponse(outcome, context);
}

/** Whether a refusal is that of the day's quota: by its words under any 4xx, since its status is unknown (?). */
export function isQuotaError(answer: Answer): boolean {
	const { status } = answer;
	if (status < 400 || status >= 500) return false;
	const words = wordsOf(answer);
	return status === 429 ? namesDayLimit(words) : reachedLimit(words) === 'day';
}

/**
 * What the report endpoint's refusal means. Its answers are not public (docs/dt-api.md section 2, ?), so
 * no single status is relied on. A request that may have arrived is never called a plain network fault.
 */
export function reportVerdict(outcome: Outcome, context: VerdictContext): DtError {
	if (!isAnswer(outcome)) {
		return outcome.wire === 'timeout' || outcome.wire === 'lost'
			? new DtError('unknown_outcome', {
					reason: outcome.reason,
					mayBeCounted: true,
					isFinal: true,
				})
			: noAnswer(outcome, context);
	}
	const common = commonVerdict(outcome, context);
	// A gateway that waited in vain has handed the request on, and what became of it is not known.
	if (common && outcome.status >= 500) {
		return common.with({ mayBeCounted: true, isFinal: outcome.status === 504 });
	}
	return (
		common ??
		quotaVerdict(outcome, context) ??
		unauthorizedVerdict(outcome, context) ??
		new DtError('report_rejected', factsOf(outcome, context))
	);
}

/** What the refusal of a user's own authenticated request means. */
export function requestVerdict(outcome: Outcome, context: VerdictContext): DtError {
	if (!isAnswer(outcome)) return noAnswer(outcome, context);
	const common = commonVerdict(outcome, context);
	if (common) return common;
	if (outcome.status === 429 && !isQuotaError(outcome)) return rateLimited(outcome, context);
	return (
		quotaVerdict(outcome, context) ??
		unauthorizedVerdict(outcome, context) ??
		new DtError('request_rejected', factsOf(outcome, context))
	);
}

/** A 429 without any pause in sight is read as the day's end: the quota is the only limit DT documents (A). */
function quotaVerdict(answer: Answer, context: VerdictContext): DtError | undefined {
	const pause = retryAfterMs(answer.headers, context.now);
	const isPaused = pause !== undefined && pause <= LONGEST_PAUSE_MS;
	const isPace = answer.status < 500 && reachedLimit(wordsOf(answer)) === 'pace';
	if (isQuotaError(answer) || (answer.status === 429 && !isPaused && !isPace)) {
		return new DtError('quota_exhausted', {
			...factsOf(answer, context),
			resetsAtEpochMs: nextUtcMidnight(context.now),
		});
	}
	return answer.status === 429 || isPace ? rateLimited(answer, context) : undefined;
}

function unauthorizedVerdict(answer: Answer, context: VerdictContext): DtError | undefined {
	return answer.status === 401 || answer.status === 403
		? new DtError('unauthorized', factsOf(answer, context))
		: undefined;
}
