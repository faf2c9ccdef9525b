import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { DateRange } from '../../core/report/dates';
import { readTable, type RowForm, type Table } from '../../core/csv/table';
import { sortRows } from '../../core/csv/sortRows';
import { wholeFile, type FileCount, type FilePart } from '../../core/csv/wholeFile';
import { isTool } from '../../helpers/nodeSettings';
import type { Hints } from './executionHints';
import type { Download } from '../../transport/checkReport';
import type { OutputChoice } from './outputFields';

/** Which rows the user wants, and in which order. */
type RowChoice = Pick<OutputChoice, 'limit' | 'sortRows'>;

/** Reads the rows of a download; all of them where they are to be sorted. */
export const readRows =
	(form: RowForm, { limit, sortRows: isSorted }: RowChoice) =>
	async ({ file }: Download): Promise<Table> =>
		await readTable(file, isSorted ? form : { ...form, limit });

/** The same rows in the order that the user chose, and as many of them. */
export function inOrder(table: Table, splits: string[], choice: RowChoice): Table {
	const { limit, sortRows: isSorted } = choice;
	const items = isSorted ? sortRows(table.items, splits, ({ json }) => json) : table.items;
	return items.length > limit ? { ...table, items: items.slice(0, limit) } : table;
}

/** A file that was put into n8n's binary storage. */
export interface StoredFile extends FileCount {
	binary: IBinaryData;
}

/** What a file is made of. */
export interface Parts {
	first: Download;
	/** The days that the first part was requested for, where that is known. */
	asked?: DateRange;
	/** Opens the parts that follow the first, one after the other. */
	others?: () => AsyncIterable<FilePart>;
}

/**
 * Streams one or more downloads into n8n's binary storage as one file with one header, never holding
 * it in memory. Every row is checked on the way, so that a file that was cut off is refused.
 *
 * @throws InvalidCsvError, DifferentColumns, PartFailed, or what the connection threw; nothing is stored then
 */
export async function storeFile(
	context: IExecuteFunctions,
	name: string,
	{ first, asked, others }: Parts,
): Promise<StoredFile> {
	const count: FileCount = { rows: 0, bytes: 0 };
	async function* parts(): AsyncGenerator<FilePart> {
		yield { file: first.file, asked };
		if (others) yield* others();
	}
	const stream = first.asStream(wholeFile(parts(), count));
	const binary = await context.helpers.prepareBinaryData(stream, name, 'text/csv');
	return { binary, ...count };
}

/**
 * The rows of a report. What they do not show (rows left out, no rows at all, a name that seems
 * mistyped) goes into a hint, and for an AI agent, which sees items only, into a last item of its own.
 *
 * @param name what the report is called in a sentence
 */
export function toItems(
	context: IExecuteFunctions,
	table: Table,
	name: string,
	itemIndex: number,
	hints: Hints,
): INodeExecutionData[] {
	const { items, total } = table;
	if (total === 0) hints.notice(noRows(name));
	if (table.notice !== undefined) hints.notice(table.notice);
	if (items.length < total) {
		hints.notice(`${items.length} of the report's ${total} rows are shown, as Limit says.`);
	}
	if (hints.notices.length === 0 || !isTool(context)) return items;
	const json = { notice: hints.notices.join(' '), totalRows: total };
	return [...items, { json, pairedItem: { item: itemIndex } }];
}

const noRows = (name: string) => `${name} has no rows.`;

/** The hints on a file. */
export function hintAtFile({ rows, notice }: StoredFile, name: string, hints: Hints): void {
	if (rows === 0) hints.notice(noRows(name));
	if (notice !== undefined) hints.notice(notice);
}

/** A file as one item; `about` says what it is, beside its name, size and rows. */
export function toFileItem(
	{ binary, rows, bytes }: StoredFile,
	field: string,
	about: IDataObject,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { fileName: binary.fileName, fileSize: bytes, rows, ...about },
		binary: { [field]: binary },
		pairedItem: { item: itemIndex },
	};
}

/** The same items for another input item, with data of their own, since a later node may change them. */
export const copiesFor = (items: INodeExecutionData[], itemIndex: number): INodeExecutionData[] =>
	items.map((item) => ({
		...item,
		json: { ...item.json },
		...(item.binary && { binary: copyOf(item.binary) }),
		pairedItem: { item: itemIndex },
	}));

const copyOf = (binary: NonNullable<INodeExecutionData['binary']>) =>
	Object.fromEntries(Object.entries(binary).map(([field, data]) => [field, { ...data }]));
