import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { asError } from '../errors/asError';
import { DtError, isDtError } from '../errors/dtError';
import type { FileResponse, DownloadStatus } from '../core/report/downloadStatus';
import { isAllowedLink } from '../core/report/link';
import { plainHeaders, parseThrown } from './httpResponse';
import { retryAfterMs } from './responseErrors';

/** n8n's contexts that can fetch a file: of an execution, and of a poll. */
export type DownloadContext = Pick<IExecuteFunctions, 'helpers'> | Pick<IPollFunctions, 'helpers'>;

const ANSWER_TIMEOUT_MS = 60_000;
/** A body that stands still for so long is given up and fetched again. */
const IDLE_TIMEOUT_MS = 60_000;
/** How often the speed of a body is checked, once its time is over. */
const CHECK_MS = 5_000;
/** Below this a body drips rather than comes: after the wait's end it is given up. */
const SLOWEST_BYTES_PER_SECOND = 10_000;
/** S3 redirects once at most, to a bucket's own region. */
const MOST_REDIRECTS = 3;

interface ByteStream extends AsyncIterable<Uint8Array> {
	destroyed: boolean;
	destroy(error?: Error): void;
}

export interface FetchedFile extends FileResponse {
	/** Ends the connection; what was not read is not fetched. */
	close: () => void;
	/** Bytes as a stream for n8n's binary storage. */
	asStream: (bytes: AsyncIterable<Uint8Array>) => Readable;
}

/** n8n's binary helper, whose parameter is Node's stream. */
type Readable = Exclude<Parameters<DownloadContext['helpers']['prepareBinaryData']>[0], Buffer>;

/** What is to be fetched, and under which rules. */
export interface FileRequest {
	url: string;
	/** The credential's checked base URL; it decides which links may be followed (see isAllowedLink). */
	baseUrl: string;
	abortSignal?: AbortSignal;
	/** Request bytes as they are in the file, since places in it are counted; and for these only, where said. */
	bytes?: { range?: string };
	/** From this moment on (`performance.now()`) the body must come at some speed; see SLOWEST_BYTES_PER_SECOND. */
	fastFrom?: number;
}

/** The file host redirects to an address that may not be followed; `message` is the end of a sentence. */
export class RefusedRedirect extends Error {}

/**
 * A Node stream over bytes. A verified package may not import Node's own modules, so the class is taken
 * from the stream that n8n gave for the download.
 */
function streamOf(body: ByteStream, bytes: AsyncIterable<Uint8Array>): Readable {
	const { from } = body.constructor as unknown as {
		from: (iterable: AsyncIterable<Uint8Array>, options: object) => Readable;
	};
	return from.call(body.constructor, bytes, { objectMode: false });
}

/**
 * Fetches what is behind a report's link, without any credential: the link carries its own signature,
 * S3 refuses two kinds of authorisation, and the token must not leave for another host (docs/dt-api.md
 * section 3, B). A redirect is followed under the same rule as the link itself, hop by hop, each through
 * n8n's helper and so under n8n's own SSRF protection.
 *
 * @returns the answer with its body still to be read
 * @throws RefusedRedirect, or what n8n's helper throws for a connection that failed; see troubleWith
 */
export async function fetchFile(
	context: DownloadContext,
	request: FileRequest,
): Promise<FetchedFile> {
	let { url } = request;
	for (let redirects = 0; ; redirects++) {
		const response = (await context.helpers.httpRequest({
			method: 'GET',
			url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			headers: headersOf(request),
			timeout: ANSWER_TIMEOUT_MS,
			abortSignal: request.abortSignal,
		})) as { statusCode: number; headers: unknown; body: ByteStream };
		const { statusCode: status, body } = response;
		const headers = plainHeaders(response.headers);
		if (!isRedirect(status) || headers.location === undefined) {
			return {
				status,
				headers,
				chunks: watched(body, request.fastFrom),
				close: () => body.destroy(),
				asStream: (bytes) => streamOf(body, bytes),
			};
		}
		body.destroy();
		if (redirects === MOST_REDIRECTS) throw new RefusedRedirect('it redirects in a circle');
		url = redirectTarget(headers.location, url, request.baseUrl);
	}
}

