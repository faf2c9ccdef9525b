import {
	daysOf,
	firstGap,
	holds,
	holdsAll,
	withRange,
	type DaySet,
} from '../../../../../nodes/DtReporting/core/incremental/daySet';
import { randomBelowBy } from '../../../../support/random';

const range = (start: number, end: number) => ({ start: day(start), end: day(end) });
const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}`;

describe('ranges of days', () => {
	const ranges: DaySet = [
		[day(3), day(5)],
		[day(10), day(10)],
	];

	it.each([
		[
			'apart, before',
			range(1, 1),
			[
				[1, 1],
				[3, 5],
				[10, 10],
			],
		],
		[
			'touching',
			range(1, 2),
			[
				[1, 5],
				[10, 10],
			],
		],
		[
			'within',
			range(4, 4),
			[
				[3, 5],
				[10, 10],
			],
		],
		[
			'between, apart',
			range(7, 8),
			[
				[3, 5],
				[7, 8],
				[10, 10],
			],
		],
		['closing the gap', range(6, 9), [[3, 10]]],
		['over all', range(1, 30), [[1, 30]]],
		[
			'apart, after',
			range(12, 13),
			[
				[3, 5],
				[10, 10],
				[12, 13],
			],
		],
	])('take in a range %s', (_, added, expected) => {
		const joined = withRange(ranges, added);
		expect(joined).toEqual(expected.map(([first, last]) => [day(first), day(last)]));
		for (const each of daysOf(added)) expect(holds(joined, each)).toBe(true);
	});

	it.each([
		['from before the first', range(1, 30), range(1, 2)],
		['from within one', range(4, 30), range(6, 9)],
		['of one day before the next', range(9, 9), range(9, 9)],
		['behind the last', range(10, 30), range(11, 30)],
		['cut by its end', range(4, 7), range(6, 7)],
		['none', range(3, 5), undefined],
		['none, since it is turned round', range(8, 7), undefined],
	])('have a first gap %s', (_, within, gap) => {
		expect(firstGap(ranges, within)).toEqual(gap);
	});

	it.each<[string, Array<[number, number]>, boolean]>([
		['none', [], true],
		[
			'themselves',
			[
				[3, 5],
				[10, 10],
			],
			true,
		],
		['days within one', [[4, 4]], true],
		['the first days of one', [[3, 4]], true],
		['the last days of one', [[4, 5]], true],
		['a day before', [[2, 5]], false],
		['a day behind', [[3, 6]], false],
		['days of both and those between', [[3, 10]], false],
		['days apart from all', [[7, 8]], false],
		[
			'one range of theirs and another',
			[
				[3, 5],
				[12, 12],
			],
			false,
		],
	])('hold all of %s or not: %j, %s', (_, others, all) => {
		const days = others.map(([first, last]): DaySet[number] => [day(first), day(last)]);
		expect(holdsAll(ranges, days)).toBe(all);
	});

	it('agree with a set of days, whatever is added in whatever order', () => {
		const randomBelow = randomBelowBy(7);
		for (let round = 0; round < 200; round++) {
			let built: DaySet = [];
			const set = new Set<string>();
			for (let adds = 0; adds < 6; adds++) {
				const start = 1 + randomBelow(26);
				const added = range(start, start + randomBelow(4));
				built = withRange(built, added);
				for (const each of daysOf(added)) set.add(each);
			}
			const all = daysOf(range(1, 30));
			expect(all.filter((each) => holds(built, each))).toEqual(all.filter((each) => set.has(each)));
			const missing = all.filter((each) => !set.has(each));
			expect(firstGap(built, range(1, 30))?.start).toBe(missing[0]);
		}
	});
});
