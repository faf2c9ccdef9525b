import { decoderOf } from '../csv/charset';
import type { Cursor } from '../csv/cursor';
import { statusOfRefusal, type FileResponse } from './downloadStatus';
import { readHead, replay } from './fileHead';
import { identityOf, type FileIdentity, type OpenedFile } from './openFile';

const LINE_FEED = 0x0a;

/** The bytes to request, to go on at a cursor: from the line end before its row on, which shows that it is one. */
export const rangeOf = ({ offset, isCompressed }: Cursor): string | undefined =>
	isCompressed ? undefined : `bytes=${offset - 1}-`;

/**
 * Classifies the file host's response to the next page; it may send the whole file instead of the range.
 *
 * @param response of a request for `rangeOf`
 * @throws NotAtRow where the part that came does not start at the row; what reading the response throws
 */
export async function openRest(
	response: FileResponse,
	cursor: Cursor,
	expiresAt: string | undefined,
	now: number,
): Promise<OpenedFile> {
	const { status, headers } = response;
	if (status !== 200 && status !== 206 && status !== 416) {
		const text = (await readHead(response.chunks)).toString('utf8');
		return { status: statusOfRefusal(status, text, expiresAt, now) };
	}
	const identity = identityOf(response);
	const isPart = status === 206;
	const start = isPart ? rangeStart(headers['content-range']) : 0;
	if (status === 416) throw new NotAtRow();
	if (isAnother(identity, cursor) || start === undefined) return CHANGED;
	const skip = cursor.offset - 1 - start;
	const chunks = skip < 0 ? undefined : await behindLineEnd(response.chunks, skip);
	if (!chunks && isPart) throw new NotAtRow();
	if (!chunks) return CHANGED;
	const file = { chunks, decode: decoderOf(cursor.contentType) };
	const known = cursor.isCompressed ? { ...identity, isCompressed: true } : identity;
	return { status: { kind: 'ready' }, header: cursor.header, file, identity: known };
}

/** The places of a part may be those of compressed bytes: so the whole file is needed. */
export class NotAtRow extends Error {}

const CHANGED: OpenedFile = {
	status: {
		kind: 'unreadable',
		reason: 'the file has changed since the page before',
		remedy:
			'Pages of two files make no report. Begin again with an empty Cursor, and with rows that were loaded before removed.',
		isFinal: true,
	},
};

const rangeStart = (range = ''): number | undefined => {
	const start = /^bytes (\d+)-/.exec(range)?.[1];
	return start === undefined ? undefined : Number(start);
};

/** What both responses state differently. */
function isAnother(found: FileIdentity, known: FileIdentity): boolean {
	const differ = <T>(one: T | undefined, other: T | undefined) =>
		one !== undefined && other !== undefined && one !== other;
	return differ(found.etag, known.etag) || differ(found.length, known.length);
}

/** The bytes behind so many and one line feed; nothing where there is none. */
async function behindLineEnd(
	chunks: AsyncIterable<Uint8Array>,
	skip: number,
): Promise<AsyncIterable<Uint8Array> | undefined> {
	const iterator = chunks[Symbol.asyncIterator]();
	let left = skip;
	for (;;) {
		const next = await iterator.next();
		if (next.done) return undefined;
		if (next.value.length <= left) {
			left -= next.value.length;
			continue;
		}
		if (next.value[left] !== LINE_FEED) return undefined;
		return replay([next.value.subarray(left + 1)], iterator);
	}
}
