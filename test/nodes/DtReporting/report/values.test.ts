import { exactNumber, toRows, uniqueNames } from '../../../../nodes/DtReporting/report/values';

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
		['.5'],
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

	it('keeps everything as text where no metric is named', () => {
		expect(toRows(['a', 'b'], [['1', '']])).toEqual([{ a: '1', b: '' }]);
	});

	it('keeps columns of the same name apart', () => {
		expect(uniqueNames(['a', 'a', 'a (2)', 'a'])).toEqual(['a', 'a (2)', 'a (2) (2)', 'a (3)']);
		expect(toRows(['a', 'a'], [['1', '2']], ['a'])).toEqual([{ a: 1, 'a (2)': 2 }]);
	});
});
