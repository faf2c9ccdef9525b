import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { asError } from '../errors/asError';
import { DtError, isDtError } from '../errors/dtError';
import type { FileAnswer, Look } from '../report/file';
import { plainHeaders, readThrown } from './answer';
import { retryAfterMs } from './verdict';

/** n8n's contexts that can fetch a file: of an execution, and of a poll. */
export type DownloadContext = Pick<IExecuteFunctions, 'helpers'> | Pick<IPollFunctions, 'helpers'>;

const ANSWER_TIMEOUT_MS = 60_000;
/** A body that stands still for so long is given up and fetched again. */
const IDLE_TIMEOUT_MS = 60_000;

interface ByteStream extends AsyncIterable<Uint8Array> {
	destroyed: boolean;
	destroy(error?: Error): void;
}

export interface FetchedFile extends FileAnswer {
	/** Ends the connection; what was not read is not fetched. */
	close: () => void;
	/** Bytes as a stream for n8n's binary storage. */
	asStream: (bytes: AsyncIterable<Uint8Array>) => Readable;
}

/** n8n's binary helper, whose parameter is Node's stream. */
type Readable = Exclude<Parameters<DownloadContext['helpers']['prepareBinaryData']>[0], Buffer>;

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
 * section 3, B).
 *
 * @returns the answer with its body still to be read
 * @throws what n8n's helper throws for a connection that failed; see troubleWith
 */
export async function fetchFile(
	context: DownloadContext,
	url: string,
	abortSignal?: AbortSignal,
): Promise<FetchedFile> {
	const response = (await context.helpers.httpRequest({
		method: 'GET',
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		timeout: ANSWER_TIMEOUT_MS,
		abortSignal,
	})) as { statusCode: number; headers: unknown; body: ByteStream };
	return {
		status: response.statusCode,
		headers: plainHeaders(response.headers),
		chunks: untilIdle(response.body),
		close: () => response.body.destroy(),
		asStream: (bytes) => streamOf(response.body, bytes),
	};
}

/**
 * The chunks of a body; one that stands still ends with a time-out instead of hanging. One timer
 * watches at a time, and it keeps no process alive.
 */
async function* untilIdle(body: ByteStream): AsyncGenerator<Uint8Array> {
	let lastChunkAt = Date.now();
	const watch = (milliseconds: number) => {
		AbortSignal.timeout(milliseconds).addEventListener('abort', () => {
			const left = lastChunkAt + IDLE_TIMEOUT_MS - Date.now();
			if (body.destroyed) return;
			if (left > 0) watch(left);
			else body.destroy(Object.assign(new Error('The body stands still'), { code: 'ETIMEDOUT' }));
		});
	};
	watch(IDLE_TIMEOUT_MS);
	for await (const chunk of body) {
		lastChunkAt = Date.now();
		yield chunk;
	}
}

/**
 * What a connection that failed means for the wait: the link costs nothing, so it is fetched again.
 *
 * @throws DtError `cancelled`, or the error itself where it is no matter of the wire
 */
export function troubleWith(error: unknown): Look {
	const read = readThrown(error);
	if (isDtError(read)) throw asError(read);
	if (read && 'wire' in read) {
		if (read.wire === 'cancelled') throw new DtError('cancelled');
		return { seen: 'transient', reason: `no whole answer from the file host (${read.reason})` };
	}
	if (read) return { seen: 'transient', reason: `HTTP ${read.status}` };
	throw asError(error);
}

/** A transient look with the pause that the file host asked for. */
export function withPause(look: Look, headers: Record<string, string>, now: number): Look {
	return look.seen === 'transient' ? { ...look, retryAfterMs: retryAfterMs(headers, now) } : look;
}
