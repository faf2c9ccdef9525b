import { redact } from '../../../../nodes/DtReporting/errors/redact';
import { randomBelowBy } from '../../../support/random';

const SECRET = 'q9_-'.repeat(90);
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.s5Fq-8_abc';

it.each([
	['a known secret', `you sent ${SECRET}!`],
	['a JWT', `the token ${JWT} is over`],
	['an authorization header', 'Authorization: Bearer abc123def'],
	['a secret in JSON', '{"client_secret":"abc123def","x":1}'],
	['a token in a form', 'access_token=abc123def&x=1'],
	['a long unknown value', 'z'.repeat(330)],
	['the signature of a link', 'https://f/x.csv?X-Amz-Signature=abc123def&x=1'],
])('hides %s', (_, text) => {
	const shown = redact(text, [SECRET]);
	expect(shown).not.toContain(SECRET);
	expect(shown).not.toContain(JWT);
	expect(shown).not.toContain('abc123def');
	expect(shown).not.toContain('z'.repeat(200));
	expect(shown).toMatch(/\[(secret|token|signature)\]/);
});

it('makes plain words of a page, and cuts it short', () => {
	const page = `<html><style>p{}</style><h1>Down</h1>\n\n<p>for\tnow\u0007</p></html>`;
	expect(redact(page)).toBe('Down for now');
	expect(redact('word '.repeat(500))).toHaveLength(300);
});

it('leaves ordinary words alone', () => {
	expect(redact('Unknown metric: Publisher revenue', [''])).toBe(
		'Unknown metric: Publisher revenue',
	);
});

describe('a part of a secret', () => {
	const pieces = Array.from({ length: 90 }, (_, at) => `${((at * 7919) % 65_521).toString(36)}-_`);
	const secret = pieces.join('').slice(0, 342);

	it.each([
		['the first 150 characters', secret.slice(0, 150)],
		['the last 150', secret.slice(-150)],
		['16 of them', secret.slice(100, 116)],
		['two lines of it', `${secret.slice(0, 76)}\r\n${secret.slice(76, 152)}`],
		['it in capitals', secret.slice(20, 90).toUpperCase()],
		['it glued to a word', `client${secret.slice(10, 60)}x`],
	])('is hidden: %s', (_, part) => {
		const shown = redact(`You sent (${part}) to us`, [secret]);
		for (let at = 0; at + 16 <= secret.length; at++) {
			expect(shown.toLowerCase()).not.toContain(secret.slice(at, at + 16).toLowerCase());
		}
		expect(shown).toMatch(/^You sent \(.*\[secret\].*\) to us$/);
	});

	it('may be 15 characters long', () => {
		expect(redact(`x ${secret.slice(40, 55)} y`, [secret])).toBe(`x ${secret.slice(40, 55)} y`);
	});

	it('does not come into view where a long text is cut', () => {
		const unknown = 'Zk7'.repeat(100);
		for (let before = 3_700; before <= 4_010; before += 10) {
			const tags = `<p title="${'.'.repeat(before)}">`;
			for (const text of [`${tags}${unknown}`, `${'<b>'.repeat(21_700)}${tags}${unknown}`]) {
				expect(redact(text)).not.toContain('Zk7Zk7');
			}
			expect(redact(`${'<i></i>. '.repeat(before)}${unknown}`)).not.toContain('Zk7Zk7');
		}
	});
});

it.each([
	['<style>p{}</STYLE >Down', 'Down'],
	['Down<script>if (a < b) {}', 'Down'],
	['<styled>x</styled> 3 < 4 and more', 'x 3 < 4 and more'],
	['a<b', 'a<b'],
	['<<p>>x', '>x'],
	['\u0130<style>a</style>b', '\u0130 b'],
])('reads the words out of %s', (markup, words) => expect(redact(markup)).toBe(words));

it('takes a moment for any text', () => {
	const parts = [
		'<',
		'>',
		'</',
		'<style',
		'<script>',
		'</style>',
		'eyJ',
		'.',
		'-',
		'bearer ',
		'bearer',
		' ',
	];
	parts.push(
		'client_secret',
		'=',
		': ',
		'"',
		'access_token=',
		'X-Amz-Signature=',
		'z',
		'\u0000',
		'\uFEFF',
		'…',
	);
	const secret = 'ab'.repeat(200);
	const randomBelow = randomBelowBy(7);
	const timeOf = (text: string) => {
		const started = Date.now();
		redact(text, [secret, 'z'.repeat(340)]);
		return Date.now() - started;
	};
	timeOf('warm');
	for (const part of parts) expect(timeOf(part.repeat(300_000 / part.length))).toBeLessThan(500);
	for (let round = 0; round < 60; round++) {
		const few = Array.from({ length: 1 + randomBelow(4) }, () => parts[randomBelow(parts.length)]);
		let text = '';
		while (text.length < 80_000) text += few[randomBelow(few.length)];
		expect(timeOf(text)).toBeLessThan(500);
	}
});
