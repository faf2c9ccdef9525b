import type { CsvReader } from './csvReader';
import type { DateRange } from '../report/dates';
import { readRecords, type CsvFile } from './readCsv';
import { RowDays } from './rowDays';
import { KeptRows } from './tooLarge';
import { rowMaker, uniqueNames, type Row } from './values';

/** A row as n8n hands it on. */
export type Item = {
	json: Row;
	/** The input item that it came from. */
	pairedItem: { item: number };
};

/** The rows of a report, read to its end. */
export interface Table {
	/** The keys of the rows: the column names, each once. */
	names: string[];
	items: Item[];
	/** All rows of the file, also those beyond the limit; summary lines are none. */
	total: number;
	/** A sentence about lines that are no rows. */
	notice?: string;
}

/** How rows are made. */
export interface RowForm {
	/** The columns that hold numbers; see rowMaker. */
	metrics: string[];
	/** The input item that the report was requested by. */
	itemIndex: number;
	/** Keep at most so many rows; all are read and counted. */
	limit?: number;
	/** The days that were requested, where that is known. */
	asked?: DateRange;
}

/**
 * Reads a whole CSV as items.
 *
 * @throws InvalidCsvError for text that is no CSV, a row of another width than the header, or one of a day that was
 *   not requested; TooLarge for more rows than items can hold
 */
export async function readTable(
	file: CsvFile,
	{ metrics, itemIndex, limit = Infinity, asked }: RowForm,
): Promise<Table> {
	const table: Table = { names: [], items: [], total: 0 };
	const pairedItem = { item: itemIndex };
	const kept = new KeptRows();
	let rowDays = new RowDays([]);
	let toRow: (record: CsvReader) => Row = () => ({});
	await readRecords(file, 'text', (record) => {
		if (record.row === 0) {
			const header = record.values();
			table.names = uniqueNames(header);
			rowDays = new RowDays(header, asked);
			toRow = rowMaker(header, metrics);
		} else if (rowDays.accepts(record)) {
			table.total++;
			if (table.items.length >= limit) return;
			kept.add(record);
			table.items.push({ json: toRow(record), pairedItem });
		}
	});
	const { notice } = rowDays;
	return notice === undefined ? table : { ...table, notice };
}

/**
 * The tables of several date windows as one, the rows one after the other. Columns are joined by name, in the
 * order of the first table that has them; what a window does not have is null.
 */
export function joinTables(tables: Table[]): Table {
	if (tables.length === 1) return tables[0];
	const names = [...new Set(tables.flatMap((table) => table.names))];
	const items = tables.flatMap((table) =>
		sameNames(table.names, names)
			? table.items
			: table.items.map(({ json, pairedItem }): Item => {
					const row = Object.fromEntries(names.map((name) => [name, own(json, name)]));
					return { json: row, pairedItem };
				}),
	);
	const notices = new Set(tables.flatMap(({ notice }) => notice ?? []));
	return {
		names,
		items,
		total: tables.reduce((sum, { total }) => sum + total, 0),
		...(notices.size > 0 && { notice: [...notices].join(' ') }),
	};
}

export const sameNames = (one: string[], other: string[]): boolean =>
	one.length === other.length && one.every((name, index) => name === other[index]);

const own = (row: Row, name: string): Row[string] =>
	Object.prototype.hasOwnProperty.call(row, name) ? row[name] : null;
