import { nextWindow } from '../../../../../nodes/DtReporting/core/incremental/schedule';
import {
	begin,
	type DailyPlan,
	type DailyState,
} from '../../../../../nodes/DtReporting/core/incremental/state';
import { DAY } from '../../../../support/days';
import { day, NOON, plan } from './daily';

describe('the next window', () => {
	const next = (state: DailyState, changes: Partial<DailyPlan>, now = NOON) =>
		nextWindow(state, { ...plan, ...changes }, now);

	it('is of new days although the share of the backfill is used up', () => {
		const state = begin(NOON - DAY);
		const spent = { ...state, today: { ...state.today, day: day(20), reports: 2, backfill: 2 } };
		expect(next(spent, { from: day(1) })).toEqual({
			window: { kind: 'new', start: day(19), end: day(19) },
			blocked: [],
		});
	});

	it('of a backfill holds complete days only, also after the clock was set back', () =>
		expect(next(begin(NOON), { from: day(10) }, NOON - 3 * DAY).window).toEqual({
			kind: 'backfill',
			start: day(10),
			end: day(16),
		}));

	it.each([
		['was not kept', undefined, day(18)],
		['was the day before', day(19), day(18)],
		['is the newest', day(20), day(20)],
	])(
		'pulls days again, or not, where the newest complete day of the last request %s (%s)',
		(_, requestedThrough, start) => {
			const state: DailyState = {
				...begin(NOON),
				delivered: [[day(10), day(19)]],
				requestedThrough,
			};
			expect(next(state, { lookbackDays: 2 }, NOON + DAY).window).toEqual({
				kind: 'new',
				start,
				end: day(20),
			});
		},
	);
});
