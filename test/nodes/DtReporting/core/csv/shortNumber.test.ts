import { exactNumber, shortNumber } from '../../../../../nodes/DtReporting/core/csv/values';

describe('the short way to a number', () => {
	it.each([
		['0', 0],
		['7', 7],
		['09.5'.slice(1), 9.5],
		['12', 12],
		['-12', -12],
		['0.5', 0.5],
		['0.05', 0.05],
		['-0.25', -0.25],
		['12.50', 12.5],
		['5.', 5],
		['999999999999999', 999999999999999],
		['-999999999999999', -999999999999999],
		['0.99999999999999', 0.99999999999999],
		['123456789.012345', 123456789.012345],
		['-12345678901234.5', -12345678901234.5],
	])('takes %s', (text, value) => {
		expect(shortNumber(text, 0, text.length)).toBe(value);
		expect(exactNumber(text)).toBe(value);
	});

	it.each([
		'',
		'-',
		'.',
		'.5',
		'-.5',
		'+5',
		'12a',
		'a12',
		'1/2',
		'1:2',
		'1.2.3',
		'1e3',
		'012',
		'00',
		'-012',
		'00.5',
		'1,2',
		'--1',
		'1-',
		'1234567890123456',
		'0.123456789012345',
		'12345678901234567890',
	])('leaves "%s" to the long way', (text) => {
		expect(shortNumber(text, 0, text.length)).toBeNaN();
	});

	it.each([
		['1,-2.5,3', 2, 6, -2.5],
		['9,8,7', 2, 3, 8],
		['9,08,7', 2, 4, NaN],
		['12345', 1, 3, 23],
		['0,1', 2, 3, 1],
		['-,1', 2, 3, 1],
	])('reads a part of "%s", from %i to %i', (text, from, to, value) => {
		expect(shortNumber(text, from, to)).toBe(value);
	});
});

describe('the long way', () => {
	it.each([
		['0'.repeat(399) + '1', '0'.repeat(399) + '1'],
		['1'.padEnd(300, '0') + '.' + '0'.repeat(99), 1e299],
		['1.' + '0'.repeat(398), 1],
		['1.' + '0'.repeat(399), '1.' + '0'.repeat(399)],
		['9007199254740991', 9007199254740991],
		['-9007199254740991', -9007199254740991],
		['9007199254740992', '9007199254740992'],
		['+9007199254740991', 9007199254740991],
		['+12', 12],
		['0.0E-3', 0],
		['0.00', 0],
		['0e5', 0],
	])('makes of %s %s', (text, value) => {
		expect(exactNumber(text)).toBe(value);
	});
});

it('is none with two points, also side by side', () => {
	expect(shortNumber('1..2', 0, 4)).toBeNaN();
	expect(shortNumber('1.2.3', 0, 5)).toBeNaN();
});

it('leaves more digits than a double has to the text', () => {
	expect(exactNumber('0.1000000000000000055511')).toBe('0.1000000000000000055511');
	expect(exactNumber('0.1')).toBe(0.1);
});
