import { applyCheck } from '../../../../../nodes/DtReporting/core/incremental/pendingReport';
import { resumed } from '../../../../../nodes/DtReporting/core/incremental/restore';
import {
	begin,
	type DailyState,
	type LastFailure,
} from '../../../../../nodes/DtReporting/core/incremental/state';
import { DAY, HOUR } from '../../../../support/days';
import { day, NOON, OVER, plan, request } from './daily';

/** Days 18 and 19 are due. */
const place = begin(NOON - 2 * DAY);
const failureOf = (reportId: string): LastFailure => ({
	window: '2026-11-18/2026-11-19',
	code: 'report_expired',
	reportId,
});

it.each([
	['neither', undefined, undefined, undefined],
	['what n8n kept', 'kept', undefined, 'kept'],
	['this process', undefined, 'last', 'last'],
	['both, the later one', 'kept', 'last', 'last'],
])('a step knows the last failure of %s', (_, kept, last, expected) => {
	const withFailure = (state: DailyState, reportId?: string) =>
		reportId === undefined ? state : { ...state, lastFailure: failureOf(reportId) };
	for (const keptPlace of [place, begin(NOON)]) {
		const state = resumed(withFailure(keptPlace, kept), withFailure(place, last), plan);
		expect(state.lastFailure).toEqual(expected && failureOf(expected));
	}
});

it('a report that came to nothing is not gone on with where n8n has started again since', () => {
	const pending = request(place);
	const { state: ended } = applyCheck(pending, plan, OVER, NOON + HOUR, 0.5);
	const again = { ...begin(NOON - 3 * DAY), pendingReport: pending.pendingReport };
	const state = resumed(again, ended, plan);
	expect([state.pendingReport, state.lastFailure]).toEqual([undefined, ended.lastFailure]);
});

it.each<[string, DailyState['delivered'], boolean]>([
	['none of its days is', [], true],
	['some of its days are', [[day(18), day(18)]], true],
	['all of its days are', [[day(18), day(19)]], false],
])('a pending report is of use, or not, where %s delivered: %j', (_, delivered, isOfUse) => {
	const kept = { ...request(place), delivered };
	expect(resumed(kept, undefined, plan).pendingReport !== undefined).toBe(isOfUse);
});

const [a, b, c] = ['a', 'b', 'c'].map((name) => `window ${name}`);
const counted = (date: string, reports: number, backfill: number, windows = {}) => ({
	day: date,
	reports,
	backfill,
	windows,
});

it.each([
	[
		'of one day are the higher ones',
		counted(day(20), 5, 1, { [a]: 1, [b]: 2 }),
		counted(day(20), 3, 2, { [b]: 1, [c]: 1 }),
		counted(day(20), 5, 2, { [a]: 1, [b]: 2, [c]: 1 }),
	],
	[
		'of another day are those of the later',
		counted(day(20), 5, 3, { [a]: 2 }),
		counted(day(21), 1, 0, { [b]: 1 }),
		counted(day(21), 1, 0, { [b]: 1 }),
	],
])('the counts of what was requested, %s', (_, one, other, today) => {
	const states = [one, other].map((each) => ({ ...place, today: each }));
	expect(resumed(states[0], states[1], plan).today).toEqual(today);
	expect(resumed(states[1], states[0], plan).today).toEqual(today);
});
