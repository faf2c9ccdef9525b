import { BrokenCsv } from '../../../../nodes/DtReporting/report/csv';
import {
	joinLines,
	openFile,
	readTable,
	withoutHeader,
} from '../../../../nodes/DtReporting/report/file';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const LATER = '2026-11-24T15:00:00.000Z';

async function* inChunks(text: string, size: number): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text);
	for (let index = 0; index < bytes.length; index += size)
		yield bytes.subarray(index, index + size);
}

const open = async (status: number, body: string, columns: string[] = [], expiresAt = LATER) =>
	await openFile({ status, headers: {}, chunks: inChunks(body, 7) }, columns, expiresAt, NOW);
const xml = (code: string, message: string) =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;

describe('a look at the link', () => {
	it.each<[string, number, string, string]>([
		['an empty 200', 200, '', 'notReady'],
		['a blank 200', 200, ' \r\n\n', 'notReady'],
		['a 404', 404, xml('NoSuchKey', 'no such key'), 'notReady'],
		['a 403 AccessDenied', 403, xml('AccessDenied', 'Access Denied'), 'notReady'],
		['a 403 whose time is over', 403, xml('AccessDenied', 'Request has expired'), 'expired'],
		['a 403 with another signature', 403, xml('SignatureDoesNotMatch', 'no match'), 'expired'],
		['a 410', 410, '', 'expired'],
		['a 200 with a page of markup', 200, '<html><body>Sorry</body></html>', 'unreadable'],
		['a 200 with JSON', 200, '{"error":"x"}', 'unreadable'],
		['a 400', 400, xml('InvalidArgument', 'Only one auth mechanism'), 'unreadable'],
		['a 500', 500, 'oops', 'transient'],
		['a 503', 503, xml('SlowDown', 'slow down'), 'transient'],
		['a 429', 429, '', 'transient'],
		['a header only', 200, 'Date,Offer Clicks\n', 'ready'],
		['a header without a line end', 200, 'Date,Offer Clicks', 'ready'],
		['a report', 200, 'Date,Offer Clicks\n2026-11-01,3\n', 'ready'],
		['a report with a byte order mark', 200, '\uFEFFDate,Offer Clicks\n2026-11-01,3\n', 'ready'],
		['other columns', 200, 'Date,Revenue\n2026-11-01,3\n', 'unreadable'],
		['the names in other letters', 200, 'date,offer clicks\n2026-11-01,3\n', 'unreadable'],
	])('tells %s', async (_, status, body, seen) => {
		const { look } = await open(status, body, status === 200 ? ['Date', 'Offer Clicks'] : []);
		expect(look.seen).toBe(seen);
	});

	it('reads AccessDenied as over when the link has ended by its own account', async () => {
		const past = '2026-11-24T11:59:59.000Z';
		const { look } = await open(403, xml('AccessDenied', 'Access Denied'), [], past);
		expect(look.seen).toBe('expired');
	});

	it('says which columns are missing', async () => {
		const { look } = await open(200, 'Date\n', ['Date', 'Offer Clicks']);
		expect(look).toEqual({ seen: 'unreadable', reason: 'it has no column "Offer Clicks"' });
	});

	it('hands on every byte, also those that it has looked at', async () => {
		const text = 'Date,Offer Clicks\n2026-11-01,3\n';
		const { chunks } = await open(200, text, ['Date']);
		const read: Uint8Array[] = [];
		for await (const chunk of chunks) read.push(chunk);
		expect(Buffer.concat(read).toString()).toBe(text);
	});
});

describe('a table', () => {
	const hard =
		'Campaign Name,Offer Clicks\r\n"Hello, ""world""",1\r\n"two\r\nlines",2\n"Größe 東京 🎁",3\n"",\n';
	const rows = [
		['Hello, "world"', '1'],
		['two\r\nlines', '2'],
		['Größe 東京 🎁', '3'],
		['', ''],
	];

	it.each([1, 2, 3, 5, 64, 4096])('is the same in chunks of %i bytes', async (size) => {
		expect(await readTable(inChunks(hard, size))).toEqual({
			header: ['Campaign Name', 'Offer Clicks'],
			rows,
			total: 4,
		});
	});

	it('is read in several blocks when it is large', async () => {
		const lines = Array.from({ length: 40_000 }, (_, index) => `"a\n${index}",${index}`);
		const table = await readTable(inChunks(`name,n\n${lines.join('\n')}`, 10_000));
		expect(table.total).toBe(40_000);
		expect(table.rows[39_999]).toEqual(['a\n39999', '39999']);
	});

	it('keeps no more rows than asked for, and counts all', async () => {
		const { rows: kept, total } = await readTable(inChunks('a\n1\n2\n3\n', 2), 2);
		expect([kept, total]).toEqual([[['1'], ['2']], 3]);
	});

	it.each([
		['a row that is cut off', 'a,b\n1,2\n3'],
		['a value that is cut off', 'a,b\n1,2\n3,"four'],
		['a row that is too wide', 'a,b\n1,2,3\n'],
		['quotes in the middle of nowhere', 'a,b\n1,x"y"z"\n"'],
	])('refuses %s', async (_, text) => {
		await expect(readTable(inChunks(text, 3))).rejects.toThrow(BrokenCsv);
	});
});

describe('several files as one', () => {
	const join = async (...texts: string[]) => {
		async function* parts() {
			yield inChunks(texts[0], 3);
			for (const text of texts.slice(1)) yield withoutHeader(inChunks(text, 3));
		}
		const read: Uint8Array[] = [];
		for await (const bytes of joinLines(parts())) read.push(bytes);
		return Buffer.concat(read).toString();
	};

	it.each([
		[['a,b\n1,2\n', 'a,b\n3,4\n'], 'a,b\n1,2\n3,4\n'],
		[['a,b\n1,2', 'a,b\n3,4'], 'a,b\n1,2\n3,4'],
		[['a,b', 'a,b\n3,4'], 'a,b\n3,4'],
		[['a,b\n1,2', 'a,b', 'a,b\n5,6'], 'a,b\n1,2\n5,6'],
		[['a,b\n1,2', '\r\n\na,b\n3,4'], 'a,b\n1,2\n3,4'],
		[['"a\n",b\n1,2', '"a\n",b\n3,4'], '"a\n",b\n1,2\n3,4'],
	])('%j', async (texts, whole) => expect(await join(...texts)).toBe(whole));
});

it.each([
	[
		'empty lines before the header',
		'\r\n\nDate,Offer Clicks\r\n2026-11-01,3\r\n',
		['Date', 'Offer Clicks'],
	],
	['a line break in a column name', '"Da\nte",Offer Clicks\n1,2\n', ['Da\nte', 'Offer Clicks']],
])('a report with %s is read', async (_, text, header) => {
	const opened = await open(200, text, [header[1]]);
	expect([opened.look.seen, opened.header]).toEqual(['ready', header]);
});
