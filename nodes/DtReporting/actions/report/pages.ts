import type { INodeExecutionData } from 'n8n-workflow';

import { writeCursor, type Cursor } from '../../core/csv/cursor';
import { linkHash } from '../../core/report/link';
import { readPage, type Page } from '../../core/csv/page';
import type { RequestedReport } from '../../core/report/requestedReport';
import type { RowForm } from '../../core/csv/table';
import type { Hints } from './executionHints';
import { keyColumns, type KeyForm } from './keyColumns';
import type { Download, ReadDownload } from '../../transport/checkReport';

/** A page, and what the next one needs. */
interface ReadPage extends Page {
	report: RequestedReport;
	/** Rows delivered before it. */
	before: number;
	cursor?: Cursor;
}

/** Reads one page of a download. */
export const readPageOf =
	(report: RequestedReport, page: 'first' | Cursor, form: RowForm): ReadDownload<ReadPage> =>
	async ({ file, identity }: Download) => {
		const start = page === 'first' ? undefined : page;
		const read = await readPage(file, form, start);
		const before = start?.rows ?? 0;
		if (!read.next) return { ...read, report, before };
		const cursor: Cursor = {
			v: 1,
			link: linkHash(report.reportUrl),
			...(start ? knownOf(start) : identity),
			...(identity.isCompressed && { isCompressed: true }),
			...read.next,
			rows: before + read.items.length,
			header: read.header,
		};
		return { ...read, report, before, cursor };
	};

/** What the first page found out about the file applies to all. */
const knownOf = ({ etag, length, contentType, isCompressed }: Cursor) => ({
	...(etag !== undefined && { etag }),
	...(length !== undefined && { length }),
	...(contentType !== undefined && { contentType }),
	...(isCompressed && { isCompressed }),
});

/**
 * The rows of a page, each with its number in the report and where to go on: row, cursor, hasMore, reportId
 * and urlExpiresAt, see docs/operations.md.
 *
 * @param name what the report is called in a sentence
 */
export function toPageItems(
	{ items, before, cursor, report, notice }: ReadPage,
	name: string,
	hints: Hints,
	keyForm: KeyForm,
): INodeExecutionData[] {
	const { reportId, urlExpiresAt = null } = report;
	const next = cursor ? writeCursor(cursor) : null;
	if (before + items.length === 0) hints.notice(`${name} has no rows.`);
	if (notice !== undefined) hints.notice(notice);
	return items.map(({ json, pairedItem }, index) => {
		const row = before + index + 1;
		const facts = { row, cursor: next, hasMore: next !== null, reportId, urlExpiresAt };
		return { json: { ...json, ...keyColumns(keyForm, facts) }, pairedItem };
	});
}
