import type { DateRange } from '../report/dates';
import { asError } from '../../errors/asError';
import { readCsv, type CsvFile } from './readCsv';
import { RowDays } from './rowDays';
import { sameNames } from './table';

const LINE_FEED = 0x0a;

/** Nothing is wrong with the files but that they do not go together; `message` is the end of a sentence. */
export class DifferentColumns extends Error {}

/** One of several files that are to become one. */
export interface FilePart {
	file: CsvFile;
	/** The days that it was requested for, where that is known. */
	asked?: DateRange;
}

/** A part behind the first could not be opened or read to its end. It keeps no cause: that is not the first part's. */
export class PartFailed extends Error {
	/** @param part its place, the first part being 0 */
	constructor(readonly part: number) {
		super(`part ${part} could not be read`);
	}
}

/** What was counted while a file passed by. */
export interface FileCount {
	rows: number;
	bytes: number;
	/** A sentence about lines that are no rows. */
	notice?: string;
}

/**
 * Hands the bytes of one or more CSVs through as one file with one header, as DT wrote them, checking every
 * record on the way.
 *
 * @param parts one a date window, opened one after the other; each begins on a line of its own
 * @param count is filled on the way
 * @throws InvalidCsvError as readCsv does; PartFailed where it is not the first part; DifferentColumns for a
 *   window with other columns than the first
 */
export async function* wholeFile(
	parts: AsyncIterable<FilePart>,
	count: FileCount,
): AsyncGenerator<Buffer> {
	const at = { part: 0 };
	try {
		yield* joined(parts, count, at);
	} catch (error) {
		throw failureOf(at.part, error);
	}
}

const failureOf = (part: number, error: unknown): Error =>
	part === 0 || error instanceof DifferentColumns ? asError(error) : new PartFailed(part);

async function* joined(
	parts: AsyncIterable<FilePart>,
	count: FileCount,
	at: { part: number },
): AsyncGenerator<Buffer> {
	let columns: string[] | undefined;
	let last = LINE_FEED;
	for await (const { file, asked } of parts) {
		const isFirst = columns === undefined;
		let headerEnd = 0;
		let rowDays = new RowDays([]);
		let isBegun = false;
		const blocks = readCsv(file, 'bytes', (record) => {
			if (record.row > 0) {
				if (rowDays.accepts(record)) count.rows++;
				return;
			}
			const header = record.values();
			columns ??= header;
			if (!sameNames(columns, header)) throw new DifferentColumns(DIFFERENT);
			rowDays = new RowDays(header, asked);
			headerEnd = record.end;
		});
		for await (const block of blocks) {
			const bytes = isFirst ? block : block.subarray(headerEnd);
			headerEnd = 0;
			if (bytes.length === 0) continue;
			if (!isBegun && last !== LINE_FEED) {
				count.bytes++;
				yield Buffer.from('\n');
			}
			isBegun = true;
			last = bytes[bytes.length - 1];
			count.bytes += bytes.length;
			yield bytes;
		}
		const notice = [count.notice, rowDays.notice].filter((text) => text !== undefined);
		if (notice.length > 0) count.notice = notice.join(' ');
		at.part++;
	}
}

const DIFFERENT = 'the reports of its date windows have different columns, which make no one file';
