const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A record is held in memory whole, so it has a bound, in characters. */
export const LARGEST_RECORD = 16 * 1024 * 1024;

/** The text is no CSV, or it was cut off; `message` says how, as the end of a sentence. */
export class InvalidCsvError extends Error {}

/** Names a record in a message; the first row is the one below the header. */
export const rowName = (row: number): string => (row === 0 ? 'its header' : `row ${row}`);

/**
 * Reads the records of a CSV (RFC 4180) out of text that comes in pieces. Quotes open only at the start of a
 * value, elsewhere they are letters like any other. Records end with LF or CRLF. Empty lines are skipped,
 * except below a header of one column, where they are rows with an empty value.
 *
 * The reader itself is the current record: its values are valid until the next call of `next`. Values are
 * cut out of the text only when they are requested.
 */
export class CsvReader {
	/** The piece of text that holds the record. */
	text = '';

	/** How many characters came before this piece. */
	before = 0;

	/** Where the record starts in the text, and where the next one does. */
	start = 0;

	end = 0;

	/** How many values the record has. */
	width = 0;

	/** 0 for the header, then 1, 2 … */
	row = -1;

	/** Where each value starts and ends in the text, without its quotes. */
	readonly from: number[] = [];

	readonly to: number[] = [];

	private readonly hasQuotes: boolean[] = [];

	private readonly lastValues: Array<{ raw: string; hasQuotes: boolean; value: string }> = [];

	private headerWidth = 0;

	private isEnd = false;

	/** A long record that is not whole yet is checked again only once its text has doubled. */
	private enough = 0;

	/**
	 * @param toText makes a value of the characters it was written with; none for text that is read as it is
	 */
	constructor(private readonly toText?: (raw: string) => string) {}

	/** Lets the next record be one further down in a file whose header is known. */
	startAt(row: number, columns: number): void {
		this.row = row - 1;
		this.headerWidth = columns;
	}

	/**
	 * Takes the next piece of text.
	 *
	 * @param skip so many characters at its start are no part of the CSV
	 */
	push(text: string, isEnd = false, skip = 0): void {
		this.before += this.end;
		this.text = this.end < this.text.length ? this.text.slice(this.end) + text : text;
		this.end = skip;
		this.isEnd = isEnd;
	}

	/** A value of the record, as text. Where it is the one before in its column, both are one string. */
	value(column: number): string {
		const from = this.from[column];
		const to = this.to[column];
		const hasQuotes = this.hasQuotes[column];
		const last = (this.lastValues[column] ??= { raw: '', hasQuotes: false, value: '' });
		const isSame =
			to - from === last.raw.length &&
			hasQuotes === last.hasQuotes &&
			this.text.startsWith(last.raw, from);
		if (isSame) return last.value;
		const raw = this.text.slice(from, to);
		last.raw = raw;
		last.hasQuotes = hasQuotes;
		const value = hasQuotes ? raw.replaceAll('""', '"') : raw;
		last.value = this.toText ? this.toText(value) : value;
		return last.value;
	}

	values(): string[] {
		return Array.from({ length: this.width }, (_, column) => this.value(column));
	}

	/**
	 * Goes on to the next record.
	 *
	 * @returns false where the text holds no more whole records
	 * @throws InvalidCsvError for what is no CSV, naming the row
	 */
	next(): boolean {
		const { text } = this;
		if (this.end === 0 && text.length < this.enough && !this.isEnd) return false;
		this.skipEmptyLines();
		const start = this.end;
		if (start >= text.length) return false;
		let at = start;
		let width = 0;
		for (;;) {
			at = text.charCodeAt(at) === QUOTE ? this.readQuoted(at, width) : this.readBare(at, width);
			if (at < 0 || (at >= text.length && !this.isEnd)) return this.waitForMore();
			width++;
			if (text.charCodeAt(at) !== COMMA) break;
			at++;
		}
		this.start = start;
		this.end = at + this.lineEndAt(at);
		this.width = width;
		this.enough = 0;
		this.row++;
		if (this.row === 0) this.headerWidth = width;
		return true;
	}

	private skipEmptyLines(): void {
		if (this.headerWidth === 1) return;
		for (let length = 1; length > 0; this.end += length) length = this.lineEndAt(this.end);
	}

	/** The length of the line end there, 0 for none; a carriage return alone is one at the very end only. */
	private lineEndAt(at: number): number {
		const code = this.text.charCodeAt(at);
		if (code === LINE_FEED) return 1;
		if (code !== CARRIAGE_RETURN) return 0;
		if (this.text.charCodeAt(at + 1) === LINE_FEED) return 2;
		return this.isEnd && at + 1 === this.text.length ? 1 : 0;
	}

	/** @returns where the value ends: at a comma, at a line end, or at the end of the text */
	private readBare(start: number, column: number): number {
		const { text } = this;
		const { length } = text;
		let at = start;
		for (; at < length; at++) {
			const code = text.charCodeAt(at);
			// Letters and digits all lie above these.
			if (code > COMMA) continue;
			if (code === COMMA || code === LINE_FEED) break;
			if (code === CARRIAGE_RETURN && this.lineEndAt(at) > 0) break;
		}
		this.from[column] = start;
		this.to[column] = at;
		this.hasQuotes[column] = false;
		return at;
	}

	/** @returns as readBare does; -1 where the closing quote is not there yet */
	private readQuoted(start: number, column: number): number {
		const { text } = this;
		let hasQuotes = false;
		let close = text.indexOf('"', start + 1);
		while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) {
			hasQuotes = true;
			close = text.indexOf('"', close + 2);
		}
		if (close < 0) return -1;
		const at = close + 1;
		const isOver = at === text.length || text.charCodeAt(at) === COMMA || this.lineEndAt(at) > 0;
		if (!isOver) {
			if (at + 1 === text.length && !this.isEnd) return -1;
			throw new InvalidCsvError(`${rowName(this.row + 1)} has text behind a closing quote`);
		}
		this.from[column] = start + 1;
		this.to[column] = close;
		this.hasQuotes[column] = hasQuotes;
		return at;
	}

	private waitForMore(): false {
		if (this.isEnd)
			throw new InvalidCsvError(`${rowName(this.row + 1)} ends within a quoted value`);
		const held = this.text.length - this.end;
		if (held > LARGEST_RECORD) throw tooLarge(this.row + 1);
		this.enough = held * 2;
		return false;
	}
}

export const tooLarge = (row: number): InvalidCsvError =>
	new InvalidCsvError(`${rowName(row)} is larger than ${LARGEST_RECORD / 1024 / 1024} MB`);
