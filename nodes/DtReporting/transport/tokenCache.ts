import { createHash, createHmac } from 'crypto';

import { BoundedMap } from '../helpers/boundedMap';
import { readKeys, type ClientCredentials } from './credential';
import { exchangeToken, type HttpRequest, type Token } from './requestToken';

/** What the credential keeps of a token, beside the keys themselves. All of it is derived, none of it is a key. */
export interface StoredToken {
	accessToken: string;
	/** ISO 8601 UTC: from then on it is renewed. */
	expiresAt: string;
	/** A seal over the keys that the token was issued for; keyed by the token, so it says nothing by itself. */
	issuedFor: string;
}

/** A token is renewed so long before its end, or after nine tenths of a short life. */
const MARGIN_MS = 5 * 60 * 1000;

/** A token that this process has requested. */
interface RequestedToken extends Token {
	/** How many rejections this process had seen when it began the exchange. */
	rejectionsBefore: number;
}

/** The last token that this process requested for some keys, and the exchange that runs; by credentialsHash. */
const latest = new BoundedMap<RequestedToken>();
const exchanges = new Map<string, Promise<RequestedToken>>();
/** Hashes of tokens that DT rejected before their end, with the number of the rejection. */
const rejected = new BoundedMap<number>();
let rejections = 0;
/** Hashes of tokens that this process has requested a new one for: that is newer, whatever other clocks say. */
const replaced = new BoundedMap<true>();

const hash = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('hex');
const isToken = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Distinguishes keys without holding them; for this process only, never stored. */
export const credentialsHash = (keys: ClientCredentials) =>
	hash(keys.clientId, keys.clientSecret, keys.baseUrl);

function seal(accessToken: string, keys: ClientCredentials): string {
	return createHmac('sha256', accessToken).update(credentialsHash(keys)).digest('hex');
}

/** Epoch milliseconds from which a token is no longer sent. */
function renewAt({ issuedAt, expiresAt }: Token): number {
	return expiresAt - Math.min(MARGIN_MS, (expiresAt - issuedAt) / 10);
}

/**
 * Whether a stored credential's token may still be sent: it is there, was made for these very keys,
 * has not ended (with a margin), and DT has not rejected it.
 *
 * @param credential the decrypted credential with its hidden fields
 * @param now epoch milliseconds
 */
export function isUsable(credential: Record<string, unknown>, now: number = Date.now()): boolean {
	const { accessToken, expiresAt, issuedFor } = credential;
	if (!isToken(accessToken)) return false;
	const end = Date.parse(String(expiresAt));
	if (Number.isNaN(end) || end <= now || rejected.has(hash(accessToken))) return false;
	return issuedFor === seal(accessToken, readKeys(credential));
}

/**
 * A token for a credential, made at most once at a time and shared within the process: callers that
 * come during an exchange get its result, and a caller without a token, or with an older
 * one (see isNewer), gets the last one made while it is fresh. A caller that holds the last one made had it
 * rejected or finds it expired, so it gets a new one.
 *
 * @param httpRequest n8n's helper
 * @param credential the decrypted credential
 * @throws DtError see exchangeToken, and `invalid_parameters` for keys that cannot be sent
 */
export async function sharedToken(
	httpRequest: HttpRequest,
	credential: Record<string, unknown>,
): Promise<StoredToken> {
	const keys = readKeys(credential);
	const name = credentialsHash(keys);
	const last = latest.get(name);
	const token =
		last && isNewer(last, credential, keys) && mayBeShared(last)
			? last
			: await (exchanges.get(name) ?? start(httpRequest, keys, name));
	const { accessToken } = credential;
	if (token !== last && isToken(accessToken)) replaced.set(hash(accessToken), true);
	return stored(token, keys);
}

/**
 * Whether a token is another than the one that a credential holds, and not older. Another process may have
 * requested that one and had it rejected: then an older one is useless, too.
 *
 * Where this process has seen the rejection, only a token that it requested afterwards is newer: DT drops all
 * tokens at once, and the tokens of two processes are both gone, whichever was stored last.
 */
function isNewer(
	token: RequestedToken,
	credential: Record<string, unknown>,
	keys: ClientCredentials,
): boolean {
	const { accessToken, expiresAt, issuedFor } = credential;
	if (!isToken(accessToken)) return true;
	if (token.accessToken === accessToken) return false;
	const rejection = rejected.get(hash(accessToken));
	if (rejection !== undefined) return token.rejectionsBefore >= rejection;
	const heldUntil = Date.parse(String(expiresAt));
	if (replaced.has(hash(accessToken))) return true;
	const isForOthers = issuedFor !== seal(accessToken, keys);
	return isForOthers || Number.isNaN(heldUntil) || renewAt(token) >= heldUntil;
}

function mayBeShared(token: Token): boolean {
	return renewAt(token) > Date.now() && !rejected.has(hash(token.accessToken));
}

async function start(
	httpRequest: HttpRequest,
	keys: ClientCredentials,
	name: string,
): Promise<RequestedToken> {
	latest.delete(name);
	const rejectionsBefore = rejections;
	const exchange = exchangeToken(httpRequest, keys).then((token) => ({
		...token,
		rejectionsBefore,
	}));
	exchanges.set(name, exchange);
	try {
		const token = await exchange;
		latest.set(name, token);
		return token;
	} finally {
		exchanges.delete(name);
	}
}

/** The stored expiry already holds the margin, so that whoever reads it needs no rule of its own. */
function stored(token: Token, keys: ClientCredentials): StoredToken {
	return {
		accessToken: token.accessToken,
		expiresAt: new Date(renewAt(token)).toISOString(),
		issuedFor: seal(token.accessToken, keys),
	};
}

/** Records that DT rejected a token before its end, so that it is renewed before it is sent again. */
export function markTokenRejected(accessToken: unknown): void {
	if (!isToken(accessToken)) return;
	const name = hash(accessToken);
	if (!rejected.has(name)) rejected.set(name, ++rejections);
}

/** Forgets the latest token of these keys, so that the next exchange verifies them. */
export function forgetToken(keys: ClientCredentials): void {
	latest.delete(credentialsHash(keys));
}

/** Forgets everything that this process keeps of tokens; for tests. */
export function forgetTokens(): void {
	latest.clear();
	exchanges.clear();
	rejected.clear();
	replaced.clear();
}
