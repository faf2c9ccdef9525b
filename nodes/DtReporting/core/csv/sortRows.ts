import type { Row } from './values';
import { DATE } from './rowDays';

const DIGITS = /^\d{1,15}$/;

/**
 * Sorts in place: by Date, then by the other columns in their order. A column of whole numbers is sorted by
 * value, any other as text by code unit; rows that are alike keep their order.
 *
 * @param columns names of the columns to sort by; those that the rows lack change nothing
 * @param rowOf the row of an entry
 */
export function sortRows<Entry>(
	entries: Entry[],
	columns: string[],
	rowOf: (entry: Entry) => Row,
): Entry[] {
	const dateFirst = [
		...columns.filter((name) => name === DATE),
		...columns.filter((name) => name !== DATE),
	];
	const keys = dateFirst.map((name) => ({
		name,
		isNumber: entries.every((entry) => DIGITS.test(String(rowOf(entry)[name]))),
	}));
	return entries.sort((one, other) => {
		const a = rowOf(one);
		const b = rowOf(other);
		for (const { name, isNumber } of keys) {
			if (a[name] === b[name]) continue;
			const left = isNumber ? Number(a[name]) : String(a[name]);
			const right = isNumber ? Number(b[name]) : String(b[name]);
			if (left !== right) return left < right ? -1 : 1;
		}
		return 0;
	});
}
