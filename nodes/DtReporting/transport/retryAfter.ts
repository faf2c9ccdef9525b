/** A longer pause is shortened: no quota of DT's lasts longer than a day. */
const LONGEST_MS = 48 * 60 * 60 * 1000;

/** Milliseconds that a Retry-After header requests (seconds or an HTTP date), or undefined. */
export function retryAfterMs(headers: Record<string, string>, now: number): number | undefined {
	const value = headers['retry-after']?.trim();
	if (!value) return undefined;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.min(LONGEST_MS, Math.ceil(Number(value) * 1000));
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.min(LONGEST_MS, Math.max(0, date - now));
}
