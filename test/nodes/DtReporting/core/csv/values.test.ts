import { inQuotes } from '../../../../simulator/csvText';
import { CsvReader } from '../../../../../nodes/DtReporting/core/csv/csvReader';
import {
	exactNumber,
	rowMaker,
	uniqueNames,
} from '../../../../../nodes/DtReporting/core/csv/values';

/** Rows as they come out of a file that holds these records. */
function toRows(header: string[], records: string[][], metrics: string[] = []) {
	const reader = new CsvReader();
	const line = (record: string[]) => `${record.map(inQuotes).join(',')}\n`;
	reader.push([header, ...records].map(line).join(''), true);
	reader.next();
	const toRow = rowMaker(header, metrics);
	return records.map(() => {
		reader.next();
		return toRow(reader);
	});
}

describe('numbers', () => {
	it.each([
		['12.0', 12],
		['12', 12],
		['0', 0],
		['0.0', 0],
		['-3.50', -3.5],
		['0.036300000000000006', 0.036300000000000006],
		['1234567890.12', 1234567890.12],
		['0.00000012', 0.00000012],
		['100000', 100000],
		['9007199254740991', 9007199254740991],
		['1e-7', 1e-7],
		['2.5E+3', 2500],
		['5.123456789012345E-4', 0.0005123456789012345],
		['6.6666666666666664E7', 66666666.666666664],
		['1.0E0', 1],
		['-1.2300E-05', -0.0000123],
		['12.5e2', 1250],
		['0.0E5', 0],
		['1.7976931348623157E308', 1.7976931348623157e308],
		['4.9E-324', 5e-324],
		['4.8726570057000003E288', Number('4.8726570057000003e288')],
		['0.10000000000000001', 0.1],
		['1.0E19', 1e19],
		['100000000000000000000.0', 1e20],
		['1.2345678901234567E18', Number('1234567890123456768')],
		['+3.5', 3.5],
		['.5', 0.5],
		['-.25E1', -2.5],
		['5.', 5],
	])('%s is %p', (text, value) => expect(exactNumber(text)).toBe(value));

	it.each([
		['9007199254740993'],
		['1234567890123456789'],
		['1234567890123456800'],
		['1000000000000000000'],
		['1e400'],
		['1e-400'],
		['0012'],
		['00'],
		['1,234'],
		['1.2345678901234567890123'],
		['12abc'],
		[' 12'],
		['NaN'],
		['Infinity'],
		['0x10'],
		['.'],
		['e5'],
		['1e'],
		['1.2.3'],
		['--1'],
		['00.5'],
		['0012E0'],
		['9007199254740993.0'],
		['1.2345678901234567891E18'],
		['1234567890123456.7'],
		['0.1000000000000000055511151231257827'],
		[`1${'0'.repeat(500)}.0`],
		['-9223372036854775808'],
		['1e400000'],
	])('%s stays text', (text) => expect(exactNumber(text)).toBe(text));
});

describe('rows', () => {
	it('makes numbers of metrics only, and null of a missing one', () => {
		const header = ['Date', 'Demand ID', 'Offer Clicks', 'Publisher Revenue'];
		const records = [['2026-11-01', '12', '12.0', '']];
		expect(toRows(header, records, ['Offer Clicks', 'Publisher Revenue'])).toEqual([
			{ Date: '2026-11-01', 'Demand ID': '12', 'Offer Clicks': 12, 'Publisher Revenue': null },
		]);
	});

	it.each([
		...['0', '-0', '7', '-7', '12.0', '.5', '5.', '-.5', '0.1', '-12.3456789', '100000000000000'],
		...['999999999999999', '9999999999999999', '123456789012345.6', '0.000000000000001', '1.10'],
		...[
			'0012',
			'-0012',
			'00',
			'0.0',
			'+5',
			'1e5',
			'1,5',
			' 5',
			'5 ',
			'-',
			'.',
			'-.',
			'1.2.3',
			'1-2',
		],
		...[
			'1234567890123456789',
			'0.036300000000000006',
			'179.28450000000001',
			'NaN',
			'Infinity',
			'٣',
		],
	])('makes the same of the metric %j, however it is read', (text) => {
		const [row] = toRows(['Offer Clicks'], [[text]], ['Offer Clicks']);
		expect(row['Offer Clicks']).toBe(exactNumber(text));
	});

	it('makes the same of any metric, however it is read', () => {
		const texts = Array.from({ length: 20_000 }, (_, seed) => {
			const digits = String((seed * 7_919_919_919) % 10 ** (1 + (seed % 16)));
			const point = seed % (digits.length + 1);
			return `${seed % 3 === 0 ? '-' : ''}${digits.slice(0, point)}${seed % 2 ? '.' : ''}${digits.slice(point)}`;
		});
		const rows = toRows(
			['x'],
			texts.map((text) => [text]),
			['x'],
		);
		rows.forEach((row, index) => {
			const expected = exactNumber(texts[index]);
			if (!Object.is(row.x, expected)) throw new Error(`${texts[index]}: ${String(row.x)}`);
		});
	});

	it('keeps everything as text where no metric is named', () => {
		expect(toRows(['a', 'b'], [['1', '']])).toEqual([{ a: '1', b: '' }]);
	});

	it.each([
		['__proto__', '7', 7],
		['constructor', '', null],
		['toString', '1.5', 1.5],
		['hasOwnProperty', 'x', 'x'],
	])('keeps the values of a column called %s', (name, text, value) => {
		const [row] = toRows(['Date', name], [['2026-11-01', text]], [name]);
		expect(Object.entries(row)).toEqual([
			['Date', '2026-11-01'],
			[name, value],
		]);
		expect(JSON.stringify(row)).toBe(
			`{"Date":"2026-11-01",${JSON.stringify(name)}:${JSON.stringify(value)}}`,
		);
		expect(Object.entries({ ...row, _dt: 1 })[1]).toEqual([name, value]);
	});

	it('keeps the values of two columns called __proto__', () => {
		const [row] = toRows(['__proto__', '__proto__'], [['1', '2']]);
		expect(Object.entries(row)).toEqual([
			['__proto__', '1'],
			['__proto__ (2)', '2'],
		]);
	});

	it.each([
		[
			['a', 'b', ''],
			['a', 'b', 'Column 3'],
		],
		[
			['', ' ', ''],
			['Column 1', 'Column 2', 'Column 3'],
		],
		[
			['', 'Column 1', 'Column 1 (2)'],
			['Column 1 (3)', 'Column 1', 'Column 1 (2)'],
		],
		[
			['Column 2', ''],
			['Column 2', 'Column 2 (2)'],
		],
	])('calls columns without a name after their place: %j', (header, names) => {
		expect(uniqueNames(header)).toEqual(names);
		expect(Object.values(toRows(header, [header])[0])).toEqual(header);
	});

	it('keeps columns of the same name apart', () => {
		expect(uniqueNames(['a', 'a', 'a (2)', 'a'])).toEqual(['a', 'a (2)', 'a (2) (2)', 'a (3)']);
		expect(toRows(['a', 'a'], [['1', '2']], ['a'])).toEqual([{ a: 1, 'a (2)': 2 }]);
	});
});
