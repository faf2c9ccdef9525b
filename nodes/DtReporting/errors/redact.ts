import { cutAt } from './plainText';
import { withoutSecrets } from './withoutSecrets';
import { withoutMarkup } from './withoutMarkup';

const MAX_LENGTH = 300;
/** More is never read: a page is long, and what it says stands at its beginning. */
const MOST_MARKUP = 64 * 1024;
const MOST_WORDS = 4000;

/** So long a word is taken for a secret that is not known here. */
const LONG_WORD = 200;

/** What follows a name that says it is secret. All of it reads a text once, whatever the text. */
const NAMED_SECRETS: Array<[RegExp, string]> = [
	[/((?:bearer|basic)\s+)[^\s"'<,;]+/gi, '$1[token]'],
	[/((?:client_?secret|access_?token|password)["']?\s*[:=]\s*["']?)[^\s"'<,;&]+/gi, '$1[secret]'],
	[/(X-Amz-(?:Signature|Credential|Security-Token)=)[^\s"'<&]+/gi, '$1[signature]'],
];

/** What may stand in a secret or a token; anything else ends it. */
const OF_A_SECRET = /[\w.~+/=%-]/;

/** The beginning of a text; a word that the cut goes through is left out, since it may be a secret. */
function beginning(text: string, length: number): string {
	if (text.length <= length) return text;
	let end = length;
	while (end > 0 && OF_A_SECRET.test(text[end - 1])) end--;
	return `${text.slice(0, end)}${length - end >= LONG_WORD ? '[secret]' : ''}…`;
}

/** A word that is a JWT, or too long to be anything but a secret. */
function withoutSecretShape(word: string): string {
	const jwt = word.indexOf('eyJ');
	if (jwt >= 0 && word.indexOf('.', jwt) > jwt + 3) return `${word.slice(0, jwt)}[token]`;
	return word.split('.').some((part) => part.length >= LONG_WORD) ? '[secret]' : word;
}

/**
 * Makes foreign text fit to be shown: known secrets, parts of them and anything shaped like one are
 * replaced, markup, control characters and what is not seen go, white space is folded, the length is capped at 300
 * characters. The time it takes grows with the text's length, up to a point, and with nothing else.
 *
 * @param text what DT or something in between said
 * @param secrets exact values to hide wherever they stand, whole or in part, escaped or in base64 (blank ones are
 *   ignored)
 */
export function redact(text: string, secrets: string[] = []): string {
	const words = withoutMarkup(beginning(text, MOST_MARKUP))
		.replace(/[\p{Cf}\p{Cs}]/gu, '')
		.replace(/\p{Cc}/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	let shown = withoutSecrets(beginning(words, MOST_WORDS), secrets);
	for (const [shape, replacement] of NAMED_SECRETS) shown = shown.replace(shape, replacement);
	shown = shown.replace(/[\w.-]+/g, withoutSecretShape);
	// A secret may have been a half of a letter.
	return cutAt(shown.replace(/\p{Cs}/gu, ''), MAX_LENGTH);
}
