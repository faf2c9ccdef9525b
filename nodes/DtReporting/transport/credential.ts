import { invalidParameter } from '../errors/dtError';
import { isLoopback } from '../core/report/link';
import { cleanKeys } from './cleanCredentials';

/** The name of the credential type, as saved workflows know it. */
export const CREDENTIAL = 'dtReportingApi';

/** DT's host. Source: docs/dt-api.md section 1 (A). */
export const DEFAULT_BASE_URL = 'https://reporting.fyber.com';

/** What a credential holds, checked and trimmed. */
export interface ClientCredentials {
	clientId: string;
	clientSecret: string;
	/** Without a trailing slash. */
	baseUrl: string;
}

/** So long a Base URL is a mistake in pasting. */
export const LONGEST_BASE_URL = 2_000;

/** An address without slashes at its end. */
export function withoutSlashes(address: string): string {
	let end = address.length;
	while (address[end - 1] === '/') end--;
	return address.slice(0, end);
}

function text(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/**
 * Checks the Base URL of a credential: https, or http on loopback (a test server); no user info, no
 * query. A trailing slash is tolerated, a blank means DT's own host.
 *
 * @returns the URL without a trailing slash
 * @throws DtError `invalid_parameters`
 */
export function readBaseUrl(value: unknown): string {
	const given = text(value) || DEFAULT_BASE_URL;
	if (given.length > LONGEST_BASE_URL)
		throw badBaseUrl(`this is longer than ${LONGEST_BASE_URL} characters`);
	let url: URL;
	try {
		url = new URL(given);
	} catch {
		throw badBaseUrl(`this must be a whole address, for example ${DEFAULT_BASE_URL}`);
	}
	const secure = url.protocol === 'https:';
	if (!secure && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw badBaseUrl(
			'this must start with https:// (http:// is for a test server on this machine)',
		);
	}
	if (url.username || url.password) throw badBaseUrl('this must not hold a user name or password');
	if (url.search || url.hash) throw badBaseUrl('this must end with the host or a path');
	return withoutSlashes(`${url.origin}${url.pathname}`);
}

function badBaseUrl(reason: string) {
	return invalidParameter(
		'Base URL',
		reason,
		`Open the DT Reporting API credential and set Base URL, as a rule to ${DEFAULT_BASE_URL}.`,
	);
}

/**
 * The keys in a decrypted credential, as DT made them (see cleanKeys).
 *
 * @throws DtError `invalid_parameters` naming the field as the user sees it
 */
export function readKeys(credential: Record<string, unknown>): ClientCredentials {
	return {
		...cleanKeys(credential.clientId, credential.clientSecret),
		baseUrl: readBaseUrl(credential.baseUrl),
	};
}
