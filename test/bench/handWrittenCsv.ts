/** Text that is no RFC 4180. */
export class NotCsv extends Error {}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const COMMA = 44;

/**
 * A straightforward RFC 4180 parser, here only to be compared with: whole records of text in, values
 * out. Empty lines are no records.
 */
export function parseRecords(text: string): string[][] {
	const records: string[][] = [];
	let record: string[] = [];
	let at = 0;
	while (at < text.length || record.length > 0) {
		const emptyLine = record.length === 0 ? lineEndAt(text, at) : 0;
		if (emptyLine > 0) {
			at += emptyLine;
			continue;
		}
		const quoted = text.charCodeAt(at) === QUOTE;
		const end = quoted ? endOfQuoted(text, at) : endOfBare(text, at);
		record.push(quoted ? unquoted(text, at, end) : text.slice(at, end));
		at = end;
		if (text.charCodeAt(at) === COMMA) {
			at++;
			continue;
		}
		records.push(record);
		record = [];
		at += lineEndAt(text, at);
	}
	return records;
}

/** The length of the line end there, 0 for none. */
function lineEndAt(text: string, at: number): number {
	const code = text.charCodeAt(at);
	if (code === LINE_FEED) return 1;
	return code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 0;
}

/** Where a quoted value ends: after its closing quote. */
function endOfQuoted(text: string, start: number): number {
	let at = text.indexOf('"', start + 1);
	while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
	if (at < 0) throw new NotCsv('a quote is not closed');
	const end = at + 1;
	if (end < text.length && text.charCodeAt(end) !== COMMA && lineEndAt(text, end) === 0)
		throw new NotCsv('text follows a closing quote');
	return end;
}

function endOfBare(text: string, start: number): number {
	for (let at = start; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code > COMMA) continue;
		if (code === COMMA || lineEndAt(text, at) > 0) return at;
		if (code === QUOTE) throw new NotCsv('a quote within a bare value');
	}
	return text.length;
}

function unquoted(text: string, start: number, end: number): string {
	const inner = text.slice(start + 1, end - 1);
	return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
}
