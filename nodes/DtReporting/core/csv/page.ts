import type { CsvReader } from './csvReader';
import { readRecords, type CsvFile } from './readCsv';
import { RowDays } from './rowDays';
import type { Item, RowForm } from './table';
import { KeptRows } from './tooLarge';
import { rowMaker, type Row } from './values';

/** A part of a report's rows, in the file's order. */
export interface Page {
	header: string[];
	items: Item[];
	/** Where the next page starts; none behind the last one. See Cursor. */
	next?: { offset: number; row: number };
	/** A sentence about lines that are no rows. */
	notice?: string;
}

/** Where a page starts, if it is not the first. */
export interface PageStart {
	header: string[];
	offset: number;
	row: number;
}

/**
 * Reads the rows of one page and one row more, to know whether there is a next one; the rest is not read.
 *
 * @param file from its first byte, or from the start of the page
 * @throws InvalidCsvError as readTable does, for what is read of it
 */
export async function readPage(
	{ chunks, decode }: CsvFile,
	{ metrics, itemIndex, limit = Infinity }: RowForm,
	start?: PageStart,
): Promise<Page> {
	const page: Page = { header: start?.header ?? [], items: [] };
	const pairedItem = { item: itemIndex };
	const kept = new KeptRows();
	let rowDays = new RowDays(page.header);
	let toRow: (record: CsvReader) => Row = rowMaker(page.header, metrics);
	const before = start?.offset ?? 0;
	const from = start && { row: start.row, columns: start.header.length };
	await readRecords({ chunks, decode, start: from }, 'bytes', (record) => {
		if (record.row === 0) {
			page.header = record.values();
			rowDays = new RowDays(page.header);
			toRow = rowMaker(page.header, metrics);
			return true;
		}
		if (!rowDays.accepts(record)) return true;
		if (page.items.length === limit) {
			page.next = { offset: before + record.before + record.start, row: record.row };
			return false;
		}
		kept.add(record);
		page.items.push({ json: toRow(record), pairedItem });
		return true;
	});
	const { notice } = rowDays;
	return notice === undefined ? page : { ...page, notice };
}
