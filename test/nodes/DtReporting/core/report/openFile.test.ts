import { decoderOf } from '../../../../../nodes/DtReporting/core/csv/charset';
import { InvalidCsvError } from '../../../../../nodes/DtReporting/core/csv/csvReader';
import type { Expected } from '../../../../../nodes/DtReporting/core/report/fileHead';
import { openFile } from '../../../../../nodes/DtReporting/core/report/openFile';
import type { CsvFile } from '../../../../../nodes/DtReporting/core/csv/readCsv';
import { joinTables, readTable, type Table } from '../../../../../nodes/DtReporting/core/csv/table';
import {
	DifferentColumns,
	wholeFile,
	type FileCount,
} from '../../../../../nodes/DtReporting/core/csv/wholeFile';
import { inChunks } from '../../../../support/chunks';
import { s3Error } from '../../../../support/s3Error';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const LATER = '2026-11-24T15:00:00.000Z';

const open = async (
	status: number,
	body: string | Buffer,
	all: string[] = [],
	expiresAt = LATER,
	others: Partial<Expected> & { contentType?: string } = {},
) => {
	const { contentType, ...expected } = others;
	const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
	const answer = { status, headers, chunks: inChunks(body, 7) };
	return await openFile(answer, { all, ...expected }, expiresAt, NOW);
};

/** Opens a file that must be a report. */
const openReport = async (...parameters: Parameters<typeof open>) => {
	const opened = await open(...parameters);
	if (!opened.file) throw new Error(`not a report: ${JSON.stringify(opened.status)}`);
	return opened;
};

