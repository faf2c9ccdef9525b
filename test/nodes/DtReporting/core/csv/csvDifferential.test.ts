import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import { decoderOf } from '../../../../../nodes/DtReporting/core/csv/charset';
import { readRecords, type ReadAs } from '../../../../../nodes/DtReporting/core/csv/readCsv';
import { inQuotes, needsQuotes } from '../../../../simulator/csvText';
import { inChunks } from '../../../../support/chunks';

/** Our reader beside csv-parse, over tables, spellings and chunks that chance makes. */

const OPTIONS = {
	bom: true,
	record_delimiter: ['\r\n', '\n'],
	skip_empty_lines: true,
	relax_quotes: true,
};

async function ours(text: string, sizes: number[], readAs: ReadAs): Promise<string[][]> {
	const records: string[][] = [];
	await readRecords({ chunks: inChunks(text, ...sizes), decode: decoderOf() }, readAs, (record) => {
		records.push(record.values());
	});
	return records;
}

const letter = fc.constantFrom(
	...['a', 'Z', '0', '7', '.', '-', ' ', '\t', ';', "'", '\\', '#'],
	...[',', '"', '""', '\n', '\r\n', '\r', 'ä', 'ß', 'Ж', '東', '\u2028', '🎁', '👩‍👧'],
);
const value = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
/** A value that is written without quotes although it has some: none opens it. */
const bare = fc
	.array(fc.constantFrom('a', '5', '"', '""', ' ', 'é', '東'), { minLength: 1, maxLength: 6 })
	.map((letters) => `x${letters.join('')}`);

/** A value, and one of its spellings. */
const cell = fc.oneof(
	{ weight: 4, arbitrary: fc.tuple(value, fc.boolean()) },
	{ weight: 1, arbitrary: bare.map((text): [string, boolean | 'bare'] => [text, 'bare']) },
);

const lineEnd = fc.constantFrom('\n', '\r\n');

const csv = fc.integer({ min: 2, max: 6 }).chain((columns) =>
	fc.record({
		rows: fc.array(
			fc.tuple(fc.array(cell, { minLength: columns, maxLength: columns }), lineEnd, fc.nat(2)),
			{ minLength: 1, maxLength: 12 },
		),
		isMarked: fc.boolean(),
		isEnded: fc.boolean(),
	}),
);

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

it.each(['text', 'bytes'] as const)('reads as csv-parse does, as %s', async (readAs) => {
	await fc.assert(
		fc.asyncProperty(csv, sizes, async ({ rows, isMarked, isEnded }, chunkSizes) => {
			const lines = rows.map(([cells, end, empty], index) => {
				const line = cells
					.map(([text, quoted]) =>
						quoted !== 'bare' && (quoted || needsQuotes(text)) ? inQuotes(text) : text,
					)
					.join(',');
				const isLast = index === rows.length - 1;
				return `${line}${isLast && !isEnded ? '' : end.repeat(1 + empty)}`;
			});
			const text = `${isMarked ? '\uFEFF' : ''}${lines.join('')}`;
			const found = await ours(text, chunkSizes, readAs);
			expect(found).toEqual(parse(text, OPTIONS));
			expect(found).toEqual(rows.map(([cells]) => cells.map(([each]) => each)));
		}),
		{ numRuns: 1_500 },
	);
});
