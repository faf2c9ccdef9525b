import { addDays, type DateRange } from '../report/dates';

/** A set of UTC days, as ranges `[first, last]`: in order, apart from one another, both ends inclusive. */
export type DaySet = Array<[first: string, last: string]>;

/** Whether a day is in a set. */
export const holds = (ranges: DaySet, day: string): boolean =>
	ranges.some(([first, last]) => first <= day && day <= last);

/** Whether one set holds all days of another. */
export const holdsAll = (ranges: DaySet, others: DaySet): boolean =>
	others.every(([start, end]) => ranges.some(([first, last]) => first <= start && end <= last));

/** The same days and those of one more range; ranges that touch become one. */
export function withRange(ranges: DaySet, { start, end }: DateRange): DaySet {
	const apart = ([first, last]: [string, string]) =>
		last < addDays(start, -1) || first > addDays(end, 1);
	const joined = ranges.filter((range) => !apart(range));
	const first = [start, ...joined.map(([from]) => from)].sort()[0];
	const last = [end, ...joined.map(([, to]) => to)].sort().at(-1) as string;
	return [...ranges.filter(apart), [first, last] as [string, string]].sort(([a], [b]) =>
		a < b ? -1 : 1,
	);
}

/** The first days in a row, between two days, that a set lacks. */
export function firstGap(ranges: DaySet, { start, end }: DateRange): DateRange | undefined {
	let from = start;
	for (const [first, last] of ranges) {
		if (last < from) continue;
		if (first > from) {
			const before = addDays(first, -1);
			return from > end ? undefined : { start: from, end: before < end ? before : end };
		}
		from = addDays(last, 1);
	}
	return from > end ? undefined : { start: from, end };
}

/** The days of a range, in order. */
export function daysOf({ start, end }: DateRange): string[] {
	const days: string[] = [];
	for (let day = start; day <= end; day = addDays(day, 1)) days.push(day);
	return days;
}
