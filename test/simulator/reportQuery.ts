import { completeAt, daysBetween, utcDay } from '../support/days';
import { dimensionsOf } from './dimensions';
import { MEDIATION_METRICS, METRICS } from './metrics';

/** A report request as DT takes it (docs/dt-api.md section 2, A). */
export interface ReportQuery {
	source: string;
	dateRange: { start: string; end: string };
	metrics: string[];
	splits: string[];
	filters: Array<{ dimension: string; values: string[] }>;
}

/** Five (A), but a real client sends six counting Date (B); those of mediation send seven (B). */
const MOST_SPLITS = 6;
const MOST_SPLITS_OF_MEDIATION = 7;
/** Counted with both ends (?). */
const MOST_DAYS = 90;

const isTexts = (value: unknown): value is string[] =>
	Array.isArray(value) && value.every((entry) => typeof entry === 'string');

/**
 * Checks a request body.
 *
 * @returns the query, or the words of the refusal. Bad dates are no refusal: DT answers them with an
 *   empty report (A).
 */
export function readReportQuery(body: unknown, sister: boolean): ReportQuery | string {
	if (typeof body !== 'object' || body === null || Array.isArray(body))
		return 'The body must be a JSON object';
	const { source, dateRange, metrics, splits, filters } = body as Record<string, unknown>;
	const sources = sister ? ['event', 'performance', 'mediation'] : ['event', 'performance'];
	if (!sources.includes(source as string)) return `Unknown source: ${String(source)}`;
	const { start, end } = (dateRange ?? {}) as Record<string, unknown>;
	if (typeof start !== 'string' || typeof end !== 'string') return 'dateRange needs start and end';
	if (!isTexts(metrics) || metrics.length === 0) return 'metrics needs at least one name';
	const isMediation = source === 'mediation';
	const known = isMediation ? MEDIATION_METRICS : METRICS;
	const strange = metrics.find((name) => !Object.keys(known).includes(name));
	if (strange !== undefined) return `Unknown metric: ${strange}`;
	if (!isTexts(splits)) return 'splits must be an array of names';
	const dimensions = dimensionsOf(source as string);
	const strangeSplit = splits.find((name) => !dimensions.includes(name));
	if (strangeSplit !== undefined) return `Unknown dimension: ${strangeSplit}`;
	const most = isMediation ? MOST_SPLITS_OF_MEDIATION : MOST_SPLITS;
	if (splits.length > most) return `At most ${most} dimensions`;
	if (!Array.isArray(filters)) return 'filters must be an array';
	for (const filter of filters as Array<Record<string, unknown>>) {
		if (!dimensions.includes(filter?.dimension as string))
			return `Unknown dimension: ${String(filter?.dimension)}`;
		if (!isTexts(filter.values)) return 'filter values must be strings';
	}
	return body as ReportQuery;
}

/**
 * The days a query covers; none where its dates are bad: no dates, start after end, an end in the
 * future, more than 90 days (A; counted inclusively, ?).
 *
 * @param now epoch milliseconds
 */
export function daysOf({ dateRange: { start, end } }: ReportQuery, now: number): string[] {
	if (!isDay(start) || !isDay(end) || end > utcDay(now)) return [];
	const days = daysBetween(start, end);
	return days.length > MOST_DAYS ? [] : days;
}

function isDay(text: string): boolean {
	const instant = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(instant) && utcDay(instant) === text;
}

/** A day's data is whole from 12:00 UTC on the day after (A). */
export const isComplete = (day: string, now: number): boolean => now >= completeAt(day);
