/** A CSV row as n8n hands it on: DT's column names, text or numbers. */
export type Row = Record<string, string | number | null>;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const NUMBER_WITH_EXPONENT = /^-?\d(?:\.\d{1,14})?[eE][+-]?\d{1,3}$/;

/**
 * The number that a text stands for, if no digit is lost on the way: `12.0` is 12, but a 19-digit id
 * and `0012` stay text, and so does anything that is no plain number.
 */
export function exactNumber(text: string): number | string {
	if (NUMBER_WITH_EXPONENT.test(text)) return withinRange(Number(text), text);
	if (!NUMBER.test(text)) return text;
	const value = Number(text);
	// Beyond this not every whole number has a place, so an id could pass for its neighbour
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return text;
	const shortest = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
	const same = String(value) === shortest || sameDecimal(value, shortest);
	return same ? value : text;
}

/** A number too large or too small to be held stays text. */
function withinRange(value: number, text: string): number | string {
	const lost = !Number.isFinite(value) || (value === 0 && /[1-9]/.test(text.split(/e/i)[0]));
	return lost ? text : value;
}

/** Small values print with an exponent; they are compared digit by digit. */
function sameDecimal(value: number, text: string): boolean {
	if (!String(value).includes('e')) return value === 0 && /^-?0$/.test(text);
	const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
	const [mantissa] = String(Math.abs(value)).split('e');
	return mantissa.replace('.', '').replace(/0+$/, '') === digits;
}

/** Column names, each once: a repeated one gets its number, so that no value is lost. */
export function uniqueNames(header: string[]): string[] {
	const taken = new Set<string>();
	return header.map((name) => {
		let unique = name;
		for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
		taken.add(unique);
		return unique;
	});
}

/**
 * Makes rows of records.
 *
 * @param header the file's column names
 * @param records the values below them, as text
 * @param metrics the columns that hold numbers; with none, everything stays as DT wrote it. In a
 *   metric column a missing value becomes null, never 0; dimensions always stay text.
 */
export function toRows(header: string[], records: string[][], metrics: string[] = []): Row[] {
	const names = uniqueNames(header);
	const isMetric = header.map((name) => metrics.includes(name));
	return records.map((record) => {
		const row: Row = {};
		names.forEach((name, index) => {
			const value = record[index];
			if (!isMetric[index]) row[name] = value;
			else row[name] = value === '' ? null : exactNumber(value);
		});
		return row;
	});
}
