import { invalidParameter } from '../errors/dtError';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Source: docs/dt-api.md section 2 (A); whether 90 counts both ends is unknown (?), so it is read inclusively. */
export const MOST_DAYS_A_REPORT = 90;

/** DT completes a day up to 12 hours after its end. Source: docs/dt-api.md section 5 (A). */
const COMPLETE_AFTER_MS = DAY_MS + 12 * 60 * 60 * 1000;

export const DATE_RANGES = [
	'lastCompleteDay',
	'yesterday',
	'last7Days',
	'last30Days',
	'monthToDate',
	'lastMonth',
	'custom',
] as const;
export type DateRangeName = (typeof DATE_RANGES)[number];

/** A range of UTC days, `YYYY-MM-DD`, both ends inclusive. */
export interface DateRange {
	start: string;
	end: string;
}

/** The UTC day, `YYYY-MM-DD`, of an instant in epoch milliseconds. */
export const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const startOf = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);

/** The UTC day so many days after (or, negative, before) a day. */
export const addDays = (day: string, days: number): string => utcDay(startOf(day) + days * DAY_MS);

/** How many days a range has, both ends counted. */
export const daysIn = ({ start, end }: DateRange): number =>
	Math.round((startOf(end) - startOf(start)) / DAY_MS) + 1;

/** The newest UTC day whose data is complete: day D from 12:00 UTC on D+1. */
export const lastCompleteDay = (now: number): string => utcDay(now - COMPLETE_AFTER_MS);

/** Epoch milliseconds of the next 00:00 UTC. */
export const nextUtcMidnight = (now: number): number => startOf(addDays(utcDay(now), 1));

/**
 * The days of a date range as the user chose it. All of it is UTC. The relative ranges end with the
 * last complete day, save `yesterday` (the UTC day before today, complete or not) and `lastMonth`.
 *
 * @param name one of DATE_RANGES
 * @param now epoch milliseconds
 * @param custom the Start Date and End Date as n8n gives them; read for `custom` only
 * @throws DtError `invalid_parameters`: no date, start after end, a future end
 */
export function resolveDateRange(
	name: string,
	now: number,
	custom: { startDate?: unknown; endDate?: unknown } = {},
): DateRange {
	const complete = lastCompleteDay(now);
	switch (name as DateRangeName) {
		case 'lastCompleteDay':
			return { start: complete, end: complete };
		case 'yesterday': {
			const yesterday = addDays(utcDay(now), -1);
			return { start: yesterday, end: yesterday };
		}
		case 'last7Days':
			return { start: addDays(complete, -6), end: complete };
		case 'last30Days':
			return { start: addDays(complete, -29), end: complete };
		case 'monthToDate':
			return { start: `${complete.slice(0, 7)}-01`, end: complete };
		case 'lastMonth': {
			const end = addDays(`${utcDay(now).slice(0, 7)}-01`, -1);
			return { start: `${end.slice(0, 7)}-01`, end };
		}
		case 'custom':
			return checkRange(
				{
					start: readDay('Start Date', custom.startDate),
					end: readDay('End Date', custom.endDate),
				},
				now,
			);
		default:
			throw invalidParameter('Date Range', `"${name}" is not one of the ranges in the list`);
	}
}

/** DT answers bad dates with an empty report that still counts (docs/dt-api.md section 2, A), so they never leave. */
function checkRange(range: DateRange, now: number): DateRange {
	const today = utcDay(now);
	if (range.start > range.end) {
		throw invalidParameter('Start Date', `${range.start} is after the End Date ${range.end}`);
	}
	if (range.end > today) {
		throw invalidParameter(
			'End Date',
			`${range.end} is in the future; today is ${today} in UTC`,
			'DT has data up to yesterday as a rule. Choose an earlier End Date.',
		);
	}
	return range;
}

const ISO_DATE_TIME =
	/^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * One day as the user gave it: `YYYY-MM-DD`, an ISO date-time (its instant read in UTC; without a
 * zone it is taken as UTC), a JavaScript Date or a Luxon DateTime from an expression.
 *
 * @param field the parameter's name as the user sees it
 * @throws DtError `invalid_parameters`
 */
export function readDay(field: string, value: unknown): string {
	if (value instanceof Date && !Number.isNaN(value.getTime())) return utcDay(value.getTime());
	if (typeof value === 'object' && value !== null && 'toMillis' in value) {
		const millis = (value as { toMillis: () => number }).toMillis();
		if (Number.isFinite(millis)) return utcDay(millis);
	}
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '') {
		throw invalidParameter(field, 'this is empty', `Fill in ${field}, e.g. 2026-11-01.`);
	}
	const match = ISO_DATE_TIME.exec(text);
	if (match) {
		const instant = Date.parse(`${text.replace(' ', 'T')}${match[2] ? '' : 'Z'}`);
		if (!Number.isNaN(instant) && isRealDay(match[1])) return utcDay(instant);
	}
	if (isRealDay(text)) return text;
	throw invalidParameter(
		field,
		`"${text.slice(0, 40)}" is not a date`,
		`Write ${field} as YYYY-MM-DD, e.g. 2026-11-01, or as an ISO date-time.`,
	);
}

function isRealDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const instant = startOf(text);
	return !Number.isNaN(instant) && utcDay(instant) === text;
}
