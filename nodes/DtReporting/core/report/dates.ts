import { invalidParameter, notAChoice, type DtError } from '../../errors/dtError';
import { shown } from '../../errors/shown';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Source: docs/dt-api.md section 2 (A); whether 90 counts both ends is unknown (?), so it is read inclusively. */
export const MOST_DAYS_A_REPORT = 90;

/**
 * DT completes a day of the Offer Wall up to 12 hours after its end; one rule for all products, as
 * mediation data is there earlier. Source: docs/dt-api.md section 5 (A).
 */
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

/** A range in words: one day is said once. */
export const dayRangeText = ({ start, end }: DateRange): string =>
	start === end ? start : `${start} to ${end}`;

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
	name: unknown,
	now: number,
	custom: { startDate?: unknown; endDate?: unknown } = {},
): DateRange {
	const complete = lastCompleteDay(now);
	switch (dateRangeNamed(name)) {
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
			throw notAChoice('Date Range', name, DATE_RANGES);
	}
}

/** A model may write it as the editor shows it: "Last 7 Days". */
function dateRangeNamed(name: unknown): DateRangeName | undefined {
	if (typeof name !== 'string') return undefined;
	const letters = name.replace(/[\s_-]/g, '').toLowerCase();
	return DATE_RANGES.find((known) => known.toLowerCase() === letters);
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
	/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/i;
const MIDNIGHT = /^00:00(?::00(?:\.0+)?)?$/;

/** What is used of Luxon's DateTime, the type of `$now` and `$today` in n8n's expressions. */
interface LuxonDateTime {
	toMillis: () => number;
	/** Midnight, or the first moment of a day that has no midnight. */
	startOf?: (unit: 'day') => LuxonDateTime;
	toISODate?: () => string | null;
}

const isLuxonDateTime = (value: unknown): value is LuxonDateTime =>
	typeof value === 'object' &&
	value !== null &&
	typeof (value as Partial<LuxonDateTime>).toMillis === 'function';

/**
 * One day as the user gave it: `YYYY-MM-DD`, an ISO date-time, a JavaScript Date or a Luxon DateTime
 * from an expression. A date-time that is midnight in its own zone stands for the day that the user
 * sees; any other is an instant, whose day is the one in UTC. An ISO date-time without a zone is UTC.
 *
 * @param field the parameter's name as the user sees it
 * @throws DtError `invalid_parameters`
 */
export function readDay(field: string, value: unknown): string {
	const given = typeof value === 'string' ? value.trim() : value;
	if (given === undefined || given === null || given === '') {
		throw invalidParameter(field, 'this is empty', `Fill in ${field}, e.g. 2026-11-01.`);
	}
	const day = typeof given === 'string' ? dayOfText(given) : dayOfInstant(given);
	if (day) return day;
	throw noDate(field, given);
}

function dayOfText(text: string): string | undefined {
	const match = ISO_DATE_TIME.exec(text);
	if (!match) return isRealDay(text) ? text : undefined;
	const [, day, time, zone] = match;
	const instant = Date.parse(`${text.replace(' ', 'T')}${zone ? '' : 'Z'}`);
	if (Number.isNaN(instant) || !isRealDay(day)) return undefined;
	return MIDNIGHT.test(time) ? day : dayOf(instant);
}

function dayOfInstant(value: unknown): string | undefined {
	if (!isLuxonDateTime(value)) {
		return value instanceof Date ? dayOf(value.getTime()) : undefined;
	}
	const instant = value.toMillis();
	const day = dayOf(instant);
	if (day === undefined) return undefined;
	const isMidnight = value.startOf?.('day').toMillis() === instant;
	return (isMidnight && value.toISODate?.()) || day;
}

/** JavaScript has no time beyond this, epoch milliseconds. */
const LAST_INSTANT = 8.64e15;

/** The UTC day of an instant; none in a year of more than four digits, which DT does not read. */
function dayOf(instant: number): string | undefined {
	if (!(Math.abs(instant) <= LAST_INSTANT)) return undefined;
	const day = utcDay(instant);
	return isRealDay(day) ? day : undefined;
}

/** The numbers that spreadsheets show as dates from 1954 to 2119. */
const SERIAL_NUMBERS = { first: 20_000, last: 80_000 };
/** The serial number of 1970-01-01 in Google Sheets and Excel. */
const SERIAL_OF_EPOCH = 25_569;

/** Says that a value is no date, and for a number what it may be instead and how to convert it. */
function noDate(field: string, value: unknown): DtError {
	const isDateTime = value instanceof Date || isLuxonDateTime(value);
	const given = isDateTime ? 'An invalid date-time' : shown(value);
	const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
	if (number >= SERIAL_NUMBERS.first && number <= SERIAL_NUMBERS.last) {
		const day = utcDay((number - SERIAL_OF_EPOCH) * DAY_MS);
		return invalidParameter(
			field,
			`${given} is not a date but seems to be the serial number that Google Sheets and Excel have for ${day}`,
			"Convert it, e.g. {{ Number($json.date).toDateTime('excel').toUTC().toISODate() }}, or have the sheet give its dates as text.",
		);
	}
	const remedy = `Write ${field} as YYYY-MM-DD, e.g. 2026-11-01, or as an ISO date-time.`;
	return invalidParameter(field, `${given} is not a date`, remedy);
}

function isRealDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const instant = startOf(text);
	return !Number.isNaN(instant) && utcDay(instant) === text;
}
