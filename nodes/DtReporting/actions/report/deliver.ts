import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { BrokenCsv } from '../../report/csv';
import { countedRecords, joinLines, readTable, withoutHeader, type Table } from '../../report/file';
import { toRows } from '../../report/values';
import type { Hints } from './hints';
import type { Download } from './look';
import { isTool } from './outputFields';

/** The tables of several windows as one: the same columns, the rows one after the other. */
export function joinTables(tables: Table[], limit: number): Table {
	const [{ header }] = tables;
	if (tables.some((table) => !sameColumns(header, table.header))) throw differentColumns();
	const rows = tables.length === 1 ? tables[0].rows : tables.flatMap((table) => table.rows);
	const total = tables.reduce((sum, table) => sum + table.total, 0);
	return { header, rows: rows.length > limit ? rows.slice(0, limit) : rows, total };
}

const sameColumns = (a: string[], b: string[]) => JSON.stringify(a) === JSON.stringify(b);
const differentColumns = () => new BrokenCsv('its date windows have different columns');

/** Reads the rows of a download, at most so many. */
export const readRows =
	(limit: number) =>
	async ({ chunks }: Download): Promise<Table> =>
		await readTable(chunks, limit);

/** A file that was put into n8n's binary storage. */
export interface StoredFile {
	binary: IBinaryData;
	/** Bytes. */
	size: number;
	rows: number;
}

/**
 * Streams one or more downloads into n8n's binary storage as one file with one header, never holding
 * it in memory. Every row is checked on the way, so that a file that was cut off is refused.
 *
 * @param others opens the downloads that follow the first, one after the other
 * @throws BrokenCsv, or what the connection threw; nothing is stored then
 */
export async function storeFile(
	context: IExecuteFunctions,
	name: string,
	first: Download,
	others: () => AsyncIterable<Download> = noOthers,
): Promise<StoredFile> {
	const count = { rows: 0, bytes: 0 };
	async function* parts(): AsyncGenerator<AsyncIterable<Uint8Array>> {
		yield first.chunks;
		for await (const { header, chunks } of others()) {
			if (!sameColumns(first.header, header)) throw differentColumns();
			yield withoutHeader(chunks);
		}
	}
	async function* counted(): AsyncGenerator<Uint8Array> {
		for await (const { block, rows } of countedRecords(joinLines(parts()), first.header)) {
			count.rows += rows;
			count.bytes += block.length;
			yield block;
		}
	}
	const stream = first.asStream(counted());
	const binary = await context.helpers.prepareBinaryData(stream, name, 'text/csv');
	return { binary, size: count.bytes, rows: count.rows };
}

async function* noOthers(): AsyncGenerator<Download> {}

/**
 * Rows as items, each paired to the input item it came from. Rows that were left out are told of in a
 * hint, and to an AI agent, which sees items only, in a last item of its own.
 */
export function toItems(
	context: IExecuteFunctions,
	{ header, rows, total }: Table,
	metrics: string[],
	itemIndex: number,
	hints: Hints,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	const items: INodeExecutionData[] = toRows(header, rows, metrics).map((json) => ({
		json,
		pairedItem,
	}));
	if (rows.length === total) return items;
	const notice = `${rows.length} of the report's ${total} rows are shown, as Limit says.`;
	hints.add(notice);
	return isTool(context) ? [...items, { json: { notice, totalRows: total }, pairedItem }] : items;
}

/** A file as one item; `about` says what it is, beside its name, size and rows. */
export function toFileItem(
	{ binary, rows, size }: StoredFile,
	field: string,
	about: IDataObject,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { fileName: binary.fileName, fileSize: size, rows, ...about },
		binary: { [field]: { ...binary } },
		pairedItem: { item: itemIndex },
	};
}
