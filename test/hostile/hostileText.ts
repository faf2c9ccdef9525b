import fc from 'fast-check';

/** Names that JavaScript's own objects have. */
export const OBJECT_NAMES = [
	...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'],
	...['__defineGetter__', 'toJSON', 'then', 'length', '0', '-1', '4294967294'],
];

/** Characters that text rarely has and programs often stumble over. */
export const ODD_CHARACTERS = [
	...['\0', '\u0001', '\u001b', '\u007f', '\u0085', '\u00a0', '\u00ad', '\u2028', '\u2029'],
	...['\ufeff', '\u200b', '\u200d', '\u202e', '\u2066', '\u2069', '\ufffd', '\uffff'],
	...['\ud800', '\udc00', '\ud83d', '🎁', 'e\u0301', 'İ', 'ß', '０', '．', '／'],
];

const MARKS = [...'",;:=/\\\'`<>{}[]()%&?#@!|+-*._~^$ \t\n\r'];

/** Text of pieces that programs stumble over. */
export const hostileText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				...OBJECT_NAMES,
				...ODD_CHARACTERS,
				...MARKS,
				'..',
				'\r\n',
				'""',
				'%2e',
				'%00',
			),
			fc.string({ maxLength: 5, unit: 'binary' }),
		),
		{ maxLength: 12 },
	)
	.map((pieces) => pieces.join(''));

/** JSON whose keys and values are hostile, as text: JSON.parse makes own keys of `__proto__` and its like. */
export const hostileJson = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }).chain((value) =>
	fc
		.array(fc.tuple(fc.constantFrom(...OBJECT_NAMES), fc.constantFrom('1', '"x"', '{}', 'null')))
		.map((pairs) => pairs.map(([name, each]) => `${JSON.stringify(name)}:${each}`).join(','))
		.map((keys) =>
			keys === '' ? JSON.stringify(value) : `{${keys},"v":${JSON.stringify(value)}}`,
		),
);
