import { parseExactly } from './exactJson';

/** What is read out of the JSON that DT answers with. */

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (body: string): unknown => {
	try {
		return parseExactly(body.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
};

/** A body that is JSON with an object in it, or undefined. */
export function jsonObject(body: string): Json | undefined {
	const parsed = parse(body);
	return isObject(parsed) ? parsed : undefined;
}

/** What may be shown, of some length; DT's are UUIDs (docs/dt-api.md section 2, B). */
const IS_ID = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

const isText = (value: unknown): value is string =>
	typeof value === 'string' && value.trim() !== '';

/**
 * The link to a report's file: `url` (B) or, in a sister product, `signed_url`; both are taken
 * (docs/dt-api.md section 2, ?).
 */
export function reportLink(body: string): string | undefined {
	const { url, signed_url: signedUrl } = jsonObject(body) ?? {};
	return [url, signedUrl].find(isText)?.trim();
}

/** The name of a report, where the response tells one that can be shown and stored. */
export function reportIdIn(body: string): string | undefined {
	const { id } = jsonObject(body) ?? {};
	const name = isText(id) || typeof id === 'number' ? String(id) : '';
	return IS_ID.test(name) ? name : undefined;
}

/** Where an error says what it is, in the order in which it is read out. */
const SPOKEN = [
	'error',
	'code',
	'title',
	'message',
	'error_description',
	'detail',
	'reason',
	'errors',
];
const DEEPEST = 4;
const MOST_PARTS = 5;

/** A number that is only the HTTP status again says nothing new. */
const isHttpStatus = (value: number): boolean => value >= 100 && value <= 599;

function spoken(value: unknown, depth = 0): string[] {
	if (isText(value)) return [value.trim()];
	if (typeof value === 'number') return isHttpStatus(value) ? [] : [String(value)];
	if (depth === DEEPEST) return [];
	if (Array.isArray(value)) {
		const each = value.slice(0, MOST_PARTS).map((part) => spoken(part, depth + 1).join(': '));
		const said = each.filter((part) => part !== '').join('; ');
		return said === '' ? [] : [said];
	}
	if (!isObject(value)) return [];
	return [...new Set(SPOKEN.flatMap((key) => spoken(value[key], depth + 1)))];
}

/** What JSON says in words, in `error`, `message` and their like; undefined where it says nothing. */
export function messageIn(body: string): string | undefined {
	const parsed = parse(body);
	return (parsed === undefined ? '' : spoken(parsed).join(': ')) || undefined;
}

/** What a body says in words, else the text itself. */
export const wordsIn = (body: string): string => messageIn(body) ?? body;

const REFUSED = /^(?:error|fail(?:ed|ure)?|rejected|denied)$/i;
const WENT_WELL = /^(?:0|2\d\d|ok|success(?:ful)?|accepted|created)$/i;

const isFilled = (value: unknown): boolean =>
	isText(value) ||
	value === true ||
	(typeof value === 'number' && value !== 0) ||
	(Array.isArray(value) && value.length > 0) ||
	(isObject(value) && Object.keys(value).length > 0);

/**
 * Whether a body refuses, whatever the status above it: an `error`, a list of `errors`, a status or code
 * that says so. How the report endpoint refuses is unknown (docs/dt-api.md section 2, ?). A response with a
 * link or a token in it has given what was requested.
 */
export function isRefusal(body: string): boolean {
	const json = jsonObject(body);
	if (!json || reportLink(body) !== undefined || isText(json.accessToken)) return false;
	const { error, errors, status, success, ok, code, message } = json;
	if (isFilled(error) || isFilled(errors)) return true;
	if (success === false || ok === false) return true;
	if (isText(status) && REFUSED.test(status.trim())) return true;
	const isCode = isText(code) || typeof code === 'number';
	return isCode && isText(message) && !WENT_WELL.test(String(code).trim());
}
