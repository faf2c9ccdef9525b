import { readFilters } from '../../../../../nodes/DtReporting/core/report/filters';
import { refusalOf } from '../../../../support/refusal';

const TWO = [
	{ dimension: 'Country', values: ['JAPAN', 'CANADA'] },
	{ dimension: 'Campaign ID', values: ['1234567890123456789'] },
];

it.each<[string, unknown]>([
	['the fields of the node', { filter: TWO }],
	['a list', TWO],
	['a list as JSON text', JSON.stringify(TWO)],
	['an object as JSON text', JSON.stringify({ filter: TWO })],
	['an object with a list as JSON text', { filter: JSON.stringify(TWO) }],
	[
		'values with commas, and as JSON text',
		[
			{ dimension: ' Country ', values: 'JAPAN, CANADA, JAPAN' },
			{ dimension: 'Campaign ID', values: '["1234567890123456789"]' },
		],
	],
])('%s is read', (_, given) => expect(readFilters(given)).toEqual(TWO));

it.each([[undefined], [null], [''], [' '], ['null'], [{}], [[]], ['[]'], ['{}'], [{ filter: [] }]])(
	'%j is no filter',
	(given) => expect(readFilters(given)).toEqual([]),
);

it.each<[unknown, string]>([
	['Country', 'this is not a list of filters'],
	['[{"dimension":"Country"', 'this is not a list of filters'],
	[{ filter: 'Country' }, 'this is not a list of filters'],
	[{ filter: { dimension: 'Country', values: 'JAPAN' } }, 'this is not a list of filters'],
	[{ dimension: 'Country', values: 'JAPAN' }, 'this is not a list of filters'],
	[{ filters: TWO }, 'this is not a list of filters'],
	[{ filter: TWO, mode: 'any' }, 'this is not a list of filters'],
	[true, 'this is not a list of filters'],
	[7, 'this is not a list of filters'],
	[['Country'], 'filter 1 is not a dimension with values'],
	[[TWO[0], null], 'filter 2 is not a dimension with values'],
	[[{ ...TWO[0], operator: 'exclude' }], 'filter 1 has "operator"'],
	[[{ dimension: 'Country', value: 'JAPAN' }], 'filter 1 has "value"'],
	[[{ values: 'JAPAN' }], 'Dimension of filter 1 is empty'],
	[[{ dimension: 'Country' }], 'Values of filter 1 is empty'],
	[[{ dimension: 'Demand ID', values: 9007199254740992 }], 'the number 9007199254740992'],
	['[{"dimension":"Campaign ID","values":[1234567890123456789]}]', 'the number 12345678901234568'],
])('%j is refused', (given, reason) => {
	const error = refusalOf(() => readFilters(given));
	expect(error.details).toMatchObject({ code: 'invalid_parameters', parameter: 'Filters' });
	expect(error.message).toContain(`Filters: ${reason}`);
});
