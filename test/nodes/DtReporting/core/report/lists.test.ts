import { textList } from '../../../../../nodes/DtReporting/core/report/lists';
import { refusalOf } from '../../../../support/refusal';

const refused = (value: unknown) => refusalOf(() => textList('Splits', value));

it.each<[unknown, string[]]>([
	[undefined, []],
	[null, []],
	['', []],
	[' JAPAN , CANADA,', ['JAPAN', 'CANADA']],
	[
		['Hello, world', ' b ', ''],
		['Hello, world', 'b'],
	],
	[12, ['12']],
	[
		[0, -1.5, 9007199254740991],
		['0', '-1.5', '9007199254740991'],
	],
])('the list %j is read as %j', (value, list) => expect(textList('Splits', value)).toEqual(list));

it.each<[string, string[]]>([
	['["JAPAN","CANADA"]', ['JAPAN', 'CANADA']],
	[' [ "KOREA, REPUBLIC OF" , " JAPAN " ] ', ['KOREA, REPUBLIC OF', 'JAPAN']],
	['["0012"]', ['0012']],
	['[12, 13]', ['12', '13']],
	['["a \\"quoted\\" name"]', ['a "quoted" name']],
	['[]', []],
])('the JSON text %s is read as %j', (value, list) =>
	expect(textList('Splits', value)).toEqual(list),
);

it.each([
	['[Promo] Winter, [Promo] Summer', ['[Promo] Winter', '[Promo] Summer']],
	['[Promo]', ['[Promo]']],
	['"Quoted"', ['"Quoted"']],
])('%s is no JSON list but text with commas', (value, list) =>
	expect(textList('Splits', value)).toEqual(list),
);

it.each([['["JAPAN","CANADA"'], ["['JAPAN', 'CANADA']"], ['["JAPAN" "CANADA"]']])(
	'the broken list %s is refused',
	(value) => {
		const { message, description } = refused(value);
		expect(message).toContain('Splits: ');
		expect(message).toContain('looks like a JSON list but is not valid JSON');
		expect(description).toContain('["JAPAN", "CANADA"]');
	},
);

it.each([
	[9007199254740992, '9007199254740992'],
	[[1, Number('1234567890123456789')], '1234567890123456800'],
	[Number('-9007199254740993001'), '-9007199254740993000'],
	['[1234567890123456789]', '1234567890123456800'],
	[1e21, '1e+21'],
])('the number in %j is refused, as it has lost digits', (value, shown) => {
	const error = refused(value);
	expect(error.details).toMatchObject({ code: 'invalid_parameters', parameter: 'Splits' });
	expect(error.message).toBe(
		`Splits: the number ${shown} is too long to be exact, and its last digits may be wrong`,
	);
	expect(error.description).toContain('as text');
});

it.each([[NaN], [[Infinity]], [true], [{ a: 1 }], [[['a']]], ['[["a"]]'], ['[null]']])(
	'%j is refused',
	(value) => expect(refused(value).message).toMatch(/^Splits: /),
);
