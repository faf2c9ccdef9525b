import fc from 'fast-check';

import { decoderOf } from '../../nodes/DtReporting/core/csv/charset';
import { CsvReader, InvalidCsvError } from '../../nodes/DtReporting/core/csv/csvReader';
import { readDays } from '../../nodes/DtReporting/core/csv/dayTable';
import { readPage, type PageStart } from '../../nodes/DtReporting/core/csv/page';
import { readRecords, type ReadAs } from '../../nodes/DtReporting/core/csv/readCsv';
import { readTable } from '../../nodes/DtReporting/core/csv/table';
import { wholeFile } from '../../nodes/DtReporting/core/csv/wholeFile';
import { openFile } from '../../nodes/DtReporting/core/report/openFile';
import { fetchFile, type DownloadContext } from '../../nodes/DtReporting/transport/downloadFile';
import { inChunks } from '../support/chunks';
import { growsEvenly, holdsAsync } from './fuzz';
import { hostileText, ODD_CHARACTERS } from './hostileText';

/** Bytes that look like CSV more often than not. */
const piece = fc.oneof(
	{
		weight: 8,
		arbitrary: fc
			.constantFrom(
				...['a', '1', ',', ',', '"', '""', '\n', '\n', '\r\n', '\r', ' ', 'Date', '2026-11-01'],
			)
			.map((text) => Buffer.from(text)),
	},
	{ weight: 1, arbitrary: fc.constantFrom(...ODD_CHARACTERS).map((text) => Buffer.from(text)) },
	{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)) },
);
const bytes = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.concat(pieces));
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });

/** What some work gives, or the words of its refusal; nothing else may be thrown. */
async function resultOf<T>(work: () => Promise<T>): Promise<{ value: T } | { refused: string }> {
	try {
		return { value: await work() };
	} catch (error) {
		if (!(error instanceof InvalidCsvError)) throw error as Error;
		return { refused: error.message };
	}
}

async function recordsOf(content: Buffer, chunks: number[], readAs: ReadAs) {
	const records: string[][] = [];
	const file = { chunks: inChunks(content, ...chunks), decode: decoderOf() };
	await readRecords(file, readAs, (record) => {
		records.push(record.values());
	});
	return records;
}

const form = { metrics: ['a', '1'], itemIndex: 0 };

it('any bytes are records or refused, and the same ones however they are chunked and read', async () => {
	// A property that refuses all cases says nothing.
	const tally = { cases: 0, accepted: 0 };
	await holdsAsync(
		1_500,
		fc.asyncProperty(bytes, sizes, async (content, chunks) => {
			tally.cases++;
			const whole = await resultOf(async () => await recordsOf(content, [1 << 20], 'text'));
			expect(await resultOf(async () => await recordsOf(content, chunks, 'text'))).toEqual(whole);
			const raw = await resultOf(async () => await recordsOf(content, chunks, 'bytes'));
			if ('value' in whole) tally.accepted++;
			if ('value' in whole) expect(raw).toEqual(whole);
			else expect(raw).toHaveProperty('refused');
		}),
	);
	expect(50 * tally.accepted).toBeGreaterThan(tally.cases);
});

it('any bytes are the same rows as items, in pages and of days', async () => {
	const tally = { cases: 0, accepted: 0 };
	const asked = { start: '2026-11-01', end: '2026-11-01' };
	await holdsAsync(
		1_000,
		fc.asyncProperty(
			bytes,
			sizes,
			fc.integer({ min: 1, max: 3 }),
			async (content, chunks, limit) => {
				tally.cases++;
				const file = (from = 0) => ({
					chunks: inChunks(content.subarray(from), ...chunks),
					decode: decoderOf(),
				});
				const table = await resultOf(async () => await readTable(file(), form));
				const pages = await resultOf(async () => {
					const items: unknown[] = [];
					let start: PageStart | undefined;
					for (let pagesRead = 0; pagesRead <= content.length; pagesRead++) {
						const page = await readPage(file(start?.offset), { ...form, limit }, start);
						items.push(...page.items);
						if (!page.next) break;
						start = { header: page.header, ...page.next };
					}
					return items;
				});
				if ('value' in table) expect(pages).toEqual({ value: table.value.items });
				const days = await resultOf(
					async () => await readDays(file(), asked, { keep: 'rows', metrics: form.metrics }),
				);
				if ('value' in days && 'value' in table) {
					tally.accepted++;
					const rows = [...days.value.days.values()].flatMap((day) => day.rows);
					expect(rows).toEqual(table.value.items.map(({ json }) => json));
				}
			},
		),
	);
	expect(50 * tally.accepted).toBeGreaterThan(tally.cases);
});

