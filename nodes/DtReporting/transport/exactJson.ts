const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

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

/** n8n copies items level by level, and its stack ends at some thousands. */
export const MOST_LEVELS = 500;

/** Whether JSON is nested deeper than items may be; each character is read once. */
function isTooDeep(json: string): boolean {
	let levels = 0;
	for (let at = 0; at < json.length; at++) {
		const character = json.charCodeAt(at);
		if (character === QUOTE) at = endOfString(json, at) - 1;
		else if (character === OPEN_LIST || character === OPEN_OBJECT) levels++;
		else if (character === CLOSE_LIST || character === CLOSE_OBJECT) levels--;
		if (levels > MOST_LEVELS) return true;
	}
	return false;
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
 * @throws SyntaxError for what is not JSON, in JSON.parse's words, and for JSON that is nested too deep
 */
export function parseExactly(json: string): unknown {
	if (isTooDeep(json)) throw new SyntaxError(`It is nested deeper than ${MOST_LEVELS} levels`);
	const parsed = JSON.parse(json) as unknown;
	return MANY_DIGITS.test(json) ? (JSON.parse(quoteLargeIntegers(json)) as unknown) : parsed;
}
