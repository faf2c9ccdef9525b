/** What can be read from a pre-signed link, and whether it may be followed at all. */

const LOOPBACK_LINK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//i;

/**
 * Whether a report link may be followed: https to any host; http only on loopback, and only where the
 * base URL is on loopback too (a test server).
 *
 * @param link what DT gave as the report's URL
 * @param baseUrl the credential's checked base URL
 */
export function isAllowedLink(link: string, baseUrl: string): boolean {
	let url: URL;
	try {
		url = new URL(link);
	} catch {
		return false;
	}
	if (url.protocol === 'https:') return true;
	return baseUrl.startsWith('http://') && LOOPBACK_LINK.test(url.href);
}

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

/** The name of the file behind a link, which holds the report's id. */
export function fileIdOf(reportUrl: string): string {
	return (new URL(reportUrl).pathname.split('/').pop() ?? '').replace(/\.csv$/i, '');
}
