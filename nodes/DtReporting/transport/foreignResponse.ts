import type { AnsweredBy } from '../errors/errorCodes';
import type { HttpResponse } from './httpResponse';

/** Byte order mark and white space may stand before a body. */
const MARKUP = /^[\uFEFF\s]{0,1000}</;

function isJson(body: string): boolean {
	try {
		JSON.parse(body);
		return true;
	} catch {
		return false;
	}
}

/** An empty body says enough under these: 401 is a dead token (docs/dt-api.md section 2, B), 405 a wrong method. */
const SAYS_ENOUGH = new Set([401, 405, 429]);

/**
 * What stands in between, where a response is not DT's: a proxy that requires a login, or whatever gives a
 * page (a firewall, a content network, maintenance). DT answers JSON (docs/dt-api.md sections 1 and 2,
 * A/B), so markup is none of its own, nor is a refusal without a word.
 *
 * @returns undefined for a response that may be DT's
 */
export function answeredBy({ status, headers, body }: HttpResponse): AnsweredBy | undefined {
	if (status === 407) return 'proxyLogin';
	if (MARKUP.test(body)) return 'page';
	if (body.trim() === '') {
		return status >= 400 && status < 500 && !SAYS_ENOUGH.has(status) ? 'page' : undefined;
	}
	const isPage = /\b(?:html|xml)\b/i.test(headers['content-type'] ?? '');
	return isPage && !isJson(body) ? 'page' : undefined;
}
