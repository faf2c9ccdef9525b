import { asError } from '../../errors/asError';
import type { DtErrorCode } from '../../errors/errorCodes';
import { decoderOf } from '../csv/charset';
import { InvalidCsvError, CsvReader } from '../csv/csvReader';
import type { Cursor } from '../csv/cursor';
import type { CsvFile } from '../csv/readCsv';

/** The file host's answer. */
export interface FileResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	chunks: AsyncIterable<Uint8Array>;
}

/** What one check of a report's link showed (docs/dt-api.md section 3). `reason` is the end of a sentence. */
export type DownloadStatus = (
	| { kind: 'ready' }
	| { kind: 'notReady'; reason: string }
	| { kind: 'expired'; reason: string }
	| {
			kind: 'unreadable';
			reason: string;
			/** What the user is told, where it is not `report_unreadable`. */
			code?: DtErrorCode;
			remedy?: string;
			/** Another check would show the same. */
			isFinal?: boolean;
			/** The bytes are at fault: where they come again, they come for ever. */
			isLasting?: boolean;
	  }
	| { kind: 'transient'; reason: string; retryAfterMs?: number }
) & {
	/** The time by the file host's clock, epoch milliseconds, where it told. */
	hostTime?: number;
};

/** The columns by which a file is known to be the report. */
export interface Expected {
	/** Each of these. */
	all: string[];
	/** One of these at least, for a link whose query is not known. */
	oneOf?: string[];
}

export interface OpenedFile {
	status: DownloadStatus;
	/** The column names, when ready. */
	header: string[];
	/** The whole file, or the rest of it, when ready. */
	file: CsvFile;
	identity: FileIdentity;
}

/** By what a file is known to be the same another time, as far as the file host tells. */
export type FileIdentity = Pick<Cursor, 'etag' | 'length' | 'contentType' | 'isCompressed'>;

/** What a check says of a link behind which there is nothing yet, or a report without anything in it. */
export const EMPTY_FILE = 'an empty file';

const LINE_FEED = 0x0a;
const HEAD_BYTES = 64 * 1024;
const NOTHING = {
	header: [],
	file: { chunks: (async function* () {})(), decode: () => '' },
	identity: {},
};

/** What files begin with that are no text. */
const SIGNATURES: Array<[name: string, start: string]> = [
	['gzip, and the file host does not say so', '\x1f\x8b'],
	['a ZIP archive', 'PK\x03\x04'],
	['Zstandard', '\x28\xb5\x2f\xfd'],
	['Parquet', 'PAR1'],
	['text in UTF-16', '\xff\xfe'],
	['text in UTF-16', '\xfe\xff'],
];

/**
 * Tells what the file host's answer means: the report, not there yet, over, or something else.
 *
 * | answer | meaning |
 * |---|---|
 * | 200 and empty | not ready (A/B) |
 * | 404 | not ready (B, weak) |
 * | 403 `AccessDenied` | not ready while the link lives (C) |
 * | 403 `Request has expired`, `SignatureDoesNotMatch`, 410; `ExpiredToken`, `InvalidToken` under any status | over |
 * | 403 not in S3's XML, 407 | a proxy's, not the report |
 * | 200 starting with `<`, `{` or `[`, that is no text, or without the columns expected | not the report |
 * | 5xx, 429, 408 | transient |
 *
 * @param answer the file host's answer; its body is read no further than needed
 * @param expected the columns that the header must hold
 * @param expiresAt when the link ends, ISO 8601, where known
 * @param now epoch milliseconds
 */