describe('a check of the link', () => {
	it.each<[string, number, string, string]>([
		['an empty 200', 200, '', 'notReady'],
		['a blank 200', 200, ' \r\n\n', 'notReady'],
		['a 404', 404, s3Error('NoSuchKey', 'no such key'), 'notReady'],
		['a 403 AccessDenied', 403, s3Error('AccessDenied', 'Access Denied'), 'notReady'],
		['a 403 whose time is over', 403, s3Error('AccessDenied', 'Request has expired'), 'expired'],
		['a 403 with another signature', 403, s3Error('SignatureDoesNotMatch', 'no match'), 'expired'],
		['a 410', 410, '', 'expired'],
		['a 200 with a page of markup', 200, '<html><body>Sorry</body></html>', 'unreadable'],
		['a 200 with JSON', 200, '{"error":"x"}', 'unreadable'],
		['a 400', 400, s3Error('InvalidArgument', 'Only one auth mechanism'), 'unreadable'],
		['a 500', 500, 'oops', 'transient'],
		['a 503', 503, s3Error('SlowDown', 'slow down'), 'transient'],
		['a 429', 429, '', 'transient'],
		['a header only', 200, 'Date,Offer Clicks\n', 'ready'],
		['a header without a line end', 200, 'Date,Offer Clicks', 'ready'],
		['a report', 200, 'Date,Offer Clicks\n2026-11-01,3\n', 'ready'],
		['a report with a byte order mark', 200, '\uFEFFDate,Offer Clicks\n2026-11-01,3\n', 'ready'],
		['other columns', 200, 'Date,Revenue\n2026-11-01,3\n', 'unreadable'],
		['the names in other letters', 200, 'date,offer clicks\n2026-11-01,3\n', 'unreadable'],
	])('classifies %s', async (_, code, body, kind) => {
		const { status } = await open(code, body, code === 200 ? ['Date', 'Offer Clicks'] : []);
		expect(status.kind).toBe(kind);
	});

	it('reads AccessDenied as over when the link has ended by its own account', async () => {
		const past = '2026-11-24T11:59:59.000Z';
		const { status } = await open(403, s3Error('AccessDenied', 'Access Denied'), [], past);
		expect(status.kind).toBe('expired');
	});

	it.each(['A\nforged line of a log', 'x'.repeat(5_000)])(
		'shows no text of the file host in place of a code: %j',
		async (text) => {
			const { status } = await open(400, s3Error(text, 'Message'));
			expect(status).toMatchObject({ kind: 'unreadable', reason: 'the file host said HTTP 400' });
		},
	);

	it('says which columns are missing', async () => {
		const { status } = await open(200, 'Date\n', ['Date', 'Offer Clicks']);
		expect(status).toEqual({
			kind: 'unreadable',
			reason: 'it has no column "Offer Clicks"',
			isLasting: true,
		});
	});

	const oneOf = ['Date', 'Offer Clicks'];
	it.each<[string, string | Buffer, string]>([
		['an error in words', 'Access denied', 'none of its columns is known'],
		['a quoted word', '"error"', 'none of its columns is known'],
		[
			'a page of text',
			'Sorry, this file\nis not there, any more\n',
			'none of its columns is known',
		],
		['JSON in a list', '[{"error":"x"}]', 'it is JSON'],
		['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), 'it is gzip'],
		['a ZIP archive', Buffer.from('PK\x03\x04aaaa'), 'it is a ZIP archive'],
		['Parquet', 'PAR1aaaa', 'it is Parquet'],
		['UTF-16', Buffer.from('\uFEFFDate,Offer Clicks\n', 'utf16le'), 'it is text in UTF-16'],
		['bytes', Buffer.from([1, 0, 2, 3]), 'it is no text'],
		['CR-only lines', 'Date,Offer Clicks\r2026-11-01,3\r', 'carriage return alone'],
		[
			'a header that is no UTF-8',
			Buffer.from('Date,Gr\xf6\xdfe\n', 'latin1'),
			'its header has bytes',
		],
		['an open quote', '"Date,Offer Clicks\n2026-11-01,3\n', 'its header ends within a quoted'],
		['a header without end', `Date,${'x'.repeat(70_000)}`, 'its header does not end within 64 kB'],
	])('does not take %s for a report', async (_, body, reason) => {
		const { status } = await open(200, body, [], LATER, { oneOf });
		expect(status).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) });
	});

	it.each<[string, string[], string[] | undefined]>([
		['one known column', [], oneOf],
		['a column that the user names', ['My Metric'], undefined],
	])('takes a file for a report by %s', async (_, all, names) => {
		const { status } = await open(200, 'x,Date,My Metric\n1,2,3\n', all, LATER, { oneOf: names });
		expect(status).toEqual({ kind: 'ready' });
	});

	it('reads the header in the charset that is announced', async () => {
		const body = Buffer.from('Date,Gr\xf6\xdfe\n', 'latin1');
		const contentType = 'text/csv; charset=ISO-8859-1';
		const { header } = await openReport(200, body, ['Größe'], LATER, { contentType });
		expect(header).toEqual(['Date', 'Größe']);
	});

	it('hands on every byte, also those that it has checked', async () => {
		const text = 'Date,Offer Clicks\n2026-11-01,3\n';
		const {
			file: { chunks },
		} = await openReport(200, text, ['Date']);
		const read: Uint8Array[] = [];
		for await (const chunk of chunks) read.push(chunk);
		expect(Buffer.concat(read).toString()).toBe(text);
	});
});

const fileOf = (text: string | Buffer, size: number, contentType?: string): CsvFile => ({
	chunks: inChunks(text, size),
	decode: decoderOf(contentType),
});

const rowsOf = ({ items }: Table) => items.map(({ json }) => json);

