import { readDays } from '../../../../nodes/DtReporting/report/days';

async function* chunked(text: string, size = 7) {
	const bytes = Buffer.from(text, 'utf8');
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const asked = { start: '2026-11-01', end: '2026-11-03' };

describe('a report told apart by days', () => {
	const text = [
		'\uFEFFDate,Campaign Name,Offer Clicks\r\n',
		'2026-11-03,"a, ""b""\nc",1\r\n',
		'2026-11-01,é,\r\n\r\n',
		'2026-11-03,d,2.0',
	].join('');

	it('as values, in DT’s order', async () => {
		const { header, days } = await readDays(chunked(text), asked, 'records');
		expect(header).toEqual(['Date', 'Campaign Name', 'Offer Clicks']);
		expect([...days].map(([day, { records }]) => [day, records])).toEqual([
			[
				'2026-11-03',
				[
					['2026-11-03', 'a, "b"\nc', '1'],
					['2026-11-03', 'd', '2.0'],
				],
			],
			['2026-11-01', [['2026-11-01', 'é', '']]],
		]);
	});

	it('as the lines that DT wrote', async () => {
		const { headerLine, days } = await readDays(chunked(text), asked, 'lines');
		expect(headerLine).toBe('Date,Campaign Name,Offer Clicks');
		expect(days.get('2026-11-03')?.lines).toEqual([
			'2026-11-03,"a, ""b""\nc",1',
			'2026-11-03,d,2.0',
		]);
		expect(days.get('2026-11-01')?.lines).toEqual(['2026-11-01,é,']);
	});

	it.each(['records', 'lines'] as const)('over many blocks, as %s', async (keep) => {
		const lines = Array.from(
			{ length: 40_000 },
			(_, row) => `2026-11-0${1 + (row % 3)},"${row}",1`,
		);
		const { days } = await readDays(
			chunked(`Date,Campaign Name,Offer Clicks\n${lines.join('\n')}\n`, 65_536),
			asked,
			keep,
		);
		const second = days.get('2026-11-02');
		const found =
			keep === 'lines'
				? second?.lines
				: second?.records.map(([day, name, clicks]) => `${day},"${name}",${clicks}`);
		expect(found).toEqual(lines.filter((_, row) => row % 3 === 1));
	});

	it('takes a time behind the day for what it is', async () => {
		const { days } = await readDays(
			chunked('Date,X\n2026-11-02T00:00:00Z,1\n2026-11-02 00:00,2\n'),
			asked,
			'records',
		);
		expect([...days.keys()]).toEqual(['2026-11-02']);
	});

	it.each([
		['a day that was not asked for', 'Date,X\n2026-11-04,1\n', '2026-11-04'],
		['no day', 'Date,X\n,1\n', 'the day ""'],
		['days written in another way', 'Date,X\n11/02/2026,1\n', '11/02/2026'],
		['no column of days', 'X\n1\n', 'Date'],
		['a row cut off', 'Date,X\n2026-11-02,1\n2026-11-0', 'row 2'],
		['a quote left open', 'Date,X\n2026-11-02,"1\n', 'quoted'],
	])('refuses %s', async (_, broken, reason) => {
		for (const keep of ['records', 'lines'] as const) {
			await expect(readDays(chunked(broken), asked, keep)).rejects.toThrow(reason);
		}
	});
});
