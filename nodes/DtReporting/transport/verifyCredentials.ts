import { exchangeToken, type HttpRequest } from './requestToken';
import type { RequestContext } from './account';
import { CREDENTIAL, readKeys } from './credential';
import { isUsable, sharedToken } from './tokenCache';

/**
 * Verifies the keys of a credential without spending a report: by the token that it holds, else by an
 * exchange, whose token the next request uses.
 *
 * @throws DtError see exchangeToken
 */
export async function verifyCredentials(context: RequestContext): Promise<void> {
	const credential = await context.getCredentials(CREDENTIAL);
	if (isUsable(credential)) return;
	await sharedToken(context.helpers.httpRequest as HttpRequest, credential);
}

/**
 * Verifies by an exchange, which costs nothing, that DT can be reached and answers, before a request
 * is repeated that may have cost a report.
 *
 * @throws DtError see exchangeToken
 */
export async function verifyConnection(context: RequestContext): Promise<void> {
	const keys = readKeys(await context.getCredentials(CREDENTIAL));
	await exchangeToken(context.helpers.httpRequest as HttpRequest, keys);
}
