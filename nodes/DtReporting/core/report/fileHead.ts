import { asError } from '../../errors/asError';
import { CsvReader, InvalidCsvError } from '../csv/csvReader';
import type { CsvFile } from '../csv/readCsv';

/** The columns that identify a file as the report. */
export interface Expected {
	/** Each of these. */
	all: string[];
	/** One of these at least, for a link whose query is not known. */
	oneOf?: string[];
}

const HEAD_BYTES = 64 * 1024;
/** A page cursor holds all column names, and each row has all of them. */
const MOST_COLUMNS = 10_000;

/** The first bytes of files that are no text. */
const SIGNATURES: Array<[name: string, start: string]> = [
	['gzip, and the file host does not say so', '\x1f\x8b'],
	['a ZIP archive', 'PK\x03\x04'],
	['Zstandard', '\x28\xb5\x2f\xfd'],
	['Parquet', 'PAR1'],
	['text in UTF-16', '\xff\xfe'],
	['text in UTF-16', '\xfe\xff'],
];

/** What a file is that is no CSV, by its first bytes; it may be a page that stands in for the report for a while. */
export function foreignForm(head: Buffer): string | undefined {
	const start = head.toString('latin1', 0, 1024);
	const signature = SIGNATURES.find(([, bytes]) => start.startsWith(bytes));
	if (signature) return `it is ${signature[0]}, not CSV`;
	if (start.includes('\0')) return 'it is no text';
	const first = start.replace(/^\xef\xbb\xbf/, '').trimStart()[0];
	if (first === '<') return 'it is a page of markup, not CSV';
	return first === '{' || first === '[' ? 'it is JSON, not CSV' : undefined;
}

/** @throws InvalidCsvError for a header that is cut off, no text, or larger than a header is */
export function headerOf(head: Buffer, decode: CsvFile['decode']): string[] {
	const bytes = new CsvReader();
	bytes.push(head.toString('latin1'), head.length < HEAD_BYTES);
	if (!bytes.next() || bytes.end > HEAD_BYTES) {
		throw new InvalidCsvError(`its header does not end within ${HEAD_BYTES / 1024} kB`);
	}
	const reader = new CsvReader();
	reader.push(decodeHeader(head.subarray(0, bytes.end), decode).replace(/^\uFEFF/, ''), true);
	reader.next();
	if (reader.width > MOST_COLUMNS) {
		throw new InvalidCsvError(
			`it has ${reader.width} columns, and ${MOST_COLUMNS} are read at most`,
		);
	}
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
export function checkHeader(header: string[], { all, oneOf }: Expected): void {
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

/** The first bytes of a body, at most HEAD_BYTES; the rest is left unread. */
export async function readHead(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
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
export async function headOf(
	iterator: AsyncIterator<Uint8Array>,
	read: Uint8Array[],
): Promise<Buffer> {
	let bytes = 0;
	let enough = 0;
	while (bytes < HEAD_BYTES) {
		const next = await iterator.next();
		if (next.done) break;
		read.push(next.value);
		bytes += next.value.length;
		if (bytes < enough) continue;
		const head = Buffer.concat(read);
		if (endsARecord(head)) return head;
		// A header that comes in many small pieces is checked again only once it has doubled.
		enough = 2 * bytes;
	}
	return Buffer.concat(read);
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

export async function* replay(
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
