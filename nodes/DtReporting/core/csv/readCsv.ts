import type { Decode } from './charset';
import { InvalidCsvError, CsvReader, LARGEST_RECORD, tooLarge } from './csvReader';

const LINE_FEED = 0x0a;
/** Small pieces from the network are gathered to this size; a larger one would hold n8n's only thread up. */
const BLOCK_BYTES = 64 * 1024;

/** A CSV, from its first byte or from the start of a row. */
export interface CsvFile {
	chunks: AsyncIterable<Uint8Array>;
	decode: Decode;
	/** Where it starts, if not with its header. */
	start?: { row: number; columns: number };
}

/**
 * `text`: values are read in the file's charset. `bytes`: each character stands for one byte, so that lines
 * can be output as DT wrote them.
 */
export type ReadAs = 'text' | 'bytes';

/** Bytes as text of which each character stands for one of them, and back. */
const asBytes = (bytes: Buffer): string => bytes.toString('latin1');
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

const ASCII = /^[\0-\x7f]*$/;
/** Makes a value of the bytes that it was written with. */
const textOf =
	(decode: Decode) =>
	(raw: string): string =>
		ASCII.test(raw) ? raw : decode(bytesOf(raw));

/** A byte order mark, at the very start of a file only. */
const MARK = { text: '\uFEFF', bytes: asBytes(Buffer.from('\uFEFF')) };
const NO_MARK = '';

/**
 * Reads a CSV to its end in one pass, every record checked. A row of another width than the header is the
 * sign of a truncated file.
 *
 * @param onRecord is given the header first, then each row (see CsvReader), and may end the reading with `false`
 * @returns the bytes that the records were read from, block by block
 * @throws InvalidCsvError for what is no CSV, and what `onRecord` throws
 */
export async function* readCsv(
	{ chunks, decode, start }: CsvFile,
	readAs: ReadAs,
	onRecord: (record: CsvReader) => boolean | void,
): AsyncGenerator<Buffer> {
	const reader = new CsvReader(readAs === 'bytes' ? textOf(decode) : undefined);
	if (start) reader.startAt(start.row, start.columns);
	let columns = start?.columns ?? 0;
	let mark = start ? NO_MARK : MARK[readAs];
	for await (const { bytes, isEnd } of wholeLines(chunks, reader)) {
		const text = readAs === 'bytes' ? asBytes(bytes) : decodeBlock(bytes, decode, reader);
		reader.push(text, isEnd, text.startsWith(mark) ? mark.length : 0);
		mark = NO_MARK;
		while (reader.next()) {
			if (reader.row === 0) columns = reader.width;
			if (reader.width !== columns) throw oddWidth(reader, columns);
			if (onRecord(reader) === false) return;
		}
		yield bytes;
	}
}

/** Reads a CSV to its end; see readCsv. */
export async function readRecords(
	file: CsvFile,
	readAs: ReadAs,
	onRecord: (record: CsvReader) => boolean | void,
): Promise<void> {
	const blocks = readCsv(file, readAs, onRecord);
	while (!(await blocks.next()).done);
}

/**
 * Cuts bytes, however the network chunked them, into blocks of whole lines: no letter of more than one byte
 * holds a line feed. The last block may be empty.
 */
async function* wholeLines(
	chunks: AsyncIterable<Uint8Array>,
	reader: CsvReader,
): AsyncGenerator<{ bytes: Buffer; isEnd: boolean }> {
	let held: Uint8Array[] = [];
	let heldBytes = 0;
	let enough = BLOCK_BYTES;
	for await (const chunk of chunks) {
		held.push(chunk);
		heldBytes += chunk.length;
		if (heldBytes < enough) continue;
		if (heldBytes > 2 * LARGEST_RECORD) throw tooLarge(reader.row + 1);
		const all = Buffer.concat(held);
		const cut = all.lastIndexOf(LINE_FEED) + 1;
		if (cut > 0) yield { bytes: all.subarray(0, cut), isEnd: false };
		held = [all.subarray(cut)];
		heldBytes = all.length - cut;
		// A long line is checked again only once it has doubled.
		enough = cut > 0 ? BLOCK_BYTES : 2 * heldBytes;
	}
	yield { bytes: Buffer.concat(held), isEnd: true };
}

function decodeBlock(bytes: Buffer, decode: Decode, { row }: CsvReader): string {
	try {
		return decode(bytes);
	} catch (error) {
		throw behindRow(error, row);
	}
}

/** Says where in the file a fault is, as far as the rows before it tell. */
const behindRow = (error: unknown, row: number): unknown =>
	error instanceof InvalidCsvError
		? new InvalidCsvError(`${error.message}, behind row ${Math.max(0, row)}`)
		: error;

const oddWidth = ({ row, width }: CsvReader, columns: number) =>
	new InvalidCsvError(
		`row ${row} has ${width} ${width === 1 ? 'value' : 'values'} under ${columns} columns, so it may be cut off`,
	);
