import type { CsvReader } from './csvReader';

/** A CSV row as n8n hands it on: DT's column names, text or numbers. */
export type Row = Record<string, string | number | null>;

/** A decimal number, with an exponent or without; a zero before further digits makes it a name such as `0012`. */
const DECIMAL = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE = /^[+-]?\d+$/;
/** So many digits tell every double from its neighbours; programs print no more. */
const DIGITS_OF_DOUBLE = 17;
/** The largest double written out has 309 digits. */
const LONGEST_NUMBER = 400;

/**
 * The number that a text stands for, if no digit is lost on the way: `12.0` is 12 and `6.6666666666666664E7`
 * is 66666666.666666664, but a 19-digit id and `0012` stay text, and so does anything that is no number.
 */
export function exactNumber(text: string): number | string {
	if (text.length > LONGEST_NUMBER) return text;
	const value = Number(text);
	if (!Number.isFinite(value)) return text;
	if (String(value) === text && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
	if (!DECIMAL.test(text)) return text;
	// Beyond this not every whole number has a place, so an id could pass for its neighbour
	if (WHOLE.test(text) && Math.abs(value) > Number.MAX_SAFE_INTEGER) return text;
	return isSameDecimal(value, text) ? value : text;
}

/** Whether a number, printed with as many digits as the text has, or with the fewest, is what the text says. */
function isSameDecimal(value: number, text: string): boolean {
	const { digits, name } = decimalOf(text);
	if (name === decimalOf(String(value)).name) return true;
	if (digits > DIGITS_OF_DOUBLE) return false;
	// Java's older printers give a last digit that is off by some: only a double is written like that.
	if (/e/i.test(text)) return value !== 0;
	return name === decimalOf(value.toPrecision(digits)).name;
}

/** One name for all spellings of a decimal, and how many significant digits it has. */
function decimalOf(text: string): { digits: number; name: string } {
	const [mantissa, exponent = '0'] = text.replace(/^[+-]/, '').split(/e/i);
	const [whole, fraction = ''] = mantissa.split('.');
	const digits = `${whole}${fraction}`.replace(/^0+/, '');
	const significant = digits.replace(/0+$/, '');
	const power = Number(exponent) - fraction.length + digits.length - significant.length;
	const name = significant === '' ? '0' : `${significant}e${power}`;
	return { digits: significant.length, name };
}

/**
 * Column names, each once: a repeated one gets its number, so that no value is lost, and one without a
 * name is called after its place.
 */
export function uniqueNames(header: string[]): string[] {
	const given = new Set(header);
	const taken = new Set<string>();
	// Where the search for a number ended, so that many columns of one name take no longer than as many others.
	const counts = new Map<string, number>();
	return header.map((name, index) => {
		const isNameless = name.trim() === '';
		const wanted = isNameless ? `Column ${index + 1}` : name;
		const isFree = (candidate: string) =>
			!taken.has(candidate) && !(isNameless && given.has(candidate));
		let unique = wanted;
		let count = counts.get(name) ?? 2;
		for (; !isFree(unique); count++) unique = `${wanted} (${count})`;
		if (!isNameless) counts.set(name, count);
		taken.add(unique);
		return unique;
	});
}

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
/** A whole number of so many digits, and a power of ten as large, are doubles without any loss. */
const SAFE_DIGITS = 15;
const POWERS = Array.from({ length: SAFE_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * The number in a part of a text, as exactNumber gives it, for the plain short form that nearly all metrics
 * have; NaN for any other. It reads the digits where they stand: the quotient of two exact doubles is the
 * double nearest to the decimal.
 */
export function shortNumber(text: string, from: number, to: number): number {
	const isNegative = text.charCodeAt(from) === MINUS;
	const first = isNegative ? from + 1 : from;
	if (to - first > SAFE_DIGITS + 1) return NaN;
	let digits = 0;
	let decimals = -1;
	let whole = 0;
	for (let at = first; at < to; at++) {
		const code = text.charCodeAt(at);
		if (code >= ZERO && code <= NINE) {
			whole = whole * 10 + (code - ZERO);
			digits++;
			if (decimals >= 0) decimals++;
		} else if (code === POINT && decimals < 0 && digits > 0) {
			decimals = 0;
		} else return NaN;
	}
	if (digits === 0 || digits > SAFE_DIGITS) return NaN;
	// A zero before further digits makes it a name.
	if (text.charCodeAt(first) === ZERO && digits - Math.max(0, decimals) > 1) return NaN;
	const value = decimals > 0 ? whole / POWERS[decimals] : whole;
	return isNegative ? -value : value;
}

function metricAt(record: CsvReader, column: number): number | string | null {
	const [from, to] = [record.from[column], record.to[column]];
	if (from === to) return null;
	const short = shortNumber(record.text, from, to);
	return Number.isNaN(short) ? exactNumber(record.value(column)) : short;
}

/**
 * Makes rows of a report's records.
 *
 * @param header the file's column names
 * @param metrics the columns that hold numbers; with none, everything stays as DT wrote it. In a
 *   metric column a missing value becomes null, never 0; dimensions always stay text.
 */
export function rowMaker(header: string[], metrics: string[] = []): (record: CsvReader) => Row {
	const names = uniqueNames(header);
	const numbers = new Set(metrics);
	const isMetric = header.map((name) => numbers.has(name));
	const isSafe = !names.includes('__proto__');
	return (record) => {
		const row: Row = {};
		for (let column = 0; column < names.length; column++) {
			const name = names[column];
			const value = isMetric[column] ? metricAt(record, column) : record.value(column);
			if (isSafe || name !== '__proto__') row[name] = value;
			else setOwn(row, name, value);
		}
		return row;
	};
}

/** An assignment would set the row's prototype, and the value would be lost. */
function setOwn(row: Row, name: string, value: Row[string]): void {
	Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true });
}
