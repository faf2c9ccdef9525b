import { ENDPOINTS } from '../../core/report/query';
import { invalidParameter } from '../../errors/dtError';

/** Longer ones are refused by servers, and no path of DT's is. */
const LONGEST = 8_000;
/** So much of a path is said in a message. */
const SHOWN = 100;

const REMEDY = 'Write only the path, e.g. /api/v1/report/offerwall.';

/**
 * A path that stays on the base URL. An absolute URL, another host, `..` in any spelling and
 * backslashes are refused, since the request carries the token.
 *
 * @throws DtError `invalid_parameters`
 */
export function readPath(value: unknown, baseUrl: string): string {
	const given = typeof value === 'string' ? value.trim() : '';
	if (given === '') throw invalidParameter('Path', 'this is empty', REMEDY);
	if (given.length > LONGEST) {
		throw invalidParameter('Path', `this is longer than ${LONGEST} characters`, REMEDY);
	}
	if (/^[a-z][a-z0-9+.-]*:/i.test(given) || given.startsWith('//')) {
		throw invalidParameter('Path', 'this is an absolute URL', REMEDY);
	}
	const path = given.startsWith('/') ? given : `/${given}`;
	const unescaped = path
		.split(/[?#]/)[0]
		.replace(/%(25)*2e/gi, '.')
		.replace(/%(25)*(2f|5c)/gi, '/');
	if (/\\|\p{Cc}/u.test(path) || unescaped.split('/').includes('..')) {
		throw invalidParameter('Path', 'this leads away from the Base URL', REMEDY);
	}
	const target = new URL(`${baseUrl}${path}`);
	if (target.origin !== new URL(baseUrl).origin || !target.href.startsWith(`${baseUrl}/`)) {
		throw invalidParameter('Path', 'this leads away from the Base URL', REMEDY);
	}
	return path;
}

/** The names between the slashes of a path as it is sent, without blanks, `.` and escapes. */
const namesIn = (path: string): string =>
	unescaped(path)
		.split('/')
		.filter((name) => name !== '' && name !== '.')
		.join('/');

function unescaped(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** Whether a path leads to a report's endpoint, however it is spelled: a POST there costs a report. */
export function isReportPath(path: string, baseUrl: string): boolean {
	const names = namesIn(new URL(`${baseUrl}${path}`).pathname);
	const base = new URL(baseUrl).pathname;
	return Object.values(ENDPOINTS).some((entry) => names === namesIn(`${base}/${entry.path}`));
}

/** A path as a message says it: without its query, which may hold anything. */
export function shownPath(path: string): string {
	const [shown] = path.split(/[?#]/);
	return shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
}
