const QUOTE = 34;
const BACKSLASH = 92;

/** So many digits an integer has at the least that JavaScript cannot hold. */
const MANY_DIGITS = /\d{16}/;
const NUMBER_START = /[-\d]/;
const OF_A_NUMBER = /[-+.\deE]/;
const INTEGER = /^-?\d+$/;

/** The place after the string that begins here. */
function endOfString(json: string, begin: number): number {
	for (let at = begin + 1; at < json.length; at++) {
		const character = json.charCodeAt(at);
		if (character === BACKSLASH) at++;
		else if (character === QUOTE) return at + 1;
	}
	return json.length;
}

/** JSON with the integers that JavaScript cannot hold in quotes; each character is read once. */
function quoteLargeIntegers(json: string): string {
	let quoted = '';
	let from = 0;
	for (let at = 0; at < json.length; ) {
		if (json.charCodeAt(at) === QUOTE) {
			at = endOfString(json, at);
			continue;
		}
		if (!NUMBER_START.test(json[at])) {
			at++;
			continue;
		}
		const begin = at;
		while (at < json.length && OF_A_NUMBER.test(json[at])) at++;
		const number = json.slice(begin, at);
		if (INTEGER.test(number) && !Number.isSafeInteger(Number(number))) {
			quoted += `${json.slice(from, begin)}"${number}"`;
			from = at;
		}
	}
	return quoted + json.slice(from);
}

/**
 * Reads JSON without changing an id: an integer that JavaScript cannot hold (beyond 2^53 - 1, either way)
 * comes back as the text that it is written as. All else is as JSON.parse reads it.
 *
 * @throws SyntaxError for what is not JSON, in JSON.parse's words
 */
export function parseExactly(json: string): unknown {
	const parsed = JSON.parse(json) as unknown;
	return MANY_DIGITS.test(json) ? (JSON.parse(quoteLargeIntegers(json)) as unknown) : parsed;
}
