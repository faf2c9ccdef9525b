import { asError } from '../../errors/asError';
import { plainText } from '../../errors/plainText';
import type { DtErrorCode } from '../../errors/errorCodes';
import { InvalidCsvError } from '../csv/csvReader';
import { TooLarge } from '../csv/tooLarge';

/** The file host's response. */
export interface FileResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	chunks: AsyncIterable<Uint8Array>;
}

/** A check that found the report's file. */
export interface ReadyFile {
	kind: 'ready';
}

/** A check that found no file to read (docs/dt-api.md section 3). `reason` is the end of a sentence. */
export type NoFile = (
	| { kind: 'notReady'; reason: string }
	| { kind: 'expired'; reason: string }
	| {
			kind: 'unreadable';
			reason: string;
			/** The error's code, where it is not `report_unreadable`. */
			code?: DtErrorCode;
			remedy?: string;
			/** Another check would show the same. */
			isFinal?: boolean;
			/** It is text with a wrong charset, header, width or day, which a later check as a rule shows again. */
			isLasting?: boolean;
	  }
	| { kind: 'transient'; reason: string; retryAfterMs?: number }
) & {
	/** The time by the file host's clock, epoch milliseconds, where it states one. */
	hostTime?: number;
};

export type DownloadStatus = ReadyFile | NoFile;

/** The result of a check that found nothing yet, or an empty file. */
export const EMPTY_FILE = 'an empty file';

/** The status of a file that is no CSV, or not the report's. */
export function statusOfInvalid(error: unknown): NoFile {
	if (!(error instanceof InvalidCsvError)) throw asError(error);
	const reason = plainText(error.message);
	if (!(error instanceof TooLarge)) return { kind: 'unreadable', reason, isLasting: true };
	const { remedy } = error;
	return { kind: 'unreadable', code: 'report_too_large', reason, remedy, isFinal: true };
}

/** S3's own codes are one word; anything else in their place is text of the file host, which is not shown. */
const CODE = /<Code>([a-z\d]{1,60})<\/Code>/i;

/** S3's codes for a link that has expired, or whose signer's session has. Links signed with a role's keys end with these. */
const ENDED = new Set([
	'ExpiredToken',
	'InvalidToken',
	'TokenRefreshRequired',
	'SignatureDoesNotMatch',
]);

export function statusOfRefusal(
	status: number,
	text: string,
	expiresAt: string | undefined,
	now: number,
): NoFile {
	const code = CODE.exec(text)?.[1] ?? '';
	const reason = [`HTTP ${status}`, code].filter((part) => part !== '').join(' ');
	if (status === 404) return { kind: 'notReady', reason };
	if (status === 410 || ENDED.has(code)) return { kind: 'expired', reason };
	if (status === 407) return { kind: 'unreadable', reason: `a proxy requires a login (${reason})` };
	if (status === 403) {
		const past = expiresAt !== undefined && Date.parse(expiresAt) <= now;
		if (/expired/i.test(text) || past) return { kind: 'expired', reason };
		if (code === 'AccessDenied') return { kind: 'notReady', reason };
		const who = code === '' ? 'a proxy or a firewall, not the file host,' : 'the file host';
		return { kind: 'unreadable', reason: `${who} said ${reason}` };
	}
	if (status >= 500 || status === 429 || status === 408) return { kind: 'transient', reason };
	return { kind: 'unreadable', reason: `the file host said ${reason}` };
}