it('any bytes that are a file leave it as they came, once', async () => {
	await holdsAsync(
		1_000,
		fc.asyncProperty(bytes, sizes, async (content, chunks) => {
			const count = { rows: 0, bytes: 0 };
			async function* files() {
				yield { file: { chunks: inChunks(content, ...chunks), decode: decoderOf() } };
			}
			const written = await resultOf(async () => {
				const blocks: Buffer[] = [];
				for await (const block of wholeFile(files(), count)) blocks.push(block);
				return Buffer.concat(blocks);
			});
			if ('value' in written) expect(written.value.equals(content)).toBe(true);
			if ('value' in written) expect(count.bytes).toBe(content.length);
		}),
	);
});

it('any response of the file host has a status, and its reason can be shown', async () => {
	const response = fc.record({
		status: fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 })),
		headers: fc.record({
			'content-type': fc.oneof(
				fc.constant('text/csv'),
				hostileText.map((text) => `text/csv; charset=${text}`),
			),
			'content-length': hostileText,
		}),
		body: fc.oneof(
			bytes,
			hostileText.map((text) => Buffer.from(text)),
			hostileText.map((text) => Buffer.from(`<Error><Code>${text}</Code></Error>`)),
		),
	});
	await holdsAsync(
		1_500,
		fc.asyncProperty(response, sizes, async ({ status, headers, body }, chunks) => {
			const given = { status, headers, chunks: inChunks(body, ...chunks) };
			const opened = await openFile(given, { all: ['Date', 'a'] }, undefined, 0);
			if (opened.file) {
				expect(opened.header).toEqual(expect.arrayContaining(['Date', 'a']));
				return;
			}
			const { reason } = opened.status;
			expect(reason.length).toBeLessThanOrEqual(400);
			expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
		}),
	);
});

it.each<[string, Buffer]>([
	['a byte order mark before a byte order mark', Buffer.from('\ufeff\ufeffa\n1\n')],
	['NUL bytes in values', Buffer.from('a\n\0\n"\0"\n')],
	['half of a letter in UTF-8', Buffer.from('a\nx\xe2\x82\n', 'latin1')],
	['half of a surrogate pair in UTF-8', Buffer.from('a\n\xed\xa0\x80\n', 'latin1')],
	['characters that turn the text around', Buffer.from('a\n\u202eabc\u2069\n')],
	['a letter in more bytes than it takes', Buffer.from('a\n\xc0\xac\n', 'latin1')],
])('%s: kept as it is, or refused', async (_, content) => {
	const read = await resultOf(async () => await recordsOf(content, [1], 'text'));
	const isText = Buffer.from(content.toString('utf8')).equals(content);
	if (!isText) expect(read).toEqual({ refused: expect.stringContaining('no text in utf-8') });
	else {
		const text = content
			.toString('utf8')
			.replace(/^\ufeff/, '')
			.replaceAll('"', '');
		expect(read).toEqual({
			value: text
				.trimEnd()
				.split('\n')
				.map((line) => [line]),
		});
	}
});

it.each<[string, string]>([
	['values', 'x,'],
	['quotes', '""'],
	['lines', 'x\n'],
	['empty lines', '\n'],
	['carriage returns', '\r'],
	['quoted values', '"x",'],
	['lines of quotes', '"\n"'],
])('a block of many %s is read in a time that grows evenly', (_, repeated) => {
	const workOn = (size: number) => {
		for (const open of ['', '"']) {
			const reader = new CsvReader();
			reader.push(`a\n${open}${repeated.repeat(size / repeated.length)}`, true);
			try {
				while (reader.next()) reader.values();
			} catch (error) {
				expect(error).toBeInstanceOf(InvalidCsvError);
			}
		}
	};
	expect(growsEvenly(8_000, workOn)).toBe(true);
});

it('a file without end is refused beyond 4 GB, whatever is read of it', async () => {
	const chunk = Buffer.alloc(1024 * 1024);
	const body = {
		destroyed: false,
		destroy() {
			body.destroyed = true;
		},
		async *[Symbol.asyncIterator]() {
			for (;;) yield chunk;
		},
	};
	const httpRequest = async () => ({ statusCode: 200, headers: {}, body });
	const context = { helpers: { httpRequest } } as unknown as DownloadContext;
	const request = { url: 'https://files.example/r.csv', baseUrl: 'https://reporting.fyber.com' };
	const { chunks } = await fetchFile(context, request);
	let passed = 0;
	const read = async () => {
		for await (const { length } of chunks) passed += length;
	};
	await expect(read()).rejects.toThrow('its file has more than 4 GB');
	expect(passed).toBe(4 * 1024 * 1024 * 1024);
});
