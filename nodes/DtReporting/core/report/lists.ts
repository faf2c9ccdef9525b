import { invalidParameter } from '../../errors/dtError';

/** JSON that was surely meant to be a list of texts. */
const LIST_OF_TEXTS = /^\[\s*["']/;

/**
 * A list of texts: an array, also as JSON text, or comma-separated text; blanks trimmed.
 *
 * @param field the parameter's name as the user sees it
 * @throws DtError `invalid_parameters`
 */
export function textList(field: string, value: unknown): string[] {
	if (value === undefined || value === null) return [];
	if (typeof value === 'number') return [textOfNumber(field, value)];
	const list = typeof value === 'string' ? (jsonList(field, value) ?? value.split(',')) : value;
	if (!Array.isArray(list)) {
		throw invalidParameter(field, 'this must be a list of names or comma-separated text');
	}
	return list.map((entry: unknown) => textOf(field, entry)).filter((text) => text !== '');
}

/** The list that a text is in JSON, as AI models and Code nodes give it. */
function jsonList(field: string, text: string): unknown[] | undefined {
	const trimmed = text.trim();
	if (!trimmed.startsWith('[')) return undefined;
	const parsed = parseJson(trimmed);
	if (Array.isArray(parsed)) return parsed;
	if (!LIST_OF_TEXTS.test(trimmed)) return undefined;
	throw invalidParameter(
		field,
		`${trimmed.slice(0, 40)} looks like a JSON list but is not valid JSON`,
		'Write it as ["JAPAN", "CANADA"], or as JAPAN, CANADA.',
	);
}

/** What a text is in JSON; undefined for one that is no JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function textOf(field: string, entry: unknown): string {
	if (typeof entry === 'number') return textOfNumber(field, entry);
	if (typeof entry === 'string') return entry.trim();
	throw invalidParameter(field, 'a list here must hold text only');
}

/** A number that JavaScript cannot hold exactly has lost digits by the time it comes here. */
function textOfNumber(field: string, number: number): string {
	if (!Number.isFinite(number))
		throw invalidParameter(field, `${number} is neither a name nor a value`);
	if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return String(number);
	throw invalidParameter(
		field,
		`the number ${number} is too long to be exact, and its last digits may be wrong`,
		'Give long ids as text, e.g. "9007199254740993001".',
	);
}
