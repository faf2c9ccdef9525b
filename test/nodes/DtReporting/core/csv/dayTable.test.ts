import { decoderOf } from '../../../../../nodes/DtReporting/core/csv/charset';
import {
	fileOfDay,
	readDays,
	type DayForm,
	type DayTable,
} from '../../../../../nodes/DtReporting/core/csv/dayTable';
import { inChunks } from '../../../../support/chunks';

const fileOf = (content: string | Buffer, size = 7) => ({
	chunks: inChunks(content, size),
	decode: decoderOf(),
});
const ROWS: DayForm = { keep: 'rows', metrics: ['Offer Clicks'] };
const LINES: DayForm = { keep: 'lines' };
const NOTHING = { rows: [], bytes: [], lines: 0 };
const fileIn = ({ headerLine, days }: DayTable, day: string) =>
	fileOfDay(headerLine, days.get(day) ?? NOTHING);
const asked = { start: '2026-11-01', end: '2026-11-03' };

describe('a report split by days', () => {
	const text = [
		'\uFEFFDate,Campaign Name,Offer Clicks\r\n',
		'2026-11-03,"a, ""b""\nc",1\r\n',
		'2026-11-01,é,\r\n\r\n',
		'2026-11-03,d,2.0',
	].join('');

	it('as rows, in DT’s order', async () => {
		const { days, notice } = await readDays(fileOf(text), asked, ROWS);
		expect([...days].map(([day, { rows }]) => [day, rows])).toEqual([
			[
				'2026-11-03',
				[
					{ Date: '2026-11-03', 'Campaign Name': 'a, "b"\nc', 'Offer Clicks': 1 },
					{ Date: '2026-11-03', 'Campaign Name': 'd', 'Offer Clicks': 2 },
				],
			],
			['2026-11-01', [{ Date: '2026-11-01', 'Campaign Name': 'é', 'Offer Clicks': null }]],
		]);
		expect(notice).toBeUndefined();
	});

	it('as the bytes that DT wrote, with its line ends', async () => {
		const table = await readDays(fileOf(text), asked, LINES);
		const written = (day: string) => fileIn(table, day).toString('utf8');
		expect([...table.days].map(([day, { lines }]) => [day, lines])).toEqual([
			['2026-11-03', 2],
			['2026-11-01', 1],
		]);
		expect(written('2026-11-03')).toBe(
			'Date,Campaign Name,Offer Clicks\r\n2026-11-03,"a, ""b""\nc",1\r\n2026-11-03,d,2.0\r\n',
		);
		expect(written('2026-11-01')).toBe('Date,Campaign Name,Offer Clicks\r\n2026-11-01,é,\r\n');
	});

	it.each([
		['ISO-8859-1', Buffer.from('Date,X\n2026-11-01,Gr\xf6\xdfe\n', 'latin1')],
		['no charset at all', Buffer.from([...Buffer.from('Date,X\n2026-11-01,'), 0xff, 0xc0, 0x0a])],
	])('as the bytes that DT wrote, in %s', async (_, bytes) => {
		const table = await readDays(fileOf(bytes), asked, LINES);
		expect(fileIn(table, '2026-11-01')).toEqual(bytes);
	});

	it.each([
		['in no order, as rows', 1, ROWS],
		['in no order, as lines', 1, LINES],
		['day by day, as lines', 15_000, LINES],
	])('over many blocks, %s', async (_, inARow, form) => {
		const dayOf = (row: number) => 1 + (Math.floor(row / inARow) % 3);
		const lines = Array.from(
			{ length: 40_000 },
			(__, row) => `2026-11-0${dayOf(row)},"${row}",1\n`,
		);
		const header = 'Date,Campaign Name,Offer Clicks\n';
		const table = await readDays(fileOf(header + lines.join(''), 65_536), asked, form);
		const wanted = lines.filter((__, row) => dayOf(row) === 2);
		const second = table.days.get('2026-11-02');
		const text =
			form.keep === 'lines'
				? fileIn(table, '2026-11-02').toString()
				: header +
					second?.rows
						.map((row) => `${row.Date},"${row['Campaign Name']}",${row['Offer Clicks']}\n`)
						.join('');
		expect(text).toBe(header + wanted.join(''));
		if (form.keep === 'lines') expect(second?.lines).toBe(wanted.length);
	});

	it('takes a time behind the day for what it is', async () => {
		const { days } = await readDays(
			fileOf('Date,X\n2026-11-02T00:00:00Z,1\n2026-11-02 00:00,2\n'),
			asked,
			ROWS,
		);
		expect([...days.keys()]).toEqual(['2026-11-02']);
	});

	it.each([
		['Total', '"Total"'],
		['', ''],
		['All days', '"All days"'],
		['Gesamtübersicht', ''],
	])('counts a summary line (%j) for no day, and names it', async (value, named) => {
		for (const form of [ROWS, LINES]) {
			const { days, notice } = await readDays(
				fileOf(`Date,X\n2026-11-02,1\n${value},1\n2026-11-03,2\n`),
				asked,
				form,
			);
			expect([...days.keys()]).toEqual(['2026-11-02', '2026-11-03']);
			const row = named === '' ? 'row 2' : `row 2 (${named})`;
			expect(notice).toContain(`not counted as rows: ${row}.`);
		}
	});

	it('names no more than three summary lines', async () => {
		const { notice } = await readDays(
			fileOf('Date,X\nSum,1\n2026-11-02,1\nSum,1\nSum,1\nSum,1\nSum,1\n'),
			asked,
			ROWS,
		);
		expect(notice).toContain('row 1 ("Sum"), row 3 ("Sum"), row 4 ("Sum"), 2 more.');
	});

	it.each([
		[
			'a day that was not requested',
			'Date,X\n2026-11-01,0\n2026-11-04,1\n',
			'row 2 is of the day "2026-11-04"',
		],
		['days written in another way', 'Date,X\n11/02/2026,1\n', 'row 1 is of the day "11/02/2026"'],
		['days as numbers', 'Date,X\n46328,1\n', 'row 1 is of the day "46328"'],
		['no column of days', 'X\n1\n', 'it has no column "Date"'],
		['a row cut off', 'Date,X\n2026-11-02,1\n2026-11-0', 'row 2 has 1 value under 2 columns'],
		['a quote left open', 'Date,X\n2026-11-02,"1\n', 'row 1 ends within a quoted value'],
	])('refuses %s', async (_, broken, reason) => {
		for (const form of [ROWS, LINES]) {
			await expect(readDays(fileOf(broken), asked, form)).rejects.toThrow(reason);
		}
	});
});