describe('a table', () => {
	const hard =
		'Campaign Name,Offer Clicks\r\n"Hello, ""world""",1\r\n"two\r\nlines",2\n"Größe 東京 🎁",3\n"",\n';
	const rows = [
		{ 'Campaign Name': 'Hello, "world"', 'Offer Clicks': 1 },
		{ 'Campaign Name': 'two\r\nlines', 'Offer Clicks': 2 },
		{ 'Campaign Name': 'Größe 東京 🎁', 'Offer Clicks': 3 },
		{ 'Campaign Name': '', 'Offer Clicks': null },
	];
	const form = { metrics: ['Offer Clicks'], itemIndex: 3 };

	it.each([1, 2, 3, 5, 64, 4096])('is the same in chunks of %i bytes', async (size) => {
		expect(await readTable(fileOf(hard, size), form)).toEqual({
			names: ['Campaign Name', 'Offer Clicks'],
			items: rows.map((json) => ({ json, pairedItem: { item: 3 } })),
			total: 4,
		});
	});

	it('is read in several blocks when it is large', async () => {
		const lines = Array.from({ length: 40_000 }, (_, index) => `"a\n${index}",${index}`);
		const table = await readTable(fileOf(`name,Offer Clicks\n${lines.join('\n')}`, 10_000), form);
		expect(table.total).toBe(40_000);
		expect(rowsOf(table)[39_999]).toEqual({ name: 'a\n39999', 'Offer Clicks': 39999 });
	});

	it('keeps no more rows than requested, and counts all', async () => {
		const table = await readTable(fileOf('a\n1\n2\n3\n', 2), {
			metrics: [],
			itemIndex: 0,
			limit: 2,
		});
		expect([rowsOf(table), table.total]).toEqual([[{ a: '1' }, { a: '2' }], 3]);
	});

	it.each([
		['a row that is cut off', 'a,b\n1,2\n3', 'row 2 has 1 value under 2 columns'],
		['a value that is cut off', 'a,b\n1,2\n3,"four', 'row 2 ends within a quoted value'],
		['a row that is too wide', 'a,b\n1,2,3\n', 'row 1 has 3 values under 2 columns'],
		['text behind a quote', 'a,b\n1,2\n3,"y"z\n', 'row 2 has text behind a closing quote'],
	])('refuses %s, and names the row', async (_, text, reason) => {
		const read = async () => await readTable(fileOf(text, 3), form);
		await expect(read()).rejects.toThrow(InvalidCsvError);
		await expect(read()).rejects.toThrow(reason);
	});

	it.each([
		['Shoes 5" wide,1.5', { a: 'Shoes 5" wide', b: '1.5' }],
		['6"" plate,"2"', { a: '6"" plate', b: '2' }],
		['x"y"z,"', undefined],
		[' "a",b"', { a: ' "a"', b: 'b"' }],
	])('reads a quote inside a value as a letter: %s', async (line, row) => {
		const read = readTable(fileOf(`a,b\n${line}\n`, 4), { metrics: [], itemIndex: 0 });
		if (row) expect(rowsOf(await read)).toEqual([row]);
		else await expect(read).rejects.toThrow('row 1 ends within a quoted value');
	});

	describe('with days', () => {
		const asked = { start: '2026-11-01', end: '2026-11-02' };
		const read = async (text: string, days = true) =>
			await readTable(fileOf(text, 5), { metrics: ['X'], itemIndex: 0, ...(days && { asked }) });

		it('leaves summary lines out, and tells of them', async () => {
			const table = await read('Date,X\n2026-11-01,1\nTotal,1\n,1\n');
			const { total, notice } = table;
			expect([rowsOf(table), total]).toEqual([[{ Date: '2026-11-01', X: 1 }], 1]);
			expect(notice).toContain('row 2 ("Total"), row 3.');
		});

		it.each([
			['2026-11-01T00:00:00Z', true],
			['2026-11-02 12:00', true],
			['2026-11-03', false],
			['2026-10-31T23:59:59Z', false],
			['20261101', false],
			['11/02/2026', false],
		])('takes the day %s, or refuses it by its row', async (day, isTaken) => {
			const table = read(`Date,X\n2026-11-01,0\n${day},1\n`);
			if (isTaken) expect(rowsOf(await table)[1]).toEqual({ Date: day, X: 1 });
			else await expect(table).rejects.toThrow(`row 2 is of the day "${day}"`);
			// Of a link whose query is not known, no day is known to be wrong.
			expect((await read(`Date,X\n${day},1\n`, false)).total).toBe(1);
		});

		it('knows no summary lines where there is no column of days', async () => {
			expect((await read('Country,X\nTotal,1\n')).total).toBe(1);
		});
	});

	describe('in a charset', () => {
		const latin = (text: string) => Buffer.from(text, 'latin1');
		it.each([
			['text/csv; charset=ISO-8859-1', latin('a\nGr\xf6\xdfe\n'), 'Größe'],
			['text/csv;charset="windows-1252"', latin('a\n5 \x80\n'), '5 €'],
			['text/csv; header=present; charset=iso-8859-15', latin('a\n5 \xa4\n'), '5 €'],
			[
				'text/csv; charset=Shift_JIS',
				Buffer.from([0x61, 0x0a, 0x93, 0x8c, 0x8b, 0x9e, 0x0a]),
				'東京',
			],
			['text/csv; charset=utf-8', Buffer.from('a\nGröße \uFFFD\n'), 'Größe \uFFFD'],
			['binary/octet-stream', Buffer.from('a\n東京 🎁\n'), '東京 🎁'],
			['', Buffer.from('\uFEFFa\nä\n'), 'ä'],
		])('%j reads what was written', async (contentType, bytes, value) => {
			for (const size of [1, 3, 100]) {
				const table = await readTable(fileOf(bytes, size, contentType), {
					metrics: [],
					itemIndex: 0,
				});
				expect(rowsOf(table)).toEqual([{ a: value }]);
			}
		});

		it.each([
			['text/csv', [0xc3], 'utf-8'],
			['text/csv; charset=utf-8', [0xff, 0xfe, 0x61], 'utf-8'],
			['text/csv', [0x47, 0x72, 0xf6, 0xdf, 0x65], 'utf-8'],
			['text/csv; charset=Shift_JIS', [0x93], 'shift_jis'],
		])('%j refuses bytes that are no text in it', async (contentType, bytes, charset) => {
			const csv = Buffer.concat([Buffer.from('a\n1\n'), Buffer.from(bytes), Buffer.from('\n2\n')]);
			await expect(
				readTable(fileOf(csv, 2, contentType), { metrics: [], itemIndex: 0 }),
			).rejects.toThrow(`it has bytes that are no text in ${charset}, behind row 0`);
		});

		it.each(['utf-16', 'UTF-16LE', 'iso-2022-jp', 'klingon', 'x-user-defined'])(
			'%s is refused by name',
			(charset) => {
				expect(() => decoderOf(`text/csv; charset=${charset}`)).toThrow(
					`it announces the charset "${charset}", which is not read`,
				);
			},
		);
	});

	describe('with a record without end', () => {
		async function* endless(start: string, piece: string, megabytes: number) {
			yield Buffer.from(start);
			const bytes = Buffer.from(piece.repeat(65_536 / piece.length));
			for (let sent = 0; sent < megabytes * 16; sent++) yield bytes;
		}

		it.each([
			['a value in quotes', 'a,b\n1,2\n3,"', 'x'],
			['a value in quotes with line ends', 'a,b\n1,2\n3,"', 'xxxxxxx\n'],
			['a line', 'a,b\n1,2\n3,', 'x'],
			['a line of commas', 'a,b\n1,2\n3,', ','],
		])('of %s gives up at 16 MB, naming the row', async (_, start, piece) => {
			const chunks = endless(start, piece, 400);
			let taken = 0;
			const counted = (async function* () {
				for await (const chunk of chunks) {
					taken += chunk.length;
					yield chunk;
				}
			})();
			const reading = readTable({ chunks: counted, decode: decoderOf() }, form);
			await expect(reading).rejects.toThrow('row 2 is larger than 16 MB');
			expect(taken).toBeLessThan(70 * 1024 * 1024);
		});
	});
});

