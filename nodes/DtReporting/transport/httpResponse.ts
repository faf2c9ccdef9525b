import { asError } from '../errors/asError';
import type { DtError } from '../errors/dtError';
import { carriedBy } from '../errors/credentialError';
import { plainBody, readBody, type BodyLimits } from './bodyText';
import { wasNotSent } from './notSent';

/** One HTTP response, as far as this package reads it. */
export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
	/** The body is longer than what is read of it. */
	isCutOff?: boolean;
}

/** What came instead of a response. */
export interface TransportFailure {
	/**
	 * `unreached`: nothing was sent, a connect time-out included. `timeout` and `lost`: the request may have arrived.
	 * `cancelled`: the execution was stopped.
	 */
	kind: 'unreached' | 'timeout' | 'lost' | 'cancelled';
	/** Short and technical, for brackets: `ECONNREFUSED`. */
	reason: string;
}

export type Outcome = HttpResponse | TransportFailure;

export const isResponse = (outcome: Outcome): outcome is HttpResponse => 'status' in outcome;

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

/** Network codes that only occur before the request has left. */
const UNREACHED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
	'EPROTO',
	'ERR_INVALID_URL',
	'UND_ERR_CONNECT_TIMEOUT',
]);
/** These also come about in the middle of a response. */
const ON_THE_WAY = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;
const isUnreached = (code: string): boolean => UNREACHED.has(code) || CERTIFICATE.test(code);
/** Up to n8n 2.33 the words are all that is left of a connection that did not come about. */
const CONNECTING = /\bconnect E[A-Z]{4,}\b/;
const TIMED_OUT = new Set([
	'ETIMEDOUT',
	'ESOCKETTIMEDOUT',
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT',
]);

interface WireError {
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	httpCode?: unknown;
	messages?: unknown;
	cause?: unknown;
	response?: { status?: unknown; headers?: unknown; data?: unknown };
}

/** The innermost error that says something: n8n wraps the HTTP client's error as `cause`. */
function unwrap(error: unknown): WireError {
	let current = error as WireError;
	for (let depth = 0; depth < 5; depth++) {
		const cause = current?.cause as WireError | undefined;
		if (current?.response || !cause || typeof cause !== 'object') break;
		if (typeof current.code === 'string' && typeof cause.code !== 'string' && !cause.response)
			break;
		current = cause;
	}
	return current ?? {};
}

/** The network's code; up to n8n 2.33 it is all that n8n's error keeps of its cause, as `httpCode`. */
function codeOf({ code, httpCode }: WireError): string {
	if (typeof code === 'string') return code;
	return typeof httpCode === 'string' && /^E[A-Z_]+$/.test(httpCode) ? httpCode : '';
}

/** Header names in lower case, values as text. */
export function plainHeaders(headers: unknown): Record<string, string> {
	const plain: Record<string, string> = {};
	for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
		if (value !== undefined && value !== null && typeof value !== 'function') {
			plain[name.toLowerCase()] = String(value);
		}
	}
	return plain;
}

/**
 * What an error thrown by one of n8n's request helpers means: DT answered with a status that the
 * helper throws for, or nothing came back. Takes raw errors of the HTTP client as well as n8n's
 * NodeApiError around one. A DtError (thrown by the credential's hook) comes back as itself.
 *
 * @returns undefined for an error that is not about the wire at all (n8n's own refusals); the caller throws it on
 */
export function parseThrown(error: unknown): Outcome | DtError | undefined {
	const typed = carriedBy(error);
	if (typed) return typed;
	const failure = unwrap(error);
	const { response } = failure;
	if (response && typeof response.status === 'number') {
		return {
			status: response.status,
			headers: plainHeaders(response.headers),
			body: plainBody(response.data),
		};
	}
	const code = codeOf(failure);
	const message = [
		failure.message,
		...(Array.isArray(failure.messages) ? failure.messages : []),
	].join(' ');
	if (code === 'ERR_CANCELED' || (failure as Error).name === 'AbortError') {
		return { kind: 'cancelled', reason: 'stopped' };
	}
	const isLate =
		ON_THE_WAY.has(code) && (failure.syscall === 'read' || failure.syscall === 'write');
	if (wasNotSent(error) || (code && !isLate && (isUnreached(code) || CONNECTING.test(message)))) {
		return {
			kind: 'unreached',
			reason: code && code !== 'ECONNABORTED' ? code : 'connect time-out',
		};
	}
	if (TIMED_OUT.has(code) || (code === 'ECONNABORTED' && message.includes('timeout'))) {
		return { kind: 'timeout', reason: code };
	}
	if (/domain not allowed|restricted ip|blocked/i.test(message)) {
		return { kind: 'unreached', reason: 'not allowed by this n8n' };
	}
	return code ? { kind: 'lost', reason: code } : undefined;
}

/** What a refusal says stands at its beginning. */
const MOST_OF_A_REFUSAL = 1024 * 1024;

/** What n8n's helpers give with `returnFullResponse`. */
interface FullResponse {
	statusCode: number;
	headers: unknown;
	body: unknown;
}

/**
 * Sends a request through one of n8n's helpers (with `returnFullResponse`, and `stream` as its encoding) and says
 * what came of it, whether the helper returned or threw.
 *
 * @throws DtError from the credential's hook, or an error that does not come from the connection
 */
export async function sendRequest(
	request: (end: AbortSignal) => Promise<unknown>,
	limits: BodyLimits,
): Promise<Outcome> {
	const connection = new AbortController();
	try {
		const response = (await request(connection.signal)) as FullResponse;
		const { statusCode: status, headers, body } = response;
		const isGiven = status >= 200 && status < 300;
		const mostBytes = isGiven ? limits.mostBytes : Math.min(limits.mostBytes, MOST_OF_A_REFUSAL);
		const { text, isCutOff } = await readBody(body, { ...limits, mostBytes }, connection);
		return { status, headers: plainHeaders(headers), body: text, ...(isCutOff && { isCutOff }) };
	} catch (error) {
		const read = parseThrown(error);
		if (read && !(read instanceof Error)) return read;
		throw asError(read ?? error);
	}
}
