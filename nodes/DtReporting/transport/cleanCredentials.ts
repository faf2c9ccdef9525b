import { invalidParameter, type DtError } from '../errors/dtError';
import { WHERE_KEYS_ARE_MADE } from '../errors/errorCodes';

/** A secret has over 330 characters (docs/dt-api.md section 1, A); its length is never capped. */
const LEAST_SECRET = 330;
/** An ID usually is 32 hexadecimal digits (docs/dt-api.md section 1, A); another one is let through. */
const HEX_ID = /^[0-9a-f]{32}$/i;
const MOST_ID = 200;

const ID = 'Client ID';
const SECRET = 'Client Secret';

const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»)$/s;
const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
const UNSEEN = /[\s\p{Cc}]/u;
const QUOTE = /["'`“”‘’«»]/;

/** What comes along with a copied value and is no part of it: characters without a width, blanks and quotes around. */
function bare(value: unknown): string {
	const text = typeof value === 'string' ? value.replace(/\p{Cf}/gu, '').trim() : '';
	const [, ...inner] = QUOTED.exec(text) ?? [];
	return (inner.find((each) => each !== undefined) ?? text).trim();
}

const refused = (field: string, reason: string): DtError =>
	invalidParameter(
		field,
		reason,
		`Copy the Client ID and the Client Secret again from ${WHERE_KEYS_ARE_MADE} into the DT Reporting API credential.`,
	);

const empty = (field: string): DtError =>
	invalidParameter(
		field,
		'this is empty',
		`Open the DT Reporting API credential and fill in ${field}.`,
	);

/** What no key holds, and what nobody can tell how to mend. */
function checkCharacters(field: string, key: string): void {
	if (UNSEEN.test(key)) throw refused(field, 'there is a blank or a line break inside');
	if (QUOTE.test(key)) throw refused(field, 'there is a quotation mark in it');
}

/** A secret as one piece: it may have been copied out of something that broke it into lines. */
function joined(secret: string): string {
	const lines = secret.split(LINE_BREAK).map((line) => line.trim());
	if (lines.length > 1 && lines.some((line) => HEX_ID.test(line))) {
		throw refused(SECRET, 'there is a Client ID in it as well');
	}
	return lines.join('');
}

/**
 * The keys as DT made them, out of what was pasted. What is certainly no part of them goes: characters
 * without a width, blanks and quotes around them, line breaks inside the secret. What is not certain, and
 * keys that are swapped or cut off, are refused before anything is sent: DT would only not know them.
 *
 * @throws DtError `invalid_parameters` naming the field as the user sees it
 */
export function cleanKeys(
	id: unknown,
	secret: unknown,
): { clientId: string; clientSecret: string } {
	const [clientId, pastedSecret] = [bare(id), bare(secret)];
	if (clientId === '') throw empty(ID);
	if (pastedSecret === '') throw empty(SECRET);
	const isIdASecret = clientId.length > MOST_ID;
	if (isIdASecret && HEX_ID.test(pastedSecret)) {
		throw refused(ID, 'this seems to be the Client Secret, and the Client Secret the Client ID');
	}
	if (isIdASecret) {
		throw refused(ID, `this seems to be a Client Secret (${clientId.length} characters)`);
	}
	checkCharacters(ID, clientId);
	const clientSecret = joined(pastedSecret);
	if (HEX_ID.test(clientSecret)) {
		throw refused(SECRET, 'this seems to be a Client ID (32 hexadecimal digits)');
	}
	checkCharacters(SECRET, clientSecret);
	if (clientSecret.length < LEAST_SECRET) {
		throw refused(
			SECRET,
			`this has ${clientSecret.length} characters and those of DT have over ${LEAST_SECRET}, so it seems cut off`,
		);
	}
	return { clientId, clientSecret };
}
