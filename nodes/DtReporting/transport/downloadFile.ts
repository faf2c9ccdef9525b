import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import type { FileResponse } from '../core/report/downloadStatus';
import { withinLimit } from '../core/csv/tooLarge';
import { isAllowedLink } from '../core/report/link';
import { plainHeaders } from './httpResponse';
import { endOf, watched, type ByteStream } from './watchedBody';

/** n8n's contexts that can fetch a file: of an execution, and of a poll. */
export type DownloadContext = Pick<IExecuteFunctions, 'helpers'> | Pick<IPollFunctions, 'helpers'>;

const ANSWER_TIMEOUT_MS = 60_000;

/** S3 redirects once at most, to a bucket's own region. */
const MOST_REDIRECTS = 3;

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
 * @returns the response with its body still to be read
 * @throws RefusedRedirect, or what n8n's helper throws for a connection that failed; see statusOfFailure
 */
export async function fetchFile(
	context: DownloadContext,
	request: FileRequest,
): Promise<FetchedFile> {
	let { url } = request;
	const signals = request.abortSignal ? [request.abortSignal] : [];
	for (let redirects = 0; ; redirects++) {
		const connection = new AbortController();
		const response = (await context.helpers.httpRequest({
			method: 'GET',
			url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			headers: headersOf(request),
			timeout: ANSWER_TIMEOUT_MS,
			abortSignal: AbortSignal.any([connection.signal, ...signals]),
		})) as { statusCode: number; headers: unknown; body: ByteStream };
		const { statusCode: status, body } = response;
		const headers = plainHeaders(response.headers);
		const end = endOf(body, connection);
		if (!isRedirect(status) || headers.location === undefined) {
			return {
				status,
				headers,
				chunks: withinLimit(watched(body, request.fastFrom, end)),
				close: () => end(),
				asStream: (bytes) => streamOf(body, bytes),
			};
		}
		end();
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
