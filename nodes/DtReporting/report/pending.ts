import type { AskedReport } from './state';

/**
 * The reports that were asked for and not handed over yet, by query. The same query picks its report
 * up again instead of asking for another. It is plain data; where it is kept is not decided here.
 */
export type Pending = Record<string, AskedReport>;

/** DT's slowest report takes an hour (docs/dt-api.md section 0, A); a link that does not say its end is trusted so long. */
const TRUSTED_MS = 60 * 60 * 1000;
/** A link this close to its end is not worth taking up. */
const MARGIN_MS = 60 * 1000;
const MOST_KEPT = 100;

/** Whether a report's link still lives. */
export function lives({ urlExpiresAt, requestedAt }: AskedReport, now: number): boolean {
	const end =
		urlExpiresAt === undefined ? Date.parse(requestedAt) + TRUSTED_MS : Date.parse(urlExpiresAt);
	return now < end - MARGIN_MS;
}

/** The pending reports without those whose links are over, and no more than the newest 100. */
export function prune(pending: Pending, now: number): Pending {
	const living = Object.entries(pending).filter(([, report]) => lives(report, now));
	return Object.fromEntries(living.slice(-MOST_KEPT));
}
