import { InvalidCsvError, type CsvReader } from './csvReader';

/** Nothing is wrong with a file but its size; `message` is the end of a sentence. */
export class TooLarge extends InvalidCsvError {
	/** @param remedy what to do instead */
	constructor(
		message: string,
		readonly remedy: string,
	) {
		super(message);
	}
}

/** n8n holds items in memory and stores them as one text: some 10 million values are the most that it can save. */
const MOST_VALUES = 20_000_000;
const MOST_CHARACTERS = 512 * 1024 * 1024;
const NOT_AS_ITEMS =
	'Set Output to CSV File, read it in pages with Download Report (Options > Cursor), or request fewer days or splits at a time.';

/** Counts the rows that are kept for items. */
export class KeptRows {
	private values = 0;

	private characters = 0;

	/** @throws TooLarge where the rows become more than items can hold */
	add({ width, start, end }: CsvReader): void {
		this.values += width;
		this.characters += end - start;
		if (this.values > MOST_VALUES) {
			throw new TooLarge('its rows have more than 20 million values', NOT_AS_ITEMS);
		}
		if (this.characters > MOST_CHARACTERS) {
			throw new TooLarge('its rows have more than 512 MB', NOT_AS_ITEMS);
		}
	}
}

const MOST_BYTES = 4 * 1024 * 1024 * 1024;

/**
 * The bytes of a file, as far as any output can hold them.
 *
 * @throws TooLarge
 */
export async function* withinLimit(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const chunk of chunks) {
		bytes += chunk.length;
		if (bytes > MOST_BYTES) {
			throw new TooLarge(
				'its file has more than 4 GB',
				'Request fewer days or splits at a time. If the report is a small one, write to DT.',
			);
		}
		yield chunk;
	}
}
