import { decoderOf } from '../csv/charset';
import type { Cursor } from '../csv/cursor';
import type { CsvFile } from '../csv/readCsv';
import {
	EMPTY_FILE,
	statusOfInvalid,
	statusOfRefusal,
	type FileResponse,
	type NoFile,
	type ReadyFile,
} from './downloadStatus';
import {
	checkHeader,
	foreignForm,
	headerOf,
	headOf,
	readHead,
	replay,
	type Expected,
} from './fileHead';

/** What the file host's response holds: the file or the rest of it, or why there is none. */
export type OpenedFile =
	| { status: ReadyFile; header: string[]; file: CsvFile; identity: FileIdentity }
	| { status: NoFile; file?: undefined };

/** What identifies a file at a later request, as far as the file host states it. */
export type FileIdentity = Pick<Cursor, 'etag' | 'length' | 'contentType' | 'isCompressed'>;

/**
 * Classifies the file host's response: the report, not ready yet, expired, or something else.
 *
 * | response | meaning |
 * |---|---|
 * | 200 and empty | not ready (A/B) |
 * | 404 | not ready (B, weak) |
 * | 403 `AccessDenied` | not ready while the link is valid (C) |
 * | 403 `Request has expired`, `SignatureDoesNotMatch`, 410; `ExpiredToken`, `InvalidToken` under any status | expired |
 * | 403 not in S3's XML, 407 | a proxy's, not the report |
 * | 200 starting with `<`, `{` or `[`, that is no text, or without the columns expected | not the report |
 * | 5xx, 429, 408 | transient |
 *
 * @param response the file host's response; its body is read no further than needed
 * @param expected the columns that the header must hold
 * @param expiresAt when the link ends, ISO 8601, where known
 * @param now epoch milliseconds
 */
export async function openFile(
	response: FileResponse,
	expected: Expected,
	expiresAt: string | undefined,
	now: number,
): Promise<OpenedFile> {
	if (response.status !== 200) {
		const text = (await readHead(response.chunks)).toString('utf8');
		return { status: statusOfRefusal(response.status, text, expiresAt, now) };
	}
	const iterator = response.chunks[Symbol.asyncIterator]();
	const read: Uint8Array[] = [];
	const head = await headOf(iterator, read);
	if (
		head
			.toString('latin1')
			.replace(/^\xef\xbb\xbf/, '')
			.trim() === ''
	) {
		return { status: { kind: 'notReady', reason: EMPTY_FILE } };
	}
	const foreign = foreignForm(head);
	if (foreign) return { status: { kind: 'unreadable', reason: foreign } };
	try {
		const decode = decoderOf(response.headers['content-type']);
		const header = headerOf(head, decode);
		checkHeader(header, expected);
		const file = { chunks: replay(read, iterator), decode };
		return { status: { kind: 'ready' }, header, file, identity: identityOf(response) };
	} catch (error) {
		return { status: statusOfInvalid(error) };
	}
}

/** The length is that of the whole file; a part of the file may leave it open (`bytes 5-9/*`). */
export function identityOf({ headers }: FileResponse): FileIdentity {
	const range = headers['content-range'];
	const whole = range === undefined ? headers['content-length'] : /\/(\d+)$/.exec(range)?.[1];
	return {
		etag: headers.etag,
		contentType: headers['content-type'],
		...(whole !== undefined && { length: Number(whole) }),
	};
}