describe('the tables of several windows', () => {
	const table = async (text: string) =>
		await readTable(fileOf(text, 9), { metrics: ['b'], itemIndex: 0 });

	it('with the same columns are one', async () => {
		const joined = joinTables([await table('a,b\nx,1\n'), await table('a,b\ny,2\n')]);
		expect(joined).toMatchObject({ names: ['a', 'b'], total: 2 });
		expect(rowsOf(joined)).toEqual([
			{ a: 'x', b: 1 },
			{ a: 'y', b: 2 },
		]);
	});

	it('with other columns are joined by name', async () => {
		const joined = joinTables([await table('a,b\nx,1\n'), await table('c,b,a\nz,2,y\n')]);
		expect(joined.names).toEqual(['a', 'b', 'c']);
		expect(JSON.stringify(rowsOf(joined))).toBe(
			'[{"a":"x","b":1,"c":null},{"a":"y","b":2,"c":"z"}]',
		);
	});

	it('count the rows of all', async () => {
		const joined = joinTables([await table('a\nx\n'), await table('a\ny\nz\n')]);
		expect([rowsOf(joined), joined.total]).toEqual([[{ a: 'x' }, { a: 'y' }, { a: 'z' }], 3]);
	});
});

describe('several files as one', () => {
	async function join(...texts: string[]) {
		async function* files() {
			for (const text of texts) yield { file: fileOf(text, 3) };
		}
		const count: FileCount = { rows: 0, bytes: 0 };
		const read: Uint8Array[] = [];
		for await (const bytes of wholeFile(files(), count)) read.push(bytes);
		const whole = Buffer.concat(read);
		expect(count.bytes).toBe(whole.length);
		return { text: whole.toString(), count };
	}

	it.each([
		[['a,b\n1,2\n', 'a,b\n3,4\n'], 'a,b\n1,2\n3,4\n', 2],
		[['a,b\n1,2', 'a,b\n3,4'], 'a,b\n1,2\n3,4', 2],
		[['a,b', 'a,b\n3,4'], 'a,b\n3,4', 1],
		[['a,b\n1,2', 'a,b', 'a,b\n5,6'], 'a,b\n1,2\n5,6', 2],
		[['a,b\n1,2', '\r\n\na,b\n3,4'], 'a,b\n1,2\n3,4', 2],
		[['"a\n",b\n1,2', '"a\n",b\n3,4'], '"a\n",b\n1,2\n3,4', 2],
		[['\uFEFFa,b\r\n1,ä\r\n', '\uFEFFa,b\r\n3,4\r\n'], '\uFEFFa,b\r\n1,ä\r\n3,4\r\n', 2],
	])('%j', async (texts, whole, rows) => {
		const { text, count } = await join(...texts);
		expect([text, count.rows]).toEqual([whole, rows]);
	});

	it('hand on what was read before they read much more', async () => {
		const LINE = '2026-11-01,1\n'.repeat(1_000);
		let pulled = 0;
		async function* chunks() {
			yield Buffer.from('Date,X\n');
			for (let at = 0; at < 1_000; at++) {
				pulled += LINE.length;
				yield Buffer.from(LINE);
			}
		}
		async function* files() {
			yield { file: { ...fileOf('', 1), chunks: chunks() } };
		}
		let held = 0;
		let handedOn = 0;
		const count: FileCount = { rows: 0, bytes: 0 };
		for await (const bytes of wholeFile(files(), count)) {
			held = Math.max(held, pulled - handedOn);
			handedOn += bytes.length;
		}
		expect(count.rows).toBe(1_000_000);
		expect(held).toBeLessThan(256 * 1024);
	});

	it('keeps summary lines in the file, and counts them for no rows', async () => {
		const text = 'Date,X\n2026-11-01,1\nTotal,1\n';
		const { text: whole, count } = await join(text);
		expect([whole, count.rows]).toEqual([text, 1]);
		expect(count.notice).toContain('row 2 ("Total")');
	});

	it('refuses other columns', async () => {
		await expect(join('a,b\n1,2\n', 'b,a\n1,2\n')).rejects.toThrow(DifferentColumns);
	});
});

it.each([
	[
		'empty lines before the header',
		'\r\n\nDate,Offer Clicks\r\n2026-11-01,3\r\n',
		['Date', 'Offer Clicks'],
	],
	['a line break in a column name', '"Da\nte",Offer Clicks\n1,2\n', ['Da\nte', 'Offer Clicks']],
])('a report with %s is read', async (_, text, header) => {
	const opened = await openReport(200, text, [header[1]]);
	expect([opened.status.kind, opened.header]).toEqual(['ready', header]);
});