export async function openFile(
	answer: FileResponse,
	expected: Expected,
	expiresAt: string | undefined,
	now: number,
): Promise<OpenedFile> {
	if (answer.status !== 200) {
		const text = (await readHead(answer.chunks)).toString('utf8');
		return { ...NOTHING, status: statusOfRefusal(answer.status, text, expiresAt, now) };
	}
	const iterator = answer.chunks[Symbol.asyncIterator]();
	const read: Uint8Array[] = [];
	const head = await headOf(iterator, read);
	if (
		head
			.toString('latin1')
			.replace(/^\xef\xbb\xbf/, '')
			.trim() === ''
	) {
		return { ...NOTHING, status: { kind: 'notReady', reason: EMPTY_FILE } };
	}
	const foreign = foreignForm(head);
	if (foreign) return { ...NOTHING, status: { kind: 'unreadable', reason: foreign } };
	try {
		const decode = decoderOf(answer.headers['content-type']);
		const header = headerOf(head, decode);
		checkHeader(header, expected);
		const file = { chunks: replay(read, iterator), decode };
		return { status: { kind: 'ready' }, header, file, identity: identityOf(answer) };
	} catch (error) {
		return { ...NOTHING, status: statusOfInvalid(error) };
	}
}

/** The file's length is told of the whole, also where the answer is a part of it. */
function identityOf({ headers }: FileResponse): FileIdentity {
	const whole = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length'];
	return {
		etag: headers.etag,
		contentType: headers['content-type'],
		...(whole !== undefined && { length: Number(whole) }),
	};
}

/** The bytes to request, to go on at a cursor: from the line end before its row on, which shows that it is one. */
export const rangeOf = ({ offset, isCompressed }: Cursor): string | undefined =>
	isCompressed ? undefined : `bytes=${offset - 1}-`;

/**
 * Tells what the file host's answer to the next page means; the whole file is an answer to a range, too.
 *
 * @param answer of a request for `rangeOf`
 * @throws NotAtRow where the part that came does not start at the row; what reading the answer throws
 */
export async function openRest(
	answer: FileResponse,
	cursor: Cursor,
	expiresAt: string | undefined,
	now: number,
): Promise<OpenedFile> {
	const { status, headers } = answer;
	if (status !== 200 && status !== 206 && status !== 416) {
		const text = (await readHead(answer.chunks)).toString('utf8');
		return { ...NOTHING, status: statusOfRefusal(status, text, expiresAt, now) };
	}
	const identity = identityOf(answer);
	const isPart = status === 206;
	const start = isPart ? rangeStart(headers['content-range']) : 0;
	if (status === 416) throw new NotAtRow();
	if (isAnother(identity, cursor) || start === undefined) return CHANGED;
	const skip = cursor.offset - 1 - start;
	const chunks = skip < 0 ? undefined : await behindLineEnd(answer.chunks, skip);
	if (!chunks && isPart) throw new NotAtRow();
	if (!chunks) return CHANGED;
	const file = { chunks, decode: decoderOf(cursor.contentType) };
	const known = cursor.isCompressed ? { ...identity, isCompressed: true } : identity;
	return { status: { kind: 'ready' }, header: cursor.header, file, identity: known };
}

/** The places of a part may be those of compressed bytes: only the whole file tells. */
export class NotAtRow extends Error {}

