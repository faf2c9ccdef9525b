import { createHash, createHmac } from 'crypto';

import { readKeys, type ClientCredentials } from './credential';
import { exchangeToken, type HttpRequest, type Token } from './requestToken';

/** What the credential keeps of a token, beside the keys themselves. All of it is derived, none of it is a key. */
export interface StoredToken {
	accessToken: string;
	/** ISO 8601 UTC: from then on it is renewed. */
	expiresAt: string;
	/** A seal over the keys the token was made for; keyed by the token, so it says nothing by itself. */
	issuedFor: string;
}

/** A token is renewed so long before its end, or after nine tenths of a short life. */
const MARGIN_MS = 5 * 60 * 1000;
const MOST_REMEMBERED = 200;

/** A token that this process made. */
interface MadeToken extends Token {
	/** How many refusals this process had seen when it began the exchange. */
	refusalsBefore: number;
}

/** Tokens of this process by a hash of the keys: the last one made, and the exchange under way. */
const made = new Map<string, MadeToken>();
const underWay = new Map<string, Promise<MadeToken>>();
/** Hashes of tokens that DT refused although their time was not over, with the number of the refusal. */
const refused = new Map<string, number>();
let refusals = 0;

/** Hashes of tokens that this process has made a new one for: that is newer, whatever other clocks say. */
const replaced = new Set<string>();

const hash = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('hex');
/** Tells keys apart without holding them; for this process's memory, never to be stored. */
export const nameOf = (keys: ClientCredentials) =>
	hash(keys.clientId, keys.clientSecret, keys.baseUrl);

function seal(accessToken: string, keys: ClientCredentials): string {
	return createHmac('sha256', accessToken).update(nameOf(keys)).digest('hex');
}

/** Epoch milliseconds from which a token is no longer sent. */
function renewAt({ issuedAt, expiresAt }: Token): number {
	return expiresAt - Math.min(MARGIN_MS, (expiresAt - issuedAt) / 10);
}

/**
 * Whether a stored credential's token may still be sent: it is there, was made for these very keys,
 * its time is not over (with a margin), and DT has not refused it.
 *
 * @param credential the decrypted credential with its hidden fields
 * @param now epoch milliseconds
 */
export function isUsable(credential: Record<string, unknown>, now: number = Date.now()): boolean {
	const { accessToken, expiresAt, issuedFor } = credential;
	if (typeof accessToken !== 'string' || accessToken === '') return false;
	const end = Date.parse(String(expiresAt));
	if (Number.isNaN(end) || end <= now || refused.has(hash(accessToken))) return false;
	return issuedFor === seal(accessToken, readKeys(credential));
}

/**
 * A token for a credential, made at most once at a time and shared within the process: callers that
 * come while an exchange is under way get its result, and a caller without a token, or with an older
 * one (see isNewer), gets the last one made while it is fresh. A caller that holds the last one made has had it
 * refused or is past its time, so for it a new one is made.
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
	const name = nameOf(keys);
	const last = made.get(name);
	const token =
		last && isNewer(last, credential, keys) && mayBeShared(last)
			? last
			: await (underWay.get(name) ?? start(httpRequest, keys, name));
	if (token !== last) noteReplaced(credential.accessToken);
	return stored(token, keys);
}

/**
 * Whether a token is another than the one that a credential holds, and not older. Another process may have
 * made that one, and had it refused: then an older one is of no more use.
 *
 * Where this process has seen the refusal, only a token that it requested afterwards counts as newer: DT drops
 * all tokens at once, and those that two processes made side by side are both gone, whichever was stored last.
 */
function isNewer(
	token: MadeToken,
	credential: Record<string, unknown>,
	keys: ClientCredentials,
): boolean {
	const { accessToken, expiresAt, issuedFor } = credential;
	if (typeof accessToken !== 'string' || accessToken === '') return true;
	if (token.accessToken === accessToken) return false;
	const refusal = refused.get(hash(accessToken));
	if (refusal !== undefined) return token.refusalsBefore >= refusal;
	const heldUntil = Date.parse(String(expiresAt));
	if (replaced.has(hash(accessToken))) return true;
	const isForOthers = issuedFor !== seal(accessToken, keys);
	return isForOthers || Number.isNaN(heldUntil) || renewAt(token) >= heldUntil;
}

function mayBeShared(token: Token): boolean {
	return renewAt(token) > Date.now() && !refused.has(hash(token.accessToken));
}

async function start(
	httpRequest: HttpRequest,
	keys: ClientCredentials,
	name: string,
): Promise<MadeToken> {
	made.delete(name);
	const refusalsBefore = refusals;
	const exchange = exchangeToken(httpRequest, keys).then((token) => ({ ...token, refusalsBefore }));
	underWay.set(name, exchange);
	try {
		const token = await exchange;
		remember(made, name, token);
		return token;
	} finally {
		underWay.delete(name);
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

/** Notes that DT refused a token before its time, so that it is renewed before it is sent again. */
export function markTokenRejected(accessToken: unknown): void {
	if (typeof accessToken !== 'string' || accessToken === '') return;
	const name = hash(accessToken);
	if (refused.has(name)) return;
	refusals += 1;
	remember(refused, name, refusals);
}

function noteReplaced(accessToken: unknown): void {
	if (typeof accessToken !== 'string' || accessToken === '') return;
	if (replaced.size >= MOST_REMEMBERED) replaced.clear();
	replaced.add(hash(accessToken));
}

/** Forgets the last token made for these keys, so that the next one is made by an exchange that proves them. */
export function forgetToken(keys: ClientCredentials): void {
	made.delete(nameOf(keys));
}

/** Forgets everything that this process knows of tokens; for tests. */
export function forgetTokens(): void {
	made.clear();
	underWay.clear();
	refused.clear();
	replaced.clear();
}

function remember<T>(map: Map<string, T>, name: string, value: T): void {
	if (map.size >= MOST_REMEMBERED) map.delete(map.keys().next().value as string);
	map.set(name, value);
}
