import type { IHttpRequestOptions } from 'n8n-workflow';

import { readBaseUrl } from './credential';
import { TOKEN_PATH } from './exchange';
import { isUsable } from './sharedToken';

/**
 * What n8n's request helpers answer with one renewal and one resend: an error that looks like a 401.
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

/**
 * Puts the bearer token on a request, for this package's nodes and for n8n's HTTP Request node alike.
 * A request to another host than the credential's gets none (a report's link must be fetched without
 * one), nor does the token endpoint, which takes the keys themselves.
 *
 * @param credential the decrypted credential with its hidden fields
 * @param options the request about to be sent; the same object comes back, changed
 * @throws the sign that makes n8n renew the token first (see renewalWanted)
 */
export function authenticate(
	credential: Record<string, unknown>,
	options: IHttpRequestOptions,
): IHttpRequestOptions {
	const baseUrl = readBaseUrl(credential.baseUrl);
	// n8n's HTTP Request node still calls the address `uri`
	const { url, uri } = options as IHttpRequestOptions & { uri?: string };
	const target = new URL(
		url ?? uri ?? '',
		options.baseURL ? `${options.baseURL.replace(/\/*$/, '')}/` : undefined,
	);
	if (!isBelow(baseUrl, target) || target.pathname.endsWith(TOKEN_PATH)) return options;
	if (!isUsable(credential)) throw renewalWanted();
	options.headers = {
		...options.headers,
		Authorization: `Bearer ${String(credential.accessToken)}`,
	};
	return options;
}

/** The token that authenticate has put on a request; a blank where it has put none. */
export const bearerOf = ({ headers }: IHttpRequestOptions): string =>
	String(headers?.Authorization ?? '').replace(/^Bearer /, '');