const CHANGED: OpenedFile = {
	...NOTHING,
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

/** What is told of both, and differs. */
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

/** The status of a file that is no CSV, or not the report's. */
export function statusOfInvalid(error: unknown): DownloadStatus {
	if (!(error instanceof InvalidCsvError)) throw asError(error);
	return { kind: 'unreadable', reason: error.message, isLasting: true };
}

/** What a file is that is no CSV, by its first bytes; it may be a page that stands in for the report for a while. */
function foreignForm(head: Buffer): string | undefined {
	const start = head.toString('latin1', 0, 1024);
	const signature = SIGNATURES.find(([, bytes]) => start.startsWith(bytes));
	if (signature) return `it is ${signature[0]}, not CSV`;
	if (start.includes('\0')) return 'it is no text';
	const first = start.replace(/^\xef\xbb\xbf/, '').trimStart()[0];
	if (first === '<') return 'it is a page of markup, not CSV';
	return first === '{' || first === '[' ? 'it is JSON, not CSV' : undefined;
}

/** @throws InvalidCsvError for a header that is cut off, no text, or larger than a header is */
function headerOf(head: Buffer, decode: CsvFile['decode']): string[] {
	const bytes = new CsvReader();
	bytes.push(head.toString('latin1'), head.length < HEAD_BYTES);
	if (!bytes.next()) throw new InvalidCsvError('its header does not end');
	const reader = new CsvReader();
	reader.push(decodeHeader(head.subarray(0, bytes.end), decode).replace(/^\uFEFF/, ''), true);
	reader.next();
	return reader.values();
}

function decodeHeader(bytes: Buffer, decode: CsvFile['decode']): string {
	try {
		return decode(bytes);
	} catch (error) {
		throw error instanceof InvalidCsvError
			? new InvalidCsvError(error.message.replace(/^it /, 'its header '))
			: asError(error);
	}
}

const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ');

/** @throws InvalidCsvError */
function checkHeader(header: string[], { all, oneOf }: Expected): void {
	if (header.some((name) => /\r(?!\n)/.test(name))) {
		throw new InvalidCsvError('its lines end with a carriage return alone');
	}
	const missing = all.filter((name) => !header.includes(name));
	if (missing.length > 0) throw new InvalidCsvError(`it has no column ${quoted(missing)}`);
	if (oneOf && !header.some((name) => oneOf.includes(name))) {
		const found = quoted(header.slice(0, 3).map((name) => name.slice(0, 40)));
		throw new InvalidCsvError(
			`it begins with ${found}, and none of its columns is known (others can be named in Expected Columns)`,
		);
	}
}

/** S3's words for a link whose time, or whose signer's, is over. Links signed with a role's keys end with these. */
const ENDED = new Set([
	'ExpiredToken',
	'InvalidToken',
	'TokenRefreshRequired',
	'SignatureDoesNotMatch',
]);

function statusOfRefusal(
	status: number,
	text: string,
	expiresAt: string | undefined,
	now: number,
): DownloadStatus {
	const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? '';
	const reason = [`HTTP ${status}`, code].filter((part) => part !== '').join(' ');
	if (status === 404) return { kind: 'notReady', reason };
	if (status === 410 || ENDED.has(code)) return { kind: 'expired', reason };
	if (status === 407) return { kind: 'unreadable', reason: `a proxy asks for a login (${reason})` };
	if (status === 403) {
		const past = expiresAt !== undefined && Date.parse(expiresAt) <= now;
		if (/expired/i.test(text) || past) return { kind: 'expired', reason };
		if (code === 'AccessDenied') return { kind: 'notReady', reason };
		const who = code === '' ? 'a proxy or a firewall, not the file host,' : 'the file host';
		return { kind: 'unreadable', reason: `${who} said ${reason}` };
	}
	if (status >= 500 || status === 429 || status === 408) return { kind: 'transient', reason };
	return { kind: 'unreadable', reason: `the file host said ${reason}` };
}

/** The first bytes of a body, at most HEAD_BYTES; the rest is left unread. */
async function readHead(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const read: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of chunks) {
		read.push(chunk);
		bytes += chunk.length;
		if (bytes >= HEAD_BYTES) break;
	}
	return Buffer.concat(read).subarray(0, HEAD_BYTES);
}

/** Reads on until the header is whole (or the head is full, or the body ends), noting what was read. */
async function headOf(iterator: AsyncIterator<Uint8Array>, read: Uint8Array[]): Promise<Buffer> {
	let head = Buffer.alloc(0);
	while (head.length < HEAD_BYTES) {
		const next = await iterator.next();
		if (next.done) break;
		read.push(next.value);
		head = Buffer.concat([head, next.value]);
		if (endsARecord(head)) break;
	}
	return head;
}

function endsARecord(head: Buffer): boolean {
	const reader = new CsvReader();
	reader.push(head.toString('latin1'));
	try {
		return reader.next();
	} catch {
		return true;
	}
}

async function* replay(
	read: Uint8Array[],
	iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	yield* read;
	for (;;) {
		const next = await iterator.next();
		if (next.done) return;
		yield next.value;
	}
}
