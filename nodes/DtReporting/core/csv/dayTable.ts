import { InvalidCsvError, type CsvReader } from './csvReader';
import type { DateRange } from '../report/dates';
import { bytesOf, readRecords, type CsvFile } from './readCsv';
import { DATE, RowDays } from './rowDays';
import { KeptRows } from './tooLarge';
import { rowMaker, type Row } from './values';

/** What is kept of a report: rows with values, or the lines that DT wrote, for files. */
export type DayForm = { keep: 'rows'; metrics: string[] } | { keep: 'lines' };

/** The rows or lines of one day, in DT's order. */
export interface DayRows {
	/** None where lines are kept. */
	rows: Row[];
	/** The bytes of the lines with their line ends; none where rows are kept. */
	bytes: Buffer[];
	/** How many lines these are. */
	lines: number;
}

/** A report split by days. */
export interface DayTable {
	/** The bytes of the header's line; none where rows are kept. */
	headerLine: Buffer;
	/** Days without rows are not in it. */
	days: Map<string, DayRows>;
	/** A sentence about lines that belong to no day. */
	notice?: string;
}

/**
 * Reads a whole CSV and splits its rows by the column Date; they come in no order.
 *
 * @param asked the days that were requested
 * @param form what is kept of the rows
 * @throws InvalidCsvError for what is no CSV, a row of another width than the header, or one of another day
 */
export async function readDays(file: CsvFile, asked: DateRange, form: DayForm): Promise<DayTable> {
	const table: DayTable = { headerLine: Buffer.alloc(0), days: new Map() };
	let rowDays = new RowDays([]);
	let keep: (record: CsvReader, ofDay: DayRows) => void = () => {};
	let lines: LineRuns | undefined;
	await readRecords(file, form.keep === 'lines' ? 'bytes' : 'text', (record) => {
		if (record.row === 0) {
			const header = record.values();
			rowDays = new RowDays(header, asked);
			if (rowDays.column < 0) throw new InvalidCsvError(`it has no column "${DATE}"`);
			if (form.keep === 'rows') {
				const toRow = rowMaker(header, form.metrics);
				const kept = new KeptRows();
				keep = (row, { rows }) => {
					kept.add(row);
					rows.push(toRow(row));
				};
				return;
			}
			const runs = new LineRuns(lineEndOf(record));
			lines = runs;
			keep = (row, ofDay) => runs.add(row, ofDay);
			table.headerLine = runs.lineOf(record);
			return;
		}
		const day = rowDays.dayOf(record);
		if (day === undefined) return;
		let ofDay = table.days.get(day);
		if (!ofDay) table.days.set(day, (ofDay = { rows: [], bytes: [], lines: 0 }));
		keep(record, ofDay);
	});
	lines?.flush();
	const { notice } = rowDays;
	return notice === undefined ? table : { ...table, notice };
}

/**
 * Cuts the lines of days out of the text. Lines of one day that follow each other are cut out together, as bytes
 * outside the JavaScript heap, so that a large day is not millions of strings.
 */
class LineRuns {
	private run?: { text: string; from: number; to: number; ofDay: DayRows };

	/** @param lineEnd for the last line of a file, which may lack its own */
	constructor(private readonly lineEnd: string) {}

	add({ text, start, end }: CsvReader, ofDay: DayRows): void {
		ofDay.lines++;
		const { run } = this;
		if (run?.ofDay === ofDay && run.to === start && run.text === text) {
			run.to = end;
			return;
		}
		this.flush();
		this.run = { text, from: start, to: end, ofDay };
	}

	/** To be called behind the last line. */
	flush(): void {
		const { run } = this;
		if (run) run.ofDay.bytes.push(this.cut(run.text, run.from, run.to));
		this.run = undefined;
	}

	lineOf({ text, start, end }: CsvReader): Buffer {
		return this.cut(text, start, end);
	}

	private cut(text: string, from: number, to: number): Buffer {
		const lines = text.slice(from, to);
		return bytesOf(lines.endsWith('\n') ? lines : lines + this.lineEnd);
	}
}

const lineEndOf = ({ text, start, end }: CsvReader): string =>
	text.slice(start, end).endsWith('\r\n') ? '\r\n' : '\n';

/** The file of one day: its lines below the header, as DT wrote them. */
export const fileOfDay = (headerLine: Buffer, { bytes }: DayRows): Buffer =>
	Buffer.concat([headerLine, ...bytes]);
