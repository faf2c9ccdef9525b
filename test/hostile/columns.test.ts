import fc from 'fast-check';

import { CsvReader } from '../../nodes/DtReporting/core/csv/csvReader';
import { readTable, type Table } from '../../nodes/DtReporting/core/csv/table';
import { rowMaker, uniqueNames } from '../../nodes/DtReporting/core/csv/values';
import { openFile, type OpenedFile } from '../../nodes/DtReporting/core/report/openFile';
import { inQuotes } from '../simulator/csvText';
import { inChunks } from '../support/chunks';
import { holds } from './fuzz';
import { hostileText, OBJECT_NAMES } from './hostileText';

const CHUNK = 64 * 1024;

const open = async (
	csv: string,
	size = CHUNK,
	chunks: AsyncIterable<Uint8Array> = inChunks(csv, size),
): Promise<OpenedFile> =>
	await openFile({ status: 200, headers: {}, chunks }, { all: [] }, undefined, 0);

async function tableOf(csv: string, size = CHUNK): Promise<Table> {
	const { status, file } = await open(csv, size);
	if (!file) throw new TypeError(JSON.stringify(status));
	return await readTable(file, { metrics: [], itemIndex: 0 });
}

describe('names of columns', () => {
	it('are each kept once, in a row whose keys are all its own', () => {
		holds(
			1_000,
			fc.property(fc.array(hostileText, { minLength: 1, maxLength: 30 }), (header) => {
				const names = uniqueNames(header);
				expect(new Set(names).size).toBe(header.length);
				const reader = new CsvReader();
				reader.push(`${header.map(() => 'v').join(',')}\n`, true);
				reader.next();
				const row = rowMaker(header)(reader);
				expect(Object.keys(row).sort()).toEqual([...names].sort());
				expect(Object.values(row).every((value) => value === 'v')).toBe(true);
				expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
			}),
		);
	});

	it.each(OBJECT_NAMES)('may be %s, twice', async (name) => {
		const { names, items } = await tableOf(`${name},${name}\n1,2\n`);
		expect(names).toEqual([name, `${name} (2)`]);
		const entries = Object.entries(items[0].json);
		expect(entries).toHaveLength(2);
		expect(new Map(entries)).toEqual(
			new Map([
				[name, '1'],
				[`${name} (2)`, '2'],
			]),
		);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it('may be one name 100,000 times', () => {
		const names = uniqueNames(Array.from({ length: 100_000 }, () => 'a'));
		expect(names.slice(0, 3)).toEqual(['a', 'a (2)', 'a (3)']);
		expect(names.at(-1)).toBe('a (100000)');
	});

	it.each<[string, (index: number) => string]>([
		['one name', () => 'a'],
		['no name', () => ''],
		['names that are taken already', (index) => (index % 2 ? 'a' : `a (${index})`)],
		['names that nameless columns would get', (index) => (index % 2 ? '' : `Column ${index}`)],
	])('are looked up a few times each: %s', (_, nameOf) => {
		const header = Array.from({ length: 20_000 }, (__, index) => nameOf(index));
		const has = jest.spyOn(Set.prototype, 'has');
		uniqueNames(header);
		const lookups = has.mock.calls.length;
		has.mockRestore();
		expect(lookups).toBeGreaterThanOrEqual(header.length);
		expect(lookups).toBeLessThan(8 * header.length);
	});
});

describe('many columns', () => {
	const headerOf = (columns: number) =>
		Array.from({ length: columns }, (_, at) => at.toString(36)).join(',');

	it('are read up to 10,000, whatever the chunks', async () => {
		const csv = `${headerOf(10_000)}\n${','.repeat(9_999)}\n`;
		for (const size of [1_000, CHUNK, csv.length]) {
			const { names, items } = await tableOf(csv, size);
			expect(names).toHaveLength(10_000);
			expect(Object.keys(items[0].json)).toHaveLength(10_000);
		}
	});

	it('are refused from 10,001 on, whatever the chunks', async () => {
		const csv = `${headerOf(10_001)}\n`;
		for (const size of [1_000, CHUNK, csv.length]) {
			expect((await open(csv, size)).status).toEqual({
				kind: 'unreadable',
				reason: 'it has 10001 columns, and 10000 are read at most',
				isLasting: true,
			});
		}
	});

	it.each([1_000, CHUNK, 1_000_000])(
		'are refused beyond 64 kB of header, in chunks of %i',
		async (size) => {
			const csv = `Date,${'x'.repeat(70_000)}\n`;
			expect((await open(csv, size)).status).toMatchObject({
				kind: 'unreadable',
				reason: 'its header does not end within 64 kB',
			});
		},
	);
});

describe('what is copied while a file is read', () => {
	let copied = 0;

	beforeEach(() => {
		copied = 0;
		const { concat } = Buffer;
		jest.spyOn(Buffer, 'concat').mockImplementation((list, length) => {
			const joined = concat(list, length);
			copied += joined.length;
			return joined;
		});
	});

	afterEach(() => jest.restoreAllMocks());

	it('is a small multiple of a header that comes byte by byte', async () => {
		const header = `${'column,'.repeat(8_000)}end\n`;
		const { status } = await open(header, 1);
		expect(status).toEqual({ kind: 'ready' });
		expect(copied).toBeLessThan(4 * header.length);
	});

	it('is a small multiple of a long line in small chunks', async () => {
		const csv = `a\n${inQuotes('x'.repeat(8_000_000))}\n`;
		const { items } = await tableOf(csv, 10_000);
		expect(items[0].json.a).toHaveLength(8_000_000);
		expect(copied).toBeLessThan(5 * csv.length);
	});

	it('is a small multiple of a value of many short lines', async () => {
		const csv = `a\n${inQuotes('x\n'.repeat(2_000_000))}\n`;
		const { items } = await tableOf(csv, 10_000);
		expect(items[0].json.a).toHaveLength(4_000_000);
		expect(copied).toBeLessThan(5 * csv.length);
	});
});

describe('a record without end', () => {
	/** Lines and values that go on and on; counts what was requested of them. */
	function endless(start: string, piece: string, bytes: number) {
		const drawn = { bytes: 0 };
		async function* chunks(): AsyncGenerator<Uint8Array> {
			yield Buffer.from(start);
			const chunk = Buffer.from(piece.repeat(CHUNK / piece.length));
			for (; drawn.bytes < bytes; drawn.bytes += chunk.length) yield chunk;
		}
		return { drawn, chunks: chunks() };
	}

	it.each([
		['a line of 100 MB', 'a\nx', 'x'],
		['a quoted value of 100 MB', 'a\n"x', 'x'],
		['a quoted value of short lines', 'a\n"x', 'xxxxxxx\n'],
		['a quoted value of quotes', 'a\n"x', '""'],
		['commas', 'a,b\nx', ','],
	])('is refused once its limit is passed: %s', async (_, start, piece) => {
		const { drawn, chunks } = endless(start, piece, 100_000_000);
		const { file } = await open('', CHUNK, chunks);
		await expect(readTable(file!, { metrics: [], itemIndex: 0 })).rejects.toThrow(
			'row 1 is larger than 16 MB',
		);
		expect(drawn.bytes).toBeLessThan(70_000_000);
	});

	it('is refused after 64 kB where it is the header', async () => {
		const { drawn, chunks } = endless('"a', 'x\n', 100_000_000);
		expect((await open('', CHUNK, chunks)).status.kind).toBe('unreadable');
		expect(drawn.bytes).toBeLessThanOrEqual(2 * CHUNK);
	});

	it('is an empty file where it is nothing but line ends', async () => {
		const { drawn, chunks } = endless('\n', '\r\n', 100_000_000);
		expect((await open('', CHUNK, chunks)).status.kind).toBe('notReady');
		expect(drawn.bytes).toBeLessThanOrEqual(2 * CHUNK);
	});
});
