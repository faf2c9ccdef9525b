/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests, not a node */
import { decoderOf } from '../../nodes/DtReporting/core/csv/charset';
import { CsvReader } from '../../nodes/DtReporting/core/csv/csvReader';
import { readDays } from '../../nodes/DtReporting/core/csv/dayTable';
import { readPage } from '../../nodes/DtReporting/core/csv/page';
import { readTable } from '../../nodes/DtReporting/core/csv/table';
import { KeptRows, TooLarge } from '../../nodes/DtReporting/core/csv/tooLarge';
import { statusOfInvalid } from '../../nodes/DtReporting/core/report/downloadStatus';
import { readBody } from '../../nodes/DtReporting/transport/bodyText';
import type { ByteStream } from '../../nodes/DtReporting/transport/watchedBody';

/** A header, then the same bytes again and again. */
async function* endless(header: string, piece: Buffer): AsyncGenerator<Uint8Array> {
	yield Buffer.from(header);
	for (;;) yield piece;
}

const asked = { start: '2026-11-01', end: '2026-11-01' };
/** What reads rows, and keeps them. */
const READERS: Array<[string, (chunks: AsyncIterable<Uint8Array>) => Promise<unknown>]> = [
	[
		'items',
		async (chunks) =>
			await readTable({ chunks, decode: decoderOf() }, { metrics: [], itemIndex: 0 }),
	],
	[
		'a page',
		async (chunks) =>
			await readPage({ chunks, decode: decoderOf() }, { metrics: [], itemIndex: 0, limit: 1e9 }),
	],
	[
		'the rows of days',
		async (chunks) =>
			await readDays({ chunks, decode: decoderOf() }, asked, { keep: 'rows', metrics: [] }),
	],
];

describe.each(READERS)('%s without end', (_, read) => {
	it('are refused beyond 512 MB', async () => {
		const line = Buffer.from(`2026-11-01,"${'x'.repeat(4_000_000)}"\n`);
		await expect(read(endless('Date,a\n', line))).rejects.toThrow('its rows have more than 512 MB');
	});
});

it('rows are refused beyond 20 million values', () => {
	const kept = new KeptRows();
	const record = new CsvReader();
	record.push(`${','.repeat(9_999)}\n`, true);
	record.next();
	for (let rows = 0; rows < 2_000; rows++) kept.add(record);
	expect(() => kept.add(record)).toThrow('its rows have more than 20 million values');
});

it('rows that are only counted have no limit of their own', async () => {
	const line = Buffer.from(`"${'x'.repeat(4_000_000)}"\n`);
	async function* chunks(): AsyncGenerator<Uint8Array> {
		yield Buffer.from('a\n');
		for (let each = 0; each < 150; each++) yield line;
	}
	const form = { metrics: [], itemIndex: 0, limit: 1 };
	const { total, items } = await readTable({ chunks: chunks(), decode: decoderOf() }, form);
	expect([total, items.length]).toEqual([150, 1]);
});

it('what is too large is final, with a code and a way on', () => {
	expect(statusOfInvalid(new TooLarge('its rows have more than 512 MB', 'Request less.'))).toEqual({
		kind: 'unreadable',
		code: 'report_too_large',
		reason: 'its rows have more than 512 MB',
		remedy: 'Request less.',
		isFinal: true,
	});
});

/** A body of the HTTP client; `pause` milliseconds between two pieces. */
function bodyOf(pieces: Iterable<Uint8Array>, pause = 0): ByteStream & { pulled: number } {
	let failed: Error | undefined;
	let fail = () => {};
	const stream = {
		destroyed: false,
		pulled: 0,
		destroy(error?: Error) {
			stream.destroyed = true;
			failed = error;
			fail();
		},
		async *[Symbol.asyncIterator]() {
			for (const piece of pieces) {
				await new Promise<void>((resolve) => {
					fail = resolve;
					setTimeout(resolve, pause);
				});
				if (failed) throw failed;
				stream.pulled += piece.length;
				yield piece;
			}
		},
	};
	return stream;
}

function* repeated(piece: Uint8Array): Generator<Uint8Array> {
	for (;;) yield piece;
}

describe('the body of an answer of DT', () => {
	it('without end is read up to its limit, and closed', async () => {
		const body = bodyOf(repeated(Buffer.alloc(10_000, 'x')));
		const { text, isCutOff } = await readBody(
			body,
			{ timeoutMs: 60_000, mostBytes: 100_000 },
			new AbortController(),
		);
		expect([text.length, isCutOff, body.destroyed]).toEqual([100_000, true, true]);
		expect(body.pulled).toBeLessThanOrEqual(110_000);
	});

	it('of exactly its limit is whole', async () => {
		const body = bodyOf([Buffer.from('\ufeffabc'), Buffer.from('€')]);
		const read = await readBody(body, { timeoutMs: 60_000, mostBytes: 9 }, new AbortController());
		expect(read).toEqual({ text: 'abc€', isCutOff: false });
	});

	it('that drips is given up', async () => {
		const body = bodyOf(repeated(Buffer.from(' ')), 50);
		const started = Date.now();
		const read = readBody(body, { timeoutMs: 0, mostBytes: 1e6 }, new AbortController());
		await expect(read).rejects.toMatchObject({ code: 'ETIMEDOUT' });
		expect(Date.now() - started).toBeLessThan(15_000);
	});
});
