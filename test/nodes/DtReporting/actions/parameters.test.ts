import { readChoice } from '../../../../nodes/DtReporting/actions/parameters';

it('reads a choice', () => {
	expect(readChoice('Output', 'file', ['items', 'file'])).toBe('file');
});

it.each<[unknown, string]>([
	['csv', 'Output: "csv" is not one of the choices: items, file'],
	[undefined, 'Output: undefined is not one of the choices: items, file'],
	[{ value: 'items' }, 'Output: An object is not one of the choices: items, file'],
	[3, 'Output: 3 is not one of the choices: items, file'],
])('a refused choice says what there is to choose from: %j', (value, message) => {
	expect(() => readChoice('Output', value, ['items', 'file'])).toThrow(message);
});
