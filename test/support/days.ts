/** UTC days and the lengths of time, counted apart from the code that is tested. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** @param instant epoch milliseconds */
export const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => utcDay(Date.parse(day) + days * DAY);

/** So many days in a row. */
export const daysFrom = (first: string, days: number): string[] =>
	Array.from({ length: days }, (_, index) => addDays(first, index));

/** All days from the first to the last; none where the last is before the first. */
export function daysBetween(first: string, last: string): string[] {
	const days: string[] = [];
	for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
	return days;
}

/** Epoch milliseconds: from then on DT's data of a day is complete, at 12:00 UTC on the day after. */
export const completeAt = (day: string): number => Date.parse(day) + 1.5 * DAY;

/** @param now epoch milliseconds */
export const lastCompleteDay = (now: number): string => utcDay(now - 1.5 * DAY);
