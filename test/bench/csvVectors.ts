/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test data, not a node */
import { createRequire } from 'node:module';

const untyped = createRequire(__filename);

/** A CSV and what it holds; without `records` it is no CSV and must be refused. */
export interface CsvVector {
	name: string;
	csv: Buffer;
	records?: string[][];
}

const vector = (name: string, csv: string | Buffer, records?: string[][]): CsvVector => ({
	name,
	csv: Buffer.from(csv as string),
	records,
});

const AB = ['a', 'b'];

/** What RFC 4180 lays down. */
export const RFC_VECTORS: CsvVector[] = [
	// Line ends
	vector('LF', 'a,b\n1,2\n', [AB, ['1', '2']]),
	vector('CRLF', 'a,b\r\n1,2\r\n', [AB, ['1', '2']]),
	vector('LF, none at the end', 'a,b\n1,2', [AB, ['1', '2']]),
	vector('CRLF, none at the end', 'a,b\r\n1,2', [AB, ['1', '2']]),
	vector('a single value', 'a', [['a']]),
	vector('CRLF after a closing quote', 'a,b\r\n1,"2"\r\n"3","4"\r\n', [AB, ['1', '2'], ['3', '4']]),
	vector('LF after a closing quote', '"a","b"\n"1","2"\n3,"4"', [AB, ['1', '2'], ['3', '4']]),
	// Commas and empty values
	vector('empty values at each place', 'a,b,c\n,2,\n1,,3\n,,\n', [
		['a', 'b', 'c'],
		['', '2', ''],
		['1', '', '3'],
		['', '', ''],
	]),
	vector('an empty last value, no line end', '"a",b\n"1",', [AB, ['1', '']]),
	vector('quoted empty values', 'a,b\n"",""\n"",2\n1,""', [AB, ['', ''], ['', '2'], ['1', '']]),
	vector('other delimiters are text', 'a;x,b\ty\n1|1,2:2\n', [
		['a;x', 'b\ty'],
		['1|1', '2:2'],
	]),
	// Quotes
	vector('values with and without quotes', 'a,"b"\n"1",2\n3,"4"\n', [AB, ['1', '2'], ['3', '4']]),
	vector('commas within quotes', 'a,b\n",1,",",,"\n', [AB, [',1,', ',,']]),
	vector('a doubled quote at each place', 'a,b\n"""1","2"""\n"x""y","""z"""\n', [
		AB,
		['"1', '2"'],
		['x"y', '"z"'],
	]),
	vector('nothing but doubled quotes', 'a,b\n"""",""""""\n"""",""""', [
		AB,
		['"', '""'],
		['"', '"'],
	]),
	vector('a doubled quote beside commas and line feeds', 'a,b\n""",""","""\n"""\n1,2\n', [
		AB,
		['","', '"\n"'],
		['1', '2'],
	]),
	vector('other quotes and backslashes are text', "a,b\n'1','2\n\\n,\\\\\n", [
		AB,
		["'1'", "'2"],
		['\\n', '\\\\'],
	]),
	vector('a backslash before a closing quote', 'a,b\n"1\\","\\2"\n', [AB, ['1\\', '\\2']]),
	// Line breaks within quotes
	vector('LF within quotes', 'a,b\n"\n","1\n\n2"\n3,"4\n"\n', [AB, ['\n', '1\n\n2'], ['3', '4\n']]),
	vector('CRLF within quotes', 'a,b\r\n"\r\n","1\r\n2"\r\n3,4', [
		AB,
		['\r\n', '1\r\n2'],
		['3', '4'],
	]),
	vector('LF within quotes, CRLF between records', 'a,b\r\n"1\n2",3\r\n', [AB, ['1\n2', '3']]),
	vector('CRLF within quotes, LF between records', 'a,b\n"1\r\n2",3\n', [AB, ['1\r\n2', '3']]),
	vector('CR within quotes', 'a,b\n"1\r2","\r"\n', [AB, ['1\r2', '\r']]),
	vector('a record within quotes', 'a,b\n"1,2\n3,4\n",5\n', [AB, ['1,2\n3,4\n', '5']]),
	vector('a header with all of it', '"a\n""x"",",b\n1,2\n', [
		['a\n"x",', 'b'],
		['1', '2'],
	]),
	// Blanks belong to the value
	vector('blanks around values', ' a ,\tb\t\n" 1 ", 2 \n', [
		[' a ', '\tb\t'],
		[' 1 ', ' 2 '],
	]),
	vector('a blank as the last value', 'a,b\n1, ', [AB, ['1', ' ']]),
	// Letters of one to four bytes
	vector('letters of several bytes', 'é,東\n"Größe, ""ß""",🎁\n"👩‍👩‍👧\n","ñ"\n', [
		['é', '東'],
		['Größe, "ß"', '🎁'],
		['👩‍👩‍👧\n', 'ñ'],
	]),
	vector('odd line breaks of Unicode are text', 'a,b\n1\u2028,\u00852\u2029\n', [
		AB,
		['1\u2028', '\u00852\u2029'],
	]),
	vector('words that are values elsewhere', 'a,b\nnull,NaN\n0012,1e5\n#1,true\n', [
		AB,
		['null', 'NaN'],
		['0012', '1e5'],
		['#1', 'true'],
	]),
];

