import { invalidParameter } from '../../errors/dtError';
import { linkHash } from '../report/link';

/** Where the next page of a report's file starts, and what identifies the file. */
export interface Cursor {
	/** The version of this shape. */
	v: 1;
	/** Of the report's link; see linkHash. */
	link: string;
	/** Bytes before the next row. */
	offset: number;
	/** The number of the next record; the first one below the header is 1. */
	row: number;
	/** How many rows were delivered before. */
	rows: number;
	/** The column names. */
	header: string[];
	contentType?: string;
	/** What the file host said of the file, where it did. */
	etag?: string;
	/** Bytes of the whole file. */
	length?: number;
	/** The host sends it compressed, so that a part of it cannot be requested. */
	isCompressed?: boolean;
}

/** A cursor as a parameter of the node: opaque text. */
export const writeCursor = (cursor: Cursor): string =>
	Buffer.from(JSON.stringify(cursor)).toString('base64url');

const REMEDY =
	'Pass on _dt_cursor (_dt.cursor in version 1) as the page before gave it, together with the same Report URL; leave it empty for the first page.';

/**
 * The cursor that a page gave; none for the first page.
 *
 * @throws DtError `invalid_parameters` for anything else
 */
export function readCursor(given: unknown, reportUrl: string): Cursor | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const cursor = typeof given === 'string' ? parse(given.trim()) : undefined;
	if (!isCursor(cursor))
		throw invalidParameter('Cursor', 'this is not one that a page gave', REMEDY);
	if (cursor.link !== linkHash(reportUrl)) {
		throw invalidParameter('Cursor', 'this is of another report than Report URL', REMEDY);
	}
	return cursor;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
	} catch {
		return undefined;
	}
}

const isAbsentOr = (type: 'string' | 'boolean', value: unknown): boolean =>
	value === undefined || typeof value === type;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isCursor(value: unknown): value is Cursor {
	if (typeof value !== 'object' || value === null) return false;
	const cursor = value as Partial<Cursor>;
	const { v, link, offset, row, rows, header, length = 0 } = cursor;
	return (
		v === 1 &&
		typeof link === 'string' &&
		[offset, row, rows, length].every(isCount) &&
		(offset as number) > 0 &&
		Array.isArray(header) &&
		header.length > 0 &&
		header.every((name) => typeof name === 'string') &&
		[cursor.contentType, cursor.etag].every((text) => isAbsentOr('string', text)) &&
		isAbsentOr('boolean', cursor.isCompressed)
	);
}
