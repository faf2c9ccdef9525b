import { parseExactly } from '../../../../nodes/DtReporting/transport/exactJson';
import { reportIdIn } from '../../../../nodes/DtReporting/transport/responseBody';
import { randomBelowBy } from '../../../support/random';

it.each([
	['{"id":1234567890123456789}', { id: '1234567890123456789' }],
	['{"id":-1234567890123456789}', { id: '-1234567890123456789' }],
	[
		'[9007199254740991,9007199254740992,-9007199254740993]',
		[9007199254740991, '9007199254740992', '-9007199254740993'],
	],
	[' 12345678901234567890 ', '12345678901234567890'],
	[
		'{"a":[1234567890123456789,{"b":1234567890123456780}]}',
		{ a: ['1234567890123456789', { b: '1234567890123456780' }] },
	],
	['{"a":"1234567890123456789","b":1}', { a: '1234567890123456789', b: 1 }],
	[
		String.raw`{"a":"x\\\"1234567890123456789","b":1234567890123456789}`,
		{ a: 'x\\"1234567890123456789', b: '1234567890123456789' },
	],
	[String.raw`{"1234567890123456789\\":2}`, { '1234567890123456789\\': 2 }],
	[
		'[0.12345678901234567890,1234567890123456789.5,1234567890123456789e2,1E400]',
		[
			0.12345678901234568,
			Number('1234567890123456789.5'),
			Number('1234567890123456789e2'),
			Infinity,
		],
	],
	['{"n":null,"t":true,"z":0,"m":-0}', { n: null, t: true, z: 0, m: -0 }],
])('%s is read as %j', (json, value) => expect(parseExactly(json)).toEqual(value));

it.each(['', '{"id":1234567890123456789', '01234567890123456789', '1234567890123456789-', 'x'])(
	'%j is not JSON',
	(text) => expect(() => parseExactly(text)).toThrow(SyntaxError),
);

it('differs from JSON.parse in nothing but large integers', () => {
	const randomBelow = randomBelowBy(11);
	const value = (depth: number): unknown => {
		const kind = randomBelow(depth > 3 ? 4 : 6);
		if (kind === 0) return randomBelow(2_000_000) - 1_000_000;
		if (kind === 1) return randomBelow(1_000_000) / 997;
		if (kind === 2) return `"${'\\'.repeat(randomBelow(4))}"${randomBelow(1e9)}${randomBelow(1e9)}`;
		if (kind === 3) return [null, true, false][randomBelow(3)];
		if (kind === 4) return Array.from({ length: randomBelow(4) }, () => value(depth + 1));
		return Object.fromEntries(
			Array.from({ length: randomBelow(4) }, () => [
				`${randomBelow(1e9)}${randomBelow(1e9)}"\\`,
				value(depth + 1),
			]),
		);
	};
	for (let round = 0; round < 2_000; round++) {
		const json = JSON.stringify([value(0), '12345678901234567890']);
		expect(parseExactly(json)).toEqual(JSON.parse(json));
	}
});

it('reads much in a moment', () => {
	const texts = [
		`["${'\\\\'.repeat(1_000_000)}",12345678901234567]`,
		`[${'12345678901234567,'.repeat(100_000)}1]`,
		`["${'1'.repeat(2_000_000)}"]`,
		`${'['.repeat(500)}1234567890123456${']'.repeat(500)}`,
	];
	const started = Date.now();
	for (const text of texts) parseExactly(text);
	expect(Date.now() - started).toBeLessThan(4_000);
});

it('keeps the name of a report that is a long number', () => {
	expect(reportIdIn('{"id":1234567890123456789,"url":"https://f.example/r.csv"}')).toBe(
		'1234567890123456789',
	);
});