/** What lies beside RFC 4180 and a reader of real files meets all the same. */
export const REAL_WORLD_VECTORS: CsvVector[] = [
	vector('no bytes', '', []),
	vector('a byte order mark', '\uFEFFa,b\n1,2\n', [AB, ['1', '2']]),
	vector('a byte order mark before a quote', '\uFEFF"a","b"\n1,2\n', [AB, ['1', '2']]),
	vector('a byte order mark further on is text', 'a,b\n\uFEFF1,2\n', [AB, ['\uFEFF1', '2']]),
	vector('both line ends in turn', 'a,b\r\n1,2\n3,4\r\n', [AB, ['1', '2'], ['3', '4']]),
	vector('LF first, CRLF later', 'a,b\n1,2\r\n3,4\n', [AB, ['1', '2'], ['3', '4']]),
	vector('empty lines', '\na,b\n\n\n1,2\n\n', [AB, ['1', '2']]),
	vector('empty lines with CRLF', '\r\na,b\r\n\r\n1,2\r\n\r\n', [AB, ['1', '2']]),
	vector('an empty line below one column is a row', 'a\n""\n\n2\n', [['a'], [''], [''], ['2']]),
	vector('quotes within a bare value', 'a,b\n1,x"2"\n', [AB, ['1', 'x"2"']]),
	vector('a quote at the end of a bare value', 'a,b\n1,2"\n3,4"\n', [AB, ['1', '2"'], ['3', '4"']]),
	vector('a blank before a quote', 'a,b\n1, "2"\n', [AB, ['1', ' "2"']]),
	vector('a bare quote beside a quoted value', 'a,b\nShoes 5" wide,"x,""y"\n5",""\n', [
		AB,
		['Shoes 5" wide', 'x,"y'],
		['5"', ''],
	]),
	vector('the same letters with and without quotes', 'a,b\n"x""y",1\nx""y,2\n"x""y",3\n', [
		AB,
		['x"y', '1'],
		['x""y', '2'],
		['x"y', '3'],
	]),
	vector('a carriage return alone is text', 'a,b\n1\r,2\r3\n', [AB, ['1\r', '2\r3']]),
];

/** What is no CSV: a report that holds it is broken, and a guess would give wrong rows. */
export const BROKEN_VECTORS: CsvVector[] = [
	vector('a quote that is not closed', 'a,b\n1,"2\n3,4\n'),
	vector('a lone quote at the end', 'a,b\n1,"'),
	vector('text after a closing quote', 'a,b\n"1"x,2\n'),
	vector('a blank after a closing quote', 'a,b\n"1" ,2\n'),
];

const COORDINATES = [
	['Contact Phone Number', 'Location Coordinates', 'Cities', 'Counties'],
	['2095257564', `37\uFFFD36'37.8"N 121\uFFFD2'17.9"W`, 'Modesto', 'Stanislaus'],
];

interface SpectrumFile {
	name: string;
	csv: Buffer;
	json: Buffer;
}

type ReadSpectrum = (done: (error: Error | null, found: SpectrumFile[]) => void) => void;

/**
 * The published collection csv-spectrum. One of its files, location_coordinates, has bare quotes in a bare
 * value, and its JSON tells of other data than its CSV: its records stand here.
 */
export async function spectrumVectors(): Promise<CsvVector[]> {
	const files = await new Promise<SpectrumFile[]>((resolve, reject) => {
		const read = untyped('csv-spectrum') as ReadSpectrum;
		read((error, found) => (error ? reject(error) : resolve(found)));
	});
	return files.map(({ name, csv, json }) => {
		if (name === 'location_coordinates') return { name, csv, records: COORDINATES };
		const rows = JSON.parse(json.toString()) as Array<Record<string, string>>;
		return { name, csv, records: [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))] };
	});
}
