import { parse } from 'csv-parse/sync';

const QUOTE = 0x22;
export const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Small pieces from the network are gathered to this size before they are parsed. */
const BLOCK_BYTES = 256 * 1024;

/** The text is no CSV, or it was cut off; `message` says how, as the end of a sentence. */
export class BrokenCsv extends Error {}

/**
 * Cuts bytes, however the network chunked them, into blocks that end where a record ends. A line
 * break within quotes does not end a record (RFC 4180). UTF-8 letters are never cut, since a line feed
 * is never a part of one.
 */
export async function* wholeRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
	let held: Buffer[] = [];
	let heldBytes = 0;
	let quoted = false;
	let cut = -1;
	for await (const chunk of chunks) {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		for (let index = 0; index < bytes.length; index++) {
			if (bytes[index] === QUOTE) quoted = !quoted;
			else if (bytes[index] === LINE_FEED && !quoted) cut = heldBytes + index + 1;
		}
		held.push(bytes);
		heldBytes += bytes.length;
		if (cut >= 0 && heldBytes >= BLOCK_BYTES) {
			const all = Buffer.concat(held);
			yield all.subarray(0, cut);
			held = [all.subarray(cut)];
			heldBytes = all.length - cut;
			cut = -1;
		}
	}
	if (quoted) throw new BrokenCsv('it ends within a quoted value');
	if (heldBytes > 0) yield Buffer.concat(held);
}

/**
 * Where the first record of a CSV ends, its line end included; empty lines before it are passed over,
 * and a line break within quotes ends nothing.
 *
 * @returns -1 where it does not end in these bytes
 */
export function recordEnd(bytes: Buffer): number {
	let begun = false;
	let quoted = false;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index];
		if (byte === LINE_FEED && begun && !quoted) return index + 1;
		if (byte === QUOTE) quoted = !quoted;
		if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) begun = true;
	}
	return -1;
}

/**
 * The records of a CSV (RFC 4180: quotes, doubled quotes, commas and line breaks within quotes; CRLF
 * or LF; a byte order mark is dropped), all values as text, together with the bytes they were read from.
 * Empty lines are no records.
 *
 * @param withLines gives each record as it was written, too, without its line end
 * @throws BrokenCsv for text that is no CSV
 */
export async function* readRecords(
	chunks: AsyncIterable<Uint8Array>,
	withLines = false,
): AsyncGenerator<{ block: Buffer; records: string[][]; lines: string[] }> {
	let first = true;
	for await (const block of wholeRecords(chunks)) {
		yield { block, ...parseBlock(block, first, withLines) };
		first = false;
	}
}

function parseBlock(
	block: Buffer,
	first: boolean,
	withLines: boolean,
): { records: string[][]; lines: string[] } {
	const options = {
		bom: first,
		record_delimiter: ['\r\n', '\n'],
		skip_empty_lines: true,
		relax_column_count: true,
	};
	try {
		if (!withLines) return { records: parse(block, options), lines: [] };
		const both = parse(block, { ...options, raw: true }) as unknown as Array<{
			record: string[];
			raw: string;
		}>;
		return {
			records: both.map(({ record }) => record),
			// The parser gives some of the line ends around a record with it.
			lines: both.map(({ raw }) => raw.replace(/^\uFEFF?[\r\n]+|^\uFEFF|[\r\n]+$/g, '')),
		};
	} catch (error) {
		throw broken(error as { code?: string });
	}
}

const broken = ({ code }: { code?: string }) =>
	new BrokenCsv(`it is no CSV (${code ?? 'unreadable'})`);
