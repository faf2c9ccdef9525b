/** UTC days, counted apart from the code that is tested. */

const HOUR_MS = 60 * 60 * 1000;

export const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string =>
	utcDay(Date.parse(day) + days * 24 * HOUR_MS);

/** So many days in a row. */
export const daysFrom = (first: string, days: number): string[] =>
	Array.from({ length: days }, (_, index) => addDays(first, index));

/** Epoch milliseconds: from then on DT's data of a day is complete, at 12:00 UTC on the day after. */
export const completeAt = (day: string): number => Date.parse(day) + 36 * HOUR_MS;
