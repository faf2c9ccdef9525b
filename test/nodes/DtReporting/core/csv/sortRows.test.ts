import { sortRows } from '../../../../../nodes/DtReporting/core/csv/sortRows';
import type { Row } from '../../../../../nodes/DtReporting/core/csv/values';

const sorted = (rows: Row[], columns: string[]) => sortRows([...rows], columns, (row) => row);

describe('sorted rows', () => {
	it('are in the order of their days, then of the other splits as they stand', () => {
		const rows = [
			{ Country: 'JAPAN', Date: '2026-11-02', Type: 'CPI' },
			{ Country: 'CANADA', Date: '2026-11-02', Type: 'CPE' },
			{ Country: 'CANADA', Date: '2026-11-02', Type: 'CPA' },
			{ Country: 'PERU', Date: '2026-11-01', Type: 'CPI' },
		];
		const order = sorted(rows, ['Country', 'Date', 'Type']);
		expect(order).toEqual([rows[3], rows[2], rows[1], rows[0]]);
	});

	it('have whole numbers by value where a column has nothing else', () => {
		const positions = (values: string[]) =>
			sorted(
				values.map((value) => ({ Position: value })),
				['Position'],
			).map(({ Position }) => Position);
		expect(positions(['10', '9', '100', '1'])).toEqual(['1', '9', '10', '100']);
		expect(positions(['10', '9', 'x', '1'])).toEqual(['1', '10', '9', 'x']);
		expect(positions(['010', '9'])).toEqual(['9', '010']);
	});

	it('that are alike keep the order of the file', () => {
		const rows = [
			{ Date: '2026-11-01', n: 2 },
			{ Date: '2026-11-01', n: 1 },
		];
		expect(sorted(rows, ['Date', 'Country'])).toEqual(rows);
	});
});
