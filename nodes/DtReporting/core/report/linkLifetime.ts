import { lastCompleteDay, type DateRange } from './dates';
import { clockSkew, linkEndsAt } from './link';
import type { RequestedReport } from './reportState';

/** DT's slowest report takes an hour (docs/dt-api.md section 0, A); a link that does not say its end is trusted so long. */
const TRUSTED_MS = 60 * 60 * 1000;
/** A link this close to its end is not worth taking up. */
const MARGIN_MS = 60 * 1000;

/**
 * Whether a report's link still lives.
 *
 * @param now epoch milliseconds by the clock of this machine
 */
export function isLinkAlive(report: RequestedReport, now: number): boolean {
	const end = linkEndsAt(report) ?? Date.parse(report.requestedAt) + TRUSTED_MS;
	return now < end - MARGIN_MS;
}

const earlier = (one: string, other: string): string => (one < other ? one : other);

/**
 * Whether a report that was requested earlier holds what a new one would: no day of its range has become
 * complete since, by DT's clock. A range with days that are not complete yet is good for an hour.
 *
 * @param range the days of the report
 * @param now epoch milliseconds by the clock of this machine
 */
export function isCurrent(report: RequestedReport, { end }: DateRange, now: number): boolean {
	const dtNow = now - clockSkew(report);
	const takenAt = Date.parse(report.answeredAt ?? report.requestedAt);
	const complete = lastCompleteDay(dtNow);
	if (earlier(end, lastCompleteDay(takenAt)) < earlier(end, complete)) return false;
	return end <= complete || dtNow - takenAt < TRUSTED_MS;
}
