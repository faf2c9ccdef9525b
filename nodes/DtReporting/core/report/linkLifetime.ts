import { lastCompleteDay, type DateRange } from './dates';
import { clockSkew, linkEndsAt, timeOfLink } from './link';
import type { RequestedReport } from './requestedReport';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** DT's slowest report takes an hour (docs/dt-api.md section 0, A). */
export const SLOWEST_REPORT_MS = HOUR_MS;
/** A link that does not say its end is resumed for so long. */
const TRUSTED_MS = HOUR_MS;
/** A link that does not say its end is checked for so long, the life of links that do (docs/dt-api.md section 3, B). */
const UNSTATED_LIFE_MS = 3 * HOUR_MS;
/** A link this close to its end is not worth resuming. */
const MARGIN_MS = MINUTE_MS;
/** A link that shows nothing after its end has expired; clocks may differ by so much. */
const CLOCK_GRACE_MS = 5 * MINUTE_MS;

/**
 * Whether a report's link is good for another execution.
 *
 * @param now epoch milliseconds by the clock of this machine
 */
export function isLinkAlive(report: RequestedReport, now: number): boolean {
	const end = linkEndsAt(report) ?? Date.parse(report.requestedAt) + TRUSTED_MS;
	return now < end - MARGIN_MS;
}

/**
 * Whether a link has passed the end that it states, by every clock that is known.
 *
 * @param hostTime the time in the file host's response, where it has one; epoch milliseconds
 * @param now epoch milliseconds by the clock of this machine
 */
export function isLinkOver(
	report: RequestedReport,
	hostTime: number | undefined,
	now: number,
): boolean {
	const { urlExpiresAt } = report;
	if (urlExpiresAt === undefined) return false;
	return timeOfLink(report, hostTime, now) > Date.parse(urlExpiresAt) + CLOCK_GRACE_MS;
}

/** Whether a link that states no end has been checked for longer than links are valid. */
export const isUnstatedLifeOver = (report: RequestedReport, now: number): boolean =>
	report.urlExpiresAt === undefined && now - Date.parse(report.requestedAt) >= UNSTATED_LIFE_MS;

/** Whether nothing can come of a link any more, by the clock of this machine, whatever hinders the look at it. */
export const isLinkPast = (report: RequestedReport, now: number): boolean =>
	isLinkOver(report, undefined, now) || isUnstatedLifeOver(report, now);

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
