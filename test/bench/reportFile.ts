/* eslint-disable @n8n/community-nodes/no-restricted-imports -- writes files, is no node */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { QUERY } from '../e2e/workflows';
import { headerOf, manyRows } from '../simulator/offerWallData';

/** The columns of a report, by their names in DT's query. */
export interface Columns {
	metrics: string[];
	splits: string[];
}

/** As many as an Offer Wall report often has. */
export const EIGHT_COLUMNS: Columns = {
	metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks', 'Offer Conversions'],
	splits: ['Date', 'Country', 'Campaign ID', 'Campaign Name'],
};

export const TWELVE_COLUMNS: Columns = {
	metrics: [...EIGHT_COLUMNS.metrics, 'Offer Installs', 'Advertiser Spend'],
	splits: [...EIGHT_COLUMNS.splits, 'Demand ID', 'Demand Name'],
};

/** Writes a report's file with so many rows; other work goes on meanwhile. */
export async function writeReport(
	file: string,
	count: number,
	columns = EIGHT_COLUMNS,
): Promise<void> {
	await pipeline(Readable.from(piecesOf({ ...QUERY, ...columns }, count)), createWriteStream(file));
}

const PIECE_LENGTH = 256 * 1024;

function* piecesOf(query: typeof QUERY, count: number): Generator<string> {
	let piece = headerOf(query);
	for (const row of manyRows(query, count, 'dt')) {
		piece += row;
		if (piece.length < PIECE_LENGTH) continue;
		yield piece;
		piece = '';
	}
	yield piece;
}
