import { createHash } from 'crypto';

/** What can be read from a pre-signed link, and whether it may be followed at all. */

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True for the host name of a parsed URL that never leaves this machine: 127.0.0.0/8, `localhost`, `[::1]`. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/** No signed link is so long, and no server reads it. */
const LONGEST_LINK = 8_000;

/** Addresses of this machine, of private networks and of none at all; see the IANA registries of special addresses. */
const INWARD_V4 =
	/^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|192\.0\.0|198\.1[89]|100\.(?:6[4-9]|[79]\d|8\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./;
const IS_V4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** Every other address of version 6 is special: loopback, private, or one of version 4 in disguise. */
const OUTWARD_V6 = /^\[(?!2002:)[23][0-9a-f]{3}:/;

/** Whether the host name of a parsed URL leads to this machine or into its network, as far as the name tells. */
function isInward(hostname: string): boolean {
	if (hostname.startsWith('[')) return !OUTWARD_V6.test(hostname);
	if (IS_V4.test(hostname)) return INWARD_V4.test(`${hostname}.`);
	return /(?:^|\.)localhost\.?$/.test(hostname);
}

/**
 * Why a report link may not be followed; undefined where it may: https to any public host, and into a private
 * network only where the base URL leads there, too; http only on loopback, and only where the base URL is on
 * loopback as well (a test server).
 *
 * @param link what DT gave as the report's URL
 * @param baseUrl the credential's checked base URL
 * @returns the end of a sentence about the link
 */
export function linkFault(link: string, baseUrl: string): string | undefined {
	if (link.length > LONGEST_LINK) return `is longer than ${LONGEST_LINK} characters`;
	if (!URL.canParse(link)) return 'is not a URL';
	const { protocol, hostname, username, password } = new URL(link);
	const isTest = protocol === 'http:' && baseUrl.startsWith('http://') && isLoopback(hostname);
	if (protocol !== 'https:' && !isTest) return 'is not https';
	if (username !== '' || password !== '') return 'holds a user name or password';
	if (isInward(hostname) && !isInward(new URL(baseUrl).hostname)) {
		return 'leads into a private network';
	}
	return undefined;
}

/** Whether a report link may be followed; see linkFault. */
export const isAllowedLink = (link: string, baseUrl: string): boolean =>
	linkFault(link, baseUrl) === undefined;

/**
 * When a pre-signed link ends: `X-Amz-Date` plus `X-Amz-Expires` (docs/dt-api.md section 3, B).
 *
 * @returns ISO 8601 UTC, or undefined where the link does not say
 */
export function linkExpiry(link: string): string | undefined {
	const query = new URL(link).searchParams;
	const values = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
	const start = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(
		values.get('x-amz-date') ?? '',
	);
	const seconds = values.get('x-amz-expires') ?? '';
	if (!start || !/^\d{1,7}$/.test(seconds)) return undefined;
	const [, year, month, day, hour, minute, second] = start;
	const from = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return Number.isNaN(from) ? undefined : new Date(from + Number(seconds) * 1000).toISOString();
}

/** When a report was requested, and when its link ends. */
interface LinkLife {
	/** ISO 8601 UTC by the clock of this machine. */
	requestedAt: string;
	/** The same moment by DT's clock, where its response tells. */
	answeredAt?: string;
	/** ISO 8601 UTC by DT's clock, where the link says. */
	urlExpiresAt?: string;
}

/**
 * How far the clock of this machine was ahead of DT's when DT answered the request, in milliseconds; 0
 * where the response had no date.
 */
export const clockSkew = ({ requestedAt, answeredAt = requestedAt }: LinkLife): number =>
	Date.parse(requestedAt) - Date.parse(answeredAt);

/** When a report's link ends by the clock of this machine, epoch milliseconds; undefined where it does not say. */
export const linkEndsAt = (life: LinkLife): number | undefined =>
	life.urlExpiresAt === undefined ? undefined : Date.parse(life.urlExpiresAt) + clockSkew(life);

/**
 * What time it is for a link, epoch milliseconds: by the file host's clock or by DT's, whichever is earlier,
 * since a proxy may state a wrong time, and this machine's clock may be set.
 *
 * @param hostTime what the file host's response said, where it did
 * @param now epoch milliseconds by the clock of this machine
 */
export const timeOfLink = (life: LinkLife, hostTime: number | undefined, now: number): number =>
	Math.min(hostTime ?? Infinity, now - clockSkew(life));

/** Whether a link carries a signature, as a pre-signed one does in either version of S3's. */
export const isSigned = (link: string): boolean =>
	[...new URL(link).searchParams.keys()].some((name) => /^(x-amz-)?signature$/i.test(name));

/** Identifies a report, whatever its id: a hash of its link, which reveals nothing of the link. */
export const linkHash = (reportUrl: string): string =>
	createHash('sha256').update(reportUrl).digest('hex').slice(0, 16);

/** File names and messages hold it. */
const LONGEST_ID = 200;

const LOOKS_UNIQUE = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}/i;

/**
 * An id for a report that DT gave none: the name of the file behind its link, which holds the id as a rule.
 * A name that others may have, too, is distinguished by the link.
 */
export function fileIdOf(reportUrl: string): string {
	const name = (new URL(reportUrl).pathname.split('/').pop() ?? '').replace(/\.csv$/i, '');
	const file = name.slice(0, LONGEST_ID);
	return LOOKS_UNIQUE.test(file) ? file : [file, linkHash(reportUrl)].filter(Boolean).join('-');
}
