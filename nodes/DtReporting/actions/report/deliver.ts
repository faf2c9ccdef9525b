import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readTable, type Table } from '../../report/file';
import type { ReportQuery } from '../../report/query';
import { toRows } from '../../report/values';
import type { Arrived } from './awaitReport';
import type { OutputChoice } from './outputFields';

/** What was read of a report's file: the rows to hand on, or all bytes, and the number of rows. */
export interface Content {
	table: Table;
	/** With `output: file` only. */
	bytes?: Buffer;
}

/** How to read the file, so that it can be handed on in the form the user chose. */
export function reader({ output, limit }: OutputChoice) {
	return async (chunks: AsyncIterable<Uint8Array>): Promise<Content> => {
		if (output === 'items') return { table: await readTable(chunks, limit) };
		const kept: Uint8Array[] = [];
		const table = await readTable(keep(chunks, kept), 0);
		return { table, bytes: Buffer.concat(kept) };
	};
}

async function* keep(
	chunks: AsyncIterable<Uint8Array>,
	kept: Uint8Array[],
): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		kept.push(chunk);
		yield chunk;
	}
}

/** The name of a report's file: `dt-offerwall_<source>_<start>_<end>.csv`. */
export const fileName = ({ body }: ReportQuery): string =>
	`dt-offerwall_${body.source}_${body.dateRange.start}_${body.dateRange.end}.csv`;

/** The items of one report: a row each, or one with the file. */
export async function toItems(
	context: IExecuteFunctions,
	query: ReportQuery,
	{ content, report }: Arrived<Content>,
	choice: OutputChoice,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const { table, bytes } = content;
	const pairedItem = { item: itemIndex };
	if (bytes) {
		const name = fileName(query);
		const binary = await context.helpers.prepareBinaryData(bytes, name, 'text/csv');
		const json: IDataObject = {
			fileName: name,
			fileSize: bytes.length,
			rows: table.total,
			reportId: report.reportId,
			startDate: query.body.dateRange.start,
			endDate: query.body.dateRange.end,
		};
		return [{ json, binary: { [choice.binaryPropertyName]: binary }, pairedItem }];
	}
	const metrics = choice.typed ? query.body.metrics : [];
	return toRows(table.header, table.rows, metrics).map((json) => ({ json, pairedItem }));
}
