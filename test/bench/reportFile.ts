/* eslint-disable @n8n/community-nodes/no-restricted-imports -- writes files, is no node */
import { closeSync, openSync, writeSync } from 'node:fs';
import { QUERY } from '../n8n/workflows';
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

/** A report's file with so many rows. */
export function writeReport(file: string, count: number, columns = EIGHT_COLUMNS): void {
	const query = { ...QUERY, ...columns };
	const output = openSync(file, 'w');
	writeSync(output, headerOf(query));
	let piece = '';
	for (const row of manyRows(query, count, 'dt')) {
		piece += row;
		if (piece.length < 1 << 20) continue;
		writeSync(output, piece);
		piece = '';
	}
	writeSync(output, piece);
	closeSync(output);
}
