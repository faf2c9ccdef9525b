import { BrokenCsv, readRecords } from './csv';
import type { DateRange } from './dates';
import { checkWidth } from './file';

/** The split that tells days apart. Source: docs/dt-api.md section 4 (A). */
export const DATE = 'Date';

/** The rows of one day, in DT's order; as DT wrote them too, where that was asked for. */
export interface DayRows {
	records: string[][];
	/** Without their line ends. */
	lines: string[];
}

/** A report told apart by days. */
export interface DayTable {
	header: string[];
	/** The header as DT wrote it. */
	headerLine: string;
	/** Days without rows are not in it. */
	days: Map<string, DayRows>;
}

/** A day as DT writes it: `YYYY-MM-DD` (docs/dt-api.md section 3, B); a time behind it is of no matter. */
const dayIn = (value: string) => /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(value)?.[1];

/**
 * Reads a whole CSV and tells its rows apart by the column Date; they come in no order.
 *
 * @param chunks the file from its first byte
 * @param asked the days that were asked for
 * @param keep rows as values, or as the lines that DT wrote
 * @throws BrokenCsv for what is no CSV, a row of another width than the header, or one of another day
 */
export async function readDays(
	chunks: AsyncIterable<Uint8Array>,
	asked: DateRange,
	keep: 'records' | 'lines',
): Promise<DayTable> {
	const table: DayTable = { header: [], headerLine: '', days: new Map() };
	let column = -1;
	let total = 0;
	for await (const { records, lines } of readRecords(chunks, keep === 'lines')) {
		let first = 0;
		if (column < 0) {
			table.header = records[0] ?? [];
			table.headerLine = lines[0] ?? '';
			column = table.header.indexOf(DATE);
			if (column < 0) throw new BrokenCsv(`it has no column "${DATE}"`);
			first = 1;
		}
		const body = first ? records.slice(first) : records;
		checkWidth(body, table.header, total);
		total += body.length;
		body.forEach((record, index) => {
			const day = dayIn(record[column]);
			if (day === undefined || day < asked.start || day > asked.end) {
				const found = record[column].slice(0, 20);
				throw new BrokenCsv(`it has a row of the day "${found}", which was not asked for`);
			}
			const rows = table.days.get(day) ?? { records: [], lines: [] };
			table.days.set(day, rows);
			if (keep === 'lines') rows.lines.push(lines[first + index]);
			else rows.records.push(record);
		});
	}
	return table;
}
