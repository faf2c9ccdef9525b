import { begin, type DailyState } from '../../../../../nodes/DtReporting/core/incremental/state';
import { DAY } from '../../../../support/days';
import { day, delivered, NOON } from './daily';

it('a trigger begins with nothing delivered, revised or requested', () =>
	expect(begin(NOON)).toEqual({
		v: 2,
		firstNewDay: day(20),
		delivered: [],
		revisions: [],
		today: { day: day(20), reports: 0, backfill: 0, windows: {} },
	}));

describe('a delivery', () => {
	const place = begin(NOON - 3 * DAY);

	it('counts the revisions of each day back from the newest, as far as one report may reach', () => {
		let state = delivered(place);
		expect(state.revisions).toEqual([]);
		state = delivered(state, { lookbackDays: 2 }, NOON + DAY);
		expect(state.revisions).toEqual([0, 1, 1]);
		state = delivered(state, {}, NOON + 2 * DAY);
		expect(state.revisions).toEqual([0, 0, 1, 1]);
		state = delivered(state, { from: '2026-05-01' }, NOON + 2 * DAY);
		expect(state.delivered).toEqual([
			['2026-05-01', '2026-07-29'],
			[day(17), day(21)],
		]);
		expect(state.revisions).toEqual([0, 0, 1, 1]);
	});

	it('ends what was counted for its days, and no more', () => {
		const state: DailyState = {
			...place,
			today: {
				day: day(20),
				reports: 3,
				backfill: 1,
				windows: { other: 2, [`${day(17)}/${day(19)}`]: 1 },
			},
			lastFailure: { window: `${day(17)}/${day(19)}`, code: 'report_expired' },
		};
		const after = delivered(state);
		expect(after.today).toEqual({ day: day(20), reports: 4, backfill: 1, windows: { other: 2 } });
		expect(after.lastFailure).toBeUndefined();
		expect(after.pendingReport).toBeUndefined();
	});
});
