import { endOf, watched, type ByteStream } from './watchedBody';

/** How much of a response is read, and for how long. */
export interface BodyLimits {
	/** A body that comes slowly is given up after so long, and one that stands still after a minute. */
	timeoutMs: number;
	/** What is beyond so many bytes is not read. */
	mostBytes: number;
}

export interface BodyText {
	text: string;
	/** It has more bytes than are read. */
	isCutOff: boolean;
}

const isStream = (body: unknown): body is ByteStream =>
	typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;

/**
 * A body as text. n8n's helpers put no bound on what they read themselves, and their time-out ends with the
 * first byte of a response; so the body is taken as a stream.
 *
 * @param body what n8n's helper gave, whatever the HTTP client made of it
 * @param connection whose signal the request was sent with
 * @throws what the connection throws, and a time-out for a body that stands still or drips
 */
export async function readBody(
	body: unknown,
	{ timeoutMs, mostBytes }: BodyLimits,
	connection: AbortController,
): Promise<BodyText> {
	if (!isStream(body)) return { text: plainBody(body), isCutOff: false };
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	const end = endOf(body, connection);
	for await (const chunk of watched(body, performance.now() + timeoutMs, end)) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > mostBytes) break;
	}
	end();
	const read = Buffer.concat(chunks).subarray(0, mostBytes);
	return { text: read.toString('utf8').replace(/^\uFEFF/, ''), isCutOff: bytes > mostBytes };
}

/** A body as text, whatever the HTTP client made of it. */
export function plainBody(body: unknown): string {
	if (body === undefined || body === null) return '';
	if (typeof body === 'string') return body;
	if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
	return JSON.stringify(body) ?? '';
}
