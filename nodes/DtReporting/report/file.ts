import type { DtErrorCode } from '../errors/table';
import { BrokenCsv, LINE_FEED, readRecords, recordEnd } from './csv';

/** The file host's answer. */
export interface FileAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	chunks: AsyncIterable<Uint8Array>;
}

/** What one look at a report's link showed (docs/dt-api.md section 3). `reason` is the end of a sentence. */
export type Look = (
	| { seen: 'ready' }
	| { seen: 'notReady'; reason: string }
	| { seen: 'expired'; reason: string }
	| {
			seen: 'unreadable';
			reason: string;
			/** What the user is told, where it is not `report_unreadable`. */
			code?: DtErrorCode;
			remedy?: string;
			/** Another look would show the same. */
			isFinal?: boolean;
	  }
	| { seen: 'transient'; reason: string; retryAfterMs?: number }
) & {
	/** The time by the file host's clock, epoch milliseconds, where it told. */
	hostTime?: number;
};

export interface OpenedFile {
	look: Look;
	/** The column names, when ready. */
	header: string[];
	/** All bytes of the file from the start, when ready. */
	chunks: AsyncIterable<Uint8Array>;
}

/** What a look says of a link behind which there is nothing yet, or a report without anything in it. */
export const EMPTY_FILE = 'an empty file';

const HEAD_BYTES = 64 * 1024;
const NOTHING = { header: [], chunks: (async function* () {})() };

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
 * | 200 starting with `<` or `{`, or without the columns asked for | not the report |
 * | 5xx, 429, 408 | transient |
 *
 * @param answer the file host's answer; its body is read no further than needed
 * @param columns names that the header must hold; none for a link whose query is not known
 * @param expiresAt when the link ends, ISO 8601, where known
 * @param now epoch milliseconds
 */
export async function openFile(
	answer: FileAnswer,
	columns: string[],
	expiresAt: string | undefined,
	now: number,
): Promise<OpenedFile> {
	if (answer.status !== 200) {
		const text = (await readHead(answer.chunks)).toString('utf8');
		return { ...NOTHING, look: judgeRefusal(answer.status, text, expiresAt, now) };
	}
	const iterator = answer.chunks[Symbol.asyncIterator]();
	const read: Uint8Array[] = [];
	const head = await headRecord(iterator, read);
	const start = head
		.toString('utf8')
		.replace(/^\uFEFF/, '')
		.trimStart();
	const chunks = replay(read, iterator);
	if (start === '') return { ...NOTHING, look: { seen: 'notReady', reason: EMPTY_FILE } };
	if (start.startsWith('<') || start.startsWith('{')) {
		const reason = `it is ${start.startsWith('<') ? 'a page of markup' : 'JSON'}, not CSV`;
		return { ...NOTHING, look: { seen: 'unreadable', reason } };
	}
	const header = await firstRecord(head);
	const missing = columns.filter((name) => !header.includes(name));
	if (missing.length > 0) {
		const reason = `it has no column ${missing.map((name) => `"${name}"`).join(', ')}`;
		return { ...NOTHING, look: { seen: 'unreadable', reason } };
	}
	return { look: { seen: 'ready' }, header, chunks };
}

/** S3's words for a link whose time, or whose signer's, is over. Links signed with a role's keys end with these. */
const ENDED = new Set([
	'ExpiredToken',
	'InvalidToken',
	'TokenRefreshRequired',
	'SignatureDoesNotMatch',
]);

