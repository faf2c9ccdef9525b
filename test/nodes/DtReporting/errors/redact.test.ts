import { redact } from '../../../../nodes/DtReporting/errors/redact';

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
