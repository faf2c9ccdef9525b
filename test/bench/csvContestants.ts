/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a benchmark, not a node */
import { pipeline, Readable, type Duplex } from 'node:stream';
import { decoderOf } from '../../nodes/DtReporting/core/csv/charset';
import { readRecords } from '../../nodes/DtReporting/core/csv/readCsv';
import { load, versionOf } from './baselines';
import { wholeRecords } from './wholeRecords';

type Records = string[][];

/** A way to read a CSV that comes in chunks; each is set up the way that suits it best. */
export interface CsvContestant {
	name: string;
	/** How it gets the bytes: its own stream, or blocks of whole records cut by our reader. */
	fed: 'chunks' | 'stream' | 'blocks';
	read(chunks: AsyncIterable<Uint8Array>): Promise<Records>;
	/** What has to be bundled for it: an import of the parser alone. */
	bundle: string;
}

export const OURS = 'ours';

interface Papa {
	parse(text: string, options: object): { data: Records; errors: Array<{ type: string }> };
}
interface Dsv {
	csvParseRows(text: string): Records;
}
interface UdsvParser {
	chunk(text: string, parse: unknown): void;
	stringArrs: unknown;
	end(): Records | undefined;
}
interface Udsv {
	inferSchema(text: string, options: object): { cols: Array<{ name: string }> };
	initParser(schema: object): UdsvParser;
}

/** Whole records as text; a byte order mark at the very start is dropped. */
async function* textBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	let first = true;
	for await (const block of wholeRecords(chunks)) {
		yield new TextDecoder('utf-8', { ignoreBOM: !first }).decode(block);
		first = false;
	}
}

async function inBlocks(
	chunks: AsyncIterable<Uint8Array>,
	parse: (text: string) => Records,
): Promise<Records> {
	const all: Records = [];
	for await (const text of textBlocks(chunks)) for (const record of parse(text)) all.push(record);
	return all;
}

async function throughStream(chunks: AsyncIterable<Uint8Array>, parser: Duplex): Promise<Records> {
	const all: Records = [];
	parser.on('data', (record: string[]) => all.push(record));
	await new Promise<void>((resolve, reject) => {
		pipeline(Readable.from(chunks), parser, (error) => (error ? reject(error) : resolve()));
	});
	return all;
}

/** For libraries that tell an empty line as one empty value. */
const isNoEmptyLine = (record: string[]) => record.length > 1 || (record[0] ?? '') !== '';

async function readOurs(chunks: AsyncIterable<Uint8Array>): Promise<Records> {
	const all: Records = [];
	await readRecords({ chunks, decode: decoderOf() }, 'text', (record) => {
		all.push(record.values());
	});
	return all;
}

async function readUdsv(chunks: AsyncIterable<Uint8Array>): Promise<Records> {
	const { inferSchema, initParser } = load<Udsv>('udsv');
	let header: string[] = [];
	let parser: UdsvParser | undefined;
	for await (const text of textBlocks(chunks)) {
		if (!parser) {
			const schema = inferSchema(text, { col: ',', encl: '"' });
			header = schema.cols.map(({ name }) => name);
			parser = initParser(schema);
		}
		parser.chunk(text, parser.stringArrs);
	}
	return parser ? [header, ...(parser.end() ?? [])] : [];
}

/** Once the baselines are installed. */
export function csvContestants(): CsvContestant[] {
	const csvParse = load<{ parse(options: object): Duplex }>('csv-parse');
	const fastCsv = load<{ parse(options: object): Duplex }>('fast-csv');
	const papa = load<Papa>('papaparse');
	const dsv = load<Dsv>('d3-dsv');
	return [
		{
			name: OURS,
			fed: 'chunks',
			read: readOurs,
			bundle: "export { readRecords } from '../../nodes/DtReporting/core/csv/readCsv'",
		},
		{
			name: `csv-parse ${versionOf('csv-parse')}`,
			fed: 'stream',
			read: async (chunks) =>
				await throughStream(
					chunks,
					csvParse.parse({
						bom: true,
						record_delimiter: ['\r\n', '\n'],
						skip_empty_lines: true,
						relax_column_count: true,
					}),
				),
			bundle: "export { parse } from 'csv-parse'",
		},
		{
			name: `papaparse ${versionOf('papaparse')}`,
			fed: 'blocks',
			read: async (chunks) =>
				await inBlocks(chunks, (text) => {
					const { data, errors } = papa.parse(text, { delimiter: ',', skipEmptyLines: true });
					if (errors.some(({ type }) => type === 'Quotes')) throw new Error('papaparse: quotes');
					return data;
				}),
			bundle: "export { parse } from 'papaparse'",
		},
		{
			name: `fast-csv ${versionOf('fast-csv')}`,
			fed: 'stream',
			read: async (chunks) =>
				(await throughStream(chunks, fastCsv.parse({ headers: false }))).filter(isNoEmptyLine),
			bundle: "export { parse } from 'fast-csv'",
		},
		{
			name: `d3-dsv ${versionOf('d3-dsv')}`,
			fed: 'blocks',
			read: async (chunks) =>
				await inBlocks(chunks, (text) => dsv.csvParseRows(text).filter(isNoEmptyLine)),
			bundle: "export { csvParseRows } from 'd3-dsv'",
		},
		{
			name: `udsv ${versionOf('udsv')}`,
			fed: 'blocks',
			read: readUdsv,
			bundle: "export { inferSchema, initParser } from 'udsv'",
		},
	];
}