function headersOf({ bytes }: FileRequest): Record<string, string> | undefined {
	if (!bytes) return undefined;
	const range: Record<string, string> = bytes.range === undefined ? {} : { Range: bytes.range };
	return { 'Accept-Encoding': 'identity', ...range };
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** @throws RefusedRedirect */
function redirectTarget(location: string, from: string, baseUrl: string): string {
	if (!URL.canParse(location, from)) {
		throw new RefusedRedirect('it redirects to something that is not a URL');
	}
	const target = new URL(location, from);
	if (isAllowedLink(target.href, baseUrl)) return target.href;
	const address = `${target.protocol}//${target.host}`.slice(0, 100);
	throw new RefusedRedirect(`it redirects to ${address}, which may not be followed`);
}

const timedOut = (message: string) => Object.assign(new Error(message), { code: 'ETIMEDOUT' });

/**
 * The chunks of a body. One that stands still ends with a time-out instead of hanging, and so does one that
 * drips after its time. Only the time spent on waiting for bytes counts, not that of whoever reads them. One
 * timer watches at a time, and it keeps no process alive.
 */
async function* watched(body: ByteStream, fastFrom = Infinity): AsyncGenerator<Uint8Array> {
	let waitingSince: number | undefined;
	let waited = 0;
	let bytes = 0;
	const check = () => {
		if (body.destroyed) return;
		const now = performance.now();
		const still = waitingSince === undefined ? 0 : now - waitingSince;
		if (still >= IDLE_TIMEOUT_MS) return body.destroy(timedOut('The body stands still'));
		if (now - CHECK_MS >= fastFrom) {
			const seconds = (waited + still) / 1000;
			if (seconds > 1 && bytes / seconds < SLOWEST_BYTES_PER_SECOND) {
				return body.destroy(timedOut('The body drips'));
			}
		}
		// The stretch that goes on counts for the next check, too: a body that stands still gets no bytes.
		waited = 0;
		bytes = 0;
		watch();
	};
	const watch = () => AbortSignal.timeout(CHECK_MS).addEventListener('abort', check);
	watch();
	const iterator = body[Symbol.asyncIterator]();
	try {
		for (;;) {
			waitingSince = performance.now();
			const next = await iterator.next();
			waited += performance.now() - waitingSince;
			waitingSince = undefined;
			if (next.done) return;
			bytes += next.value.length;
			yield next.value;
		}
	} finally {
		await iterator.return?.();
	}
}

const CERTIFICATE_REMEDY =
	'The connection to the file host is not trusted by this machine. Where a company network puts its own certificate in between, give it to n8n with the environment variable NODE_EXTRA_CA_CERTS, then run the node again.';
const HOST_REMEDY =
	'Check the network and the DNS of this n8n, and that Report URL is as Create Report gave it, then run the node again.';

const COMPRESSION = /^Z_|ERR__ERROR_FORMAT/;

/** Whether a body could not be read because its compression cannot be undone. */
export function isBadCompression(error: unknown): boolean {
	const read = parseThrown(error);
	return read !== undefined && 'kind' in read && COMPRESSION.test(read.reason);
}

/**
 * What a connection that failed means for the wait: the link costs nothing, so it is fetched again, unless
 * waiting cannot help.
 *
 * @throws DtError `cancelled`, or the error itself where it is no matter of the wire
 */
export function statusOfFailure(error: unknown): DownloadStatus {
	if (error instanceof RefusedRedirect) {
		return { kind: 'unreadable', reason: error.message, isFinal: true };
	}
	const read = parseThrown(error);
	if (isDtError(read)) throw asError(read);
	if (read && 'kind' in read) {
		const { kind, reason } = read;
		if (kind === 'cancelled') throw new DtError('cancelled');
		if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(reason)) {
			const remedy = CERTIFICATE_REMEDY;
			return { kind: 'unreadable', code: 'connection_failed', reason, remedy, isFinal: true };
		}
		if (reason === 'ENOTFOUND') {
			return { kind: 'unreadable', code: 'connection_failed', reason, remedy: HOST_REMEDY };
		}
		if (COMPRESSION.test(reason)) {
			const unpacked = `its compression cannot be undone (${reason})`;
			return { kind: 'unreadable', reason: unpacked };
		}
		return { kind: 'transient', reason: `no whole answer from the file host (${reason})` };
	}
	if (read) return { kind: 'transient', reason: `HTTP ${read.status}` };
	throw asError(error);
}

/** A transient status with the pause that the file host requested. */
export function withPause(
	status: DownloadStatus,
	headers: Record<string, string>,
	now: number,
): DownloadStatus {
	return status.kind === 'transient'
		? { ...status, retryAfterMs: retryAfterMs(headers, now) }
		: status;
}
