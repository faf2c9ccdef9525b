import { decoderOf } from '../../../../../nodes/DtReporting/core/csv/charset';
import { InvalidCsvError, CsvReader } from '../../../../../nodes/DtReporting/core/csv/csvReader';
import { readRecords, type ReadAs } from '../../../../../nodes/DtReporting/core/csv/readCsv';
import { inQuotes, needsQuotes } from '../../../../simulator/csvText';
import { inChunks } from '../../../../support/chunks';
import { randomBy } from '../../../../support/random';
import {
	BROKEN_VECTORS,
	REAL_WORLD_VECTORS,
	RFC_VECTORS,
	spectrumVectors,
	type CsvVector,
} from '../../../../bench/csvVectors';

const WHOLE = 1 << 20;
const CHUNK_SIZES = [1, 2, 3, 7, WHOLE];
/** The reader parses blocks of this size; only a larger file shows how it cuts them. */
const BLOCK_BYTES = 64 * 1024;

async function recordsOf(
	chunks: AsyncIterable<Uint8Array>,
	readAs: ReadAs = 'text',
): Promise<string[][]> {
	const all: string[][] = [];
	await readRecords({ chunks, decode: decoderOf() }, readAs, (record) => {
		all.push(record.values());
	});
	return all;
}

async function expectVector({ csv, records }: CsvVector, size: number): Promise<void> {
	for (const readAs of ['text', 'bytes'] as const) {
		const read = async () => await recordsOf(inChunks(csv, size), readAs);
		if (records) expect(await read()).toEqual(records);
		else await expect(read()).rejects.toThrow(InvalidCsvError);
	}
	if (records) expect(pushed(csv.toString('utf8'), size)).toEqual(records);
}

/** What the reader makes of text that comes in pieces of one size. */
function pushed(text: string, size: number): string[][] {
	const reader = new CsvReader();
	const all: string[][] = [];
	const skip = text.startsWith('\uFEFF') ? 1 : 0;
	for (let at = 0; at < text.length || at === 0; at += size) {
		reader.push(text.slice(at, at + size), at + size >= text.length, at === 0 ? skip : 0);
		while (reader.next()) all.push(reader.values());
	}
	return all;
}

it('records of other widths are read, and refused for what they are one level up', async () => {
	const csv = 'a,b\n1\n1,2,3\n';
	expect(pushed(csv, 4)).toEqual([['a', 'b'], ['1'], ['1', '2', '3']]);
	await expect(recordsOf(inChunks(Buffer.from(csv), 4))).rejects.toThrow(
		'row 1 has 1 value under 2 columns, so it may be cut off',
	);
});

describe.each(CHUNK_SIZES)('in chunks of %i bytes', (size) => {
	it('reads csv-spectrum', async () => {
		const vectors = await spectrumVectors();
		expect(vectors).toHaveLength(12);
		for (const vector of vectors) await expectVector(vector, size);
	});

	it.each([...RFC_VECTORS, ...REAL_WORLD_VECTORS])('reads $name', async (vector) => {
		await expectVector(vector, size);
	});

	it.each(BROKEN_VECTORS)('refuses $name', async (vector) => {
		await expectVector(vector, size);
	});
});

describe('where the reader cuts a file into blocks', () => {
	// A byte order mark is one at the start of the file only, not at the start of a block.
	const tail = '\uFEFFä,"""🎁"",\r\n\n"\r\n"",2\n"x\n",\n';
	const tailRecords = [
		['\uFEFFä', '"🎁",\r\n\n'],
		['', '2'],
		['x\n', ''],
	];
	const bytes = Buffer.from(tail);
	const offsets = Array.from({ length: bytes.length + 1 }, (_, offset) => offset);

	it('loses nothing, whichever byte the cut falls on', async () => {
		for (const offset of offsets) {
			const filler = Buffer.alloc(BLOCK_BYTES - offset, 'f');
			filler.write('f,\n', filler.length - 3);
			const [long, ...rest] = await recordsOf(
				inChunks(Buffer.concat([filler, bytes, bytes]), BLOCK_BYTES),
			);
			expect([long.length, long[0].length]).toEqual([2, filler.length - 2]);
			expect(rest).toEqual([...tailRecords, ...tailRecords]);
		}
	});

	it('holds a quoted value that is longer than a block', async () => {
		const long = 'line, "1"\r\n'.repeat(60_000);
		const csv = Buffer.from(
			writeCsv(
				[
					['a', long],
					['b', 'c'],
					[long, ''],
				],
				'\n',
				() => false,
			),
		);
		expect(await recordsOf(inChunks(csv, 64 * 1024))).toEqual([
			['a', long],
			['b', 'c'],
			[long, ''],
		]);
	});
});

/** Writes a table as RFC 4180 has it: quotes where they are needed, and where `alsoQuote` says. */
function writeCsv(table: string[][], lineEnd: string, alsoQuote: () => boolean): string {
	const field = (text: string, alone: boolean) =>
		needsQuotes(text) || (alone && text === '') || alsoQuote() ? inQuotes(text) : text;
	return table
		.map((row) => row.map((text) => field(text, row.length === 1)).join(','))
		.join(lineEnd);
}

const PIECES = [
	...['a', 'Z', '0', '7', '.', '-', ' ', '\t', ';', "'", '\\', '#', '=', '<', '{'],
	...[',', ',', '"', '"', '""', '\n', '\r\n', '\r', '\n\n', ',"', '",', '"\n', '\n"'],
	...['ä', 'ß', 'Ж', '東', '\u2028', '🎁', '👩‍👧', 'e\u0301'],
];

function randomTable(random: () => number, columns: number, rows: number): string[][] {
	const upTo = (limit: number) => Math.floor(random() * (limit + 1));
	const value = () =>
		random() < 0.2
			? ''
			: Array.from({ length: upTo(6) }, () => PIECES[upTo(PIECES.length - 1)]).join('');
	return Array.from({ length: rows }, () => Array.from({ length: columns }, value));
}

/** Sizes of chunks that make a file of so many bytes together. */
function randomSizes(random: () => number, bytes: number, largest: number): number[] {
	const sizes = [];
	for (let left = bytes; left > 0; left -= sizes[sizes.length - 1]) {
		sizes.push(1 + Math.floor(random() * largest));
	}
	return sizes;
}

/** Returns the size of the file. */
async function expectSameBack(
	seed: number,
	columns: number,
	rows: number,
	largestChunk: number,
): Promise<number> {
	const random = randomBy(seed);
	const records = randomTable(random, columns, rows);
	const lineEnd = random() < 0.5 ? '\n' : '\r\n';
	const mark = random() < 0.25 ? '\uFEFF' : '';
	const quoteRate = random();
	const text = writeCsv(records, lineEnd, () => random() < quoteRate);
	const csv = Buffer.from(`${mark}${text}${random() < 0.5 ? lineEnd : ''}`);
	const [header, ...body] = records;
	for (const readAs of ['text', 'bytes'] as const) {
		const sizes = randomSizes(random, csv.length, largestChunk);
		const [first, ...rest] = await recordsOf(inChunks(csv, ...sizes), readAs);
		expect({ seed, first, rest }).toEqual({ seed, first: header, rest: body });
	}
	return csv.length;
}

describe('random tables come back as they were written', () => {
	it('small ones', async () => {
		for (let seed = 1; seed <= 400; seed++)
			await expectSameBack(seed, 1 + (seed % 6), 1 + (seed % 11), 9);
	});

	it('one of several blocks', async () => {
		const size = await expectSameBack(1001, 6, 24_000, 100_000);
		expect(size).toBeGreaterThan(3 * BLOCK_BYTES);
	});
});