function judgeRefusal(
	status: number,
	text: string,
	expiresAt: string | undefined,
	now: number,
): Look {
	const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? '';
	const reason = [`HTTP ${status}`, code].filter((part) => part !== '').join(' ');
	if (status === 404) return { seen: 'notReady', reason };
	if (status === 410 || ENDED.has(code)) return { seen: 'expired', reason };
	if (status === 407) return { seen: 'unreadable', reason: `a proxy asks for a login (${reason})` };
	if (status === 403) {
		const past = expiresAt !== undefined && Date.parse(expiresAt) <= now;
		if (/expired/i.test(text) || past) return { seen: 'expired', reason };
		if (code === 'AccessDenied') return { seen: 'notReady', reason };
		const who = code === '' ? 'a proxy or a firewall, not the file host,' : 'the file host';
		return { seen: 'unreadable', reason: `${who} said ${reason}` };
	}
	if (status >= 500 || status === 429 || status === 408) return { seen: 'transient', reason };
	return { seen: 'unreadable', reason: `the file host said ${reason}` };
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

/** Reads on until the header row is whole (or the head is full, or the body ends), noting what was read. */
async function headRecord(
	iterator: AsyncIterator<Uint8Array>,
	read: Uint8Array[],
): Promise<Buffer> {
	let head = Buffer.alloc(0);
	while (head.length < HEAD_BYTES) {
		const next = await iterator.next();
		if (next.done) break;
		read.push(next.value);
		head = Buffer.concat([head, next.value]);
		if (recordEnd(head) >= 0) break;
	}
	return head;
}

async function firstRecord(head: Buffer): Promise<string[]> {
	const end = recordEnd(head);
	const line = end < 0 ? head : head.subarray(0, end);
	for await (const { records } of readRecords(once(line))) return records[0] ?? [];
	return [];
}

async function* once(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
	yield chunk;
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

/** A table read to its end: the header and the rows below it, each as wide as the header. */
export interface Table {
	header: string[];
	rows: string[][];
	/** All rows of the file, also those beyond the limit. */
	total: number;
}

/**
 * Reads a whole CSV.
 *
 * @param chunks the file from its first byte
 * @param limit keep at most so many rows; all are counted
 * @throws BrokenCsv for text that is no CSV, or a row of another width than the header
 */
export async function readTable(
	chunks: AsyncIterable<Uint8Array>,
	limit: number = Infinity,
): Promise<Table> {
	let header: string[] | undefined;
	const rows: string[][] = [];
	let total = 0;
	for await (const { records } of readRecords(chunks)) {
		const body = header ? records : records.slice(1);
		header ??= records[0] ?? [];
		checkWidth(body, header, total);
		total += body.length;
		if (rows.length < limit) for (const row of body.slice(0, limit - rows.length)) rows.push(row);
	}
	return { header: header ?? [], rows, total };
}

/**
 * Hands the bytes of a CSV through, counting and checking its rows on the way, in blocks of whole
 * records. A record that equals the header counts as the header.
 *
 * @throws BrokenCsv as readTable does, before the block with the fault is handed on
 */
export async function* countedRecords(
	chunks: AsyncIterable<Uint8Array>,
	header: string[],
): AsyncGenerator<{ block: Buffer; rows: number }> {
	let total = 0;
	let first = true;
	for await (const { block, records } of readRecords(chunks)) {
		const startsWithHeader = first && header.every((name, index) => records[0]?.[index] === name);
		const body = startsWithHeader ? records.slice(1) : records;
		checkWidth(body, header, total);
		total += body.length;
		first = false;
		yield { block, rows: body.length };
	}
}

/**
 * A row of another width than the header is the sign of a file that was cut off.
 *
 * @param before how many rows were checked before these
 * @throws BrokenCsv
 */
export function checkWidth(rows: string[][], header: string[], before: number): void {
	const odd = rows.findIndex((row) => row.length !== header.length);
	if (odd < 0) return;
	throw new BrokenCsv(
		`row ${before + odd + 1} has ${rows[odd].length} values under ${header.length} columns, so it may be cut off`,
	);
}

/** The bytes of a CSV below its header row. */
export async function* withoutHeader(
	chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	let first = true;
	for await (const { block } of readRecords(chunks)) {
		const end = first ? recordEnd(block) : 0;
		yield end < 0 ? block.subarray(block.length) : block.subarray(end);
		first = false;
	}
}

/** The bytes of several CSVs below one another: each begins on a line of its own. */
export async function* joinLines(
	parts: AsyncIterable<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
	let last = LINE_FEED;
	for await (const part of parts) {
		let begun = false;
		for await (const bytes of part) {
			if (bytes.length === 0) continue;
			if (!begun && last !== LINE_FEED) yield Buffer.from('\n');
			begun = true;
			last = bytes[bytes.length - 1];
			yield bytes;
		}
	}
}
