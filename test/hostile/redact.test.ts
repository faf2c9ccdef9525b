import fc from 'fast-check';

import { redact } from '../../nodes/DtReporting/errors/redact';
import { growsEvenly, holds } from './fuzz';
import { hostileText } from './hostileText';

const pieces = Array.from({ length: 90 }, (_, at) => `${((at * 7919) % 65_521).toString(36)}-_`);
const SECRET = pieces.join('').slice(0, 342);
const OTHER_ALPHABET = SECRET.replaceAll('-', '+').replaceAll('_', '/');

const each = (text: string, spell: (letter: string) => string) => [...text].map(spell).join('');
const percent = (text: string) =>
	each(text, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What programs on the way make of a secret. */
const FORMS: Array<[string, (secret: string) => string]> = [
	['as it is', (secret) => secret],
	['in capitals', (secret) => secret.toUpperCase()],
	['in a URL', encodeURIComponent],
	['with every letter escaped for a URL', percent],
	['with every letter escaped twice', (secret) => percent(percent(secret))],
	['in JSON', (secret) => JSON.stringify(secret).slice(1, -1)],
	['in JSON with escaped slashes', (secret) => secret.replaceAll('/', '\\/')],
	[
		'with every letter escaped for JSON',
		(secret) => each(secret, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
	],
	[
		'in JSON within JSON',
		(secret) => JSON.stringify(JSON.stringify(secret.replaceAll('/', '\\/'))).slice(3, -3),
	],
	['in markup', (secret) => each(secret, (letter) => `&#${letter.charCodeAt(0)};`)],
	[
		'in markup by hexadecimal numbers',
		(secret) => each(secret, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`),
	],
	['in base64', base64],
	['in base64 for URLs', (secret) => Buffer.from(secret).toString('base64url')],
	['in base64 behind one byte', (secret) => base64(`i${secret}`)],
	['in base64 behind an id', (secret) => base64(`id:${secret}`)],
	['in base64 before more', (secret) => base64(`${secret}&x=1`)],
	['in base64 in a URL', (secret) => encodeURIComponent(base64(secret))],
	['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
	[
		'with characters inside that are not seen',
		(secret) => each(secret, (letter) => `${letter}\u200b`),
	],
];

describe.each<[string, string]>([
	['of URL-safe base64', SECRET],
	['of base64', OTHER_ALPHABET],
	['that is a regular expression', '(a+)+$[^x]{2,}|.*?\\d\\b(?<n>y)\\k<n>'],
	['that holds markup of a replacement', "$&$1$`$'$$-replacement-$<n>"],
])('a secret %s', (_, secret) => {
	it.each(FORMS)('is hidden %s, and so is its first part', (__, formOf) => {
		for (const part of [secret, secret.slice(0, 30)]) {
			const written = formOf(part);
			const shown = redact(`You sent (${written}) to us`, [secret]);
			for (let at = 0; at + 20 <= written.length; at++) {
				expect(shown).not.toContain(written.slice(at, at + 20));
			}
			expect(shown).toMatch(/\[(secret|token)\]/);
		}
	});
});

it.each(['a', 'ab', '$&', '.*', '\\', '(', '[secret]', '%41', 'pass word'])(
	'a short secret is hidden whole: %s',
	(secret) => {
		expect(redact(`x ${secret} y`, [secret])).toBe('x [secret] y');
	},
);

it('hides no more than a secret', () => {
	const words = 'Unknown metric: Publisher revenue (50% of %41 and C:\\new "x" &#38; &c.)';
	expect(redact(words, [SECRET])).toBe(words);
});

it('leaves no control characters, nothing unseen and no half of a letter, and no more than 300 characters', () => {
	holds(
		500,
		fc.property(fc.array(hostileText), hostileText, fc.nat(330), (texts, secret, filler) => {
			const text = `${'x '.repeat(filler / 2)}${texts.join('')}🎁`;
			const shown = redact(text, [secret, SECRET]);
			expect(shown.length).toBeLessThanOrEqual(300);
			expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
		}),
	);
});

it('hides a secret whatever stands around it and however it is escaped', () => {
	const quoted = fc.tuple(
		hostileText,
		hostileText,
		fc.constantFrom(...FORMS.map(([, form]) => form)),
	);
	holds(
		150,
		fc.property(quoted, fc.integer({ min: 24, max: 60 }), ([before, after, formOf], length) => {
			const written = formOf(SECRET.slice(7, 7 + length));
			const shown = redact(`${before} ${written} ${after}`, [SECRET]);
			for (let at = 0; at + 20 <= written.length; at++) {
				expect(shown).not.toContain(written.slice(at, at + 20));
			}
		}),
	);
});

it.each([
	...[
		'%',
		'%41',
		'%2541',
		'\\u0041',
		'\\',
		'\\\\',
		'&#',
		'&#65;',
		'&#x41;',
		'&',
		'ab',
		'q9_-',
		'<',
	],
	...['\u200b', '\ud800', 'bearer ', 'eyJ'],
])('takes a time that grows evenly with many of %j', (piece) => {
	const secrets = [SECRET, 'ab'.repeat(200), '%'.repeat(400)];
	const workOn = (size: number) => redact(piece.repeat(size / piece.length), secrets);
	expect(growsEvenly(2_000, workOn)).toBe(true);
});
