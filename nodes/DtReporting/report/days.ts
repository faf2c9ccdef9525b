import { BrokenCsv, type CsvReader } from './csv';
import type { DateRange } from './dates';
import { bytesOf, readRecords, type CsvFile } from './readCsv';
import { DATE, RowDays } from './rowDays';
import { rowMaker, type Row } from './values';

/** What is kept of a report: rows with values, or the lines that DT wrote, for files. */
export type DayForm = { keep: 'rows'; metrics: string[] } | { keep: 'lines' };

/** What there is of one day, in DT's order. */
export interface DayRows {
	/** None where lines are kept. */
	rows: Row[];
	/** Lines with their line ends, each character one byte; none where rows are kept. */
	lines: string[];
}

/** A report told apart by days. */
export interface DayTable {
	/** The bytes of the header's line, where lines are kept. */
	headerLine: string;
	/** Days without rows are not in it. */
	days: Map<string, DayRows>;
	/** A sentence about lines that belong to no day. */
	notice?: string;
}

/**
 * Reads a whole CSV and tells its rows apart by the column Date; they come in no order.
 *
 * @param asked the days that were asked for
 * @param form what is kept of the rows
 * @throws BrokenCsv for what is no CSV, a row of another width than the header, or one of another day
 */
export async function readDays(file: CsvFile, asked: DateRange, form: DayForm): Promise<DayTable> {
	const table: DayTable = { headerLine: '', days: new Map() };
	let rowDays = new RowDays([]);
	let toRow: ((record: CsvReader) => Row) | undefined;
	await readRecords(file, form.keep === 'lines' ? 'bytes' : 'text', (record) => {
		if (record.row === 0) {
			const header = record.values();
			rowDays = new RowDays(header, asked);
			if (rowDays.column < 0) throw new BrokenCsv(`it has no column "${DATE}"`);
			if (form.keep === 'rows') toRow = rowMaker(header, form.metrics);
			else table.headerLine = lineOf(record, '\n');
			return;
		}
		const day = rowDays.dayOf(record);
		if (day === undefined) return;
		const ofDay = table.days.get(day) ?? { rows: [], lines: [] };
		table.days.set(day, ofDay);
		if (toRow) ofDay.rows.push(toRow(record));
		else ofDay.lines.push(lineOf(record, lineEndOf(table.headerLine)));
	});
	const { notice } = rowDays;
	return notice === undefined ? table : { ...table, notice };
}

/** The record as it was written; the last one of a file may lack its line end. */
function lineOf({ text, start, end }: CsvReader, lineEnd: string): string {
	const line = text.slice(start, end);
	return line.endsWith('\n') ? line : `${line}${lineEnd}`;
}

const lineEndOf = (line: string): string => (line.endsWith('\r\n') ? '\r\n' : '\n');

/** The file of one day: its lines below the header, as DT wrote them. */
export const fileOfDay = (headerLine: string, lines: string[]): Buffer =>
	bytesOf(headerLine + lines.join(''));
