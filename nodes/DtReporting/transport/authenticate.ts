import type { IHttpRequestOptions } from 'n8n-workflow';

import { readBaseUrl, readKeys, withoutSlashes } from './credential';
import { TOKEN_PATH } from './requestToken';
import { forgetToken, isUsable } from './tokenCache';

/**
 * What n8n's request helpers answer with one renewal and one resend: an error that has the form of a 401.
 * Thrown before anything is sent, it renews a token whose time is over instead of waiting for DT to
 * refuse it. Holds for every n8n that this package is tested with (2.8 to 2.41).
 */
function renewalWanted(): Error {
	return Object.assign(new Error('The DT token has to be renewed before it is used'), {
		response: { status: 401 },
	});
}

/** True for DT's host, and for a path below the base URL if that has one. */
function isBelow(baseUrl: string, target: URL): boolean {
	const base = new URL(baseUrl);
	return (
		target.origin === base.origin &&
		`${target.pathname}/`.startsWith(`${base.pathname.replace(/\/$/, '')}/`)
	);
}

const IS_ABSOLUTE = /^(?:[a-z][a-z\d+.-]*:)?\/\//i;

/** The address of a request as n8n's HTTP client joins it: what is relative is put behind the base. */
const targetOf = (address: string, base?: string): URL =>
	base && !IS_ABSOLUTE.test(address)
		? new URL(`${withoutSlashes(base)}/${address.replace(/^\/+/, '')}`)
		: new URL(address, base || undefined);

/** Requests to the token endpoint before which the hook has made an exchange of its own. */
const proved = new WeakSet<object>();

/**
 * A request to the token endpoint, as the credential test makes it. It takes the keys themselves, and the
 * hook tries them first, since its message is DT's where n8n has no more than "Bad Request". n8n
 * runs the hook in a test only for a credential without a token (seen in 2.41.1); one that was saved with a
 * token, whose keys are changed or revoked, is renewed by the sign. n8n then hands the same request in again.
 *
 * @throws the sign that makes n8n run the hook first, or DtError `invalid_parameters`
 */
function withKeys(
	credential: Record<string, unknown>,
	options: IHttpRequestOptions,
): IHttpRequestOptions {
	const keys = readKeys(credential);
	if (!proved.has(options)) {
		proved.add(options);
		forgetToken(keys);
		throw renewalWanted();
	}
	const { body } = options;
	if (typeof body === 'object' && body !== null && 'grant_type' in body) {
		options.body = { client_id: keys.clientId, client_secret: keys.clientSecret, ...body };
		options.disableFollowRedirect = true;
	}
	return options;
}

/**
 * Puts the bearer token on a request, for this package's nodes and for n8n's HTTP Request node alike.
 * A request to another host than the credential's gets none (a report's link must be fetched without
 * one), nor does the token endpoint, which takes the keys themselves; they are put on the credential test
 * only, not on a request of n8n's HTTP Request node. A redirect to another host, which that node follows,
 * does not take the token there.
 *
 * @param credential the decrypted credential with its hidden fields
 * @param options the request about to be sent; the same object comes back, changed
 * @throws the sign that makes n8n renew the token first (see renewalWanted), or DtError `invalid_parameters`
 */
export function authenticate(
	credential: Record<string, unknown>,
	options: IHttpRequestOptions,
): IHttpRequestOptions {
	const baseUrl = readBaseUrl(credential.baseUrl);
	// n8n's HTTP Request node, and nothing else, still calls the address `uri`.
	const { url, uri } = options as IHttpRequestOptions & { uri?: string };
	const target = targetOf(url ?? uri ?? '', options.baseURL);
	if (!isBelow(baseUrl, target)) return options;
	if (target.pathname.endsWith(TOKEN_PATH)) {
		// A user who may use the credential, but not read it, would learn the keys from a request of their own.
		return uri === undefined ? withKeys(credential, options) : options;
	}
	if (!isUsable(credential)) throw renewalWanted();
	options.sendCredentialsOnCrossOriginRedirect = false;
	options.headers = {
		...options.headers,
		Authorization: `Bearer ${String(credential.accessToken)}`,
	};
	return options;
}

/** The token that authenticate has put on a request; a blank where it has put none. */
export const bearerOf = ({ headers }: IHttpRequestOptions): string =>
	String(headers?.Authorization ?? '').replace(/^Bearer /, '');
