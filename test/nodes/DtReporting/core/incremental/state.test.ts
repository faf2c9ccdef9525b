import { isDtError } from '../../../../../nodes/DtReporting/errors/dtError';
import {
	recordRequest,
	isDue,
	applyCheck,
	wasComplete,
} from '../../../../../nodes/DtReporting/core/incremental/pendingReport';
import { resumed } from '../../../../../nodes/DtReporting/core/incremental/restore';
import { nextWindow } from '../../../../../nodes/DtReporting/core/incremental/schedule';
import {
	begin,
	readState,
	type DailyPlan,
	type DailyState,
	type Window,
} from '../../../../../nodes/DtReporting/core/incremental/state';
import {
	EMPTY_FILE,
	type DownloadStatus,
} from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import { DAY, HOUR } from '../../../../support/days';

/** A little after noon on day 20: day 19 is complete. */
const NOON = Date.parse('2026-11-20T12:01:00Z');
const plan: DailyPlan = {
	series: 's',
	lookbackDays: 0,
	historyReports: 2,
	mostDays: 90,
	zeroBytesAreNoRows: false,
};
const report = (now: number, urlExpiresAt?: string) => ({
	reportId: 'r',
	reportUrl: 'https://files.example/r.csv',
	urlExpiresAt: urlExpiresAt ?? new Date(now + 3 * HOUR).toISOString(),
	requestedAt: new Date(now).toISOString(),
});
const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}`;
const READY: DownloadStatus = { kind: 'ready' };
const OVER: DownloadStatus = { kind: 'expired', reason: 'HTTP 403 AccessDenied' };
const EMPTY: DownloadStatus = { kind: 'notReady', reason: EMPTY_FILE };

const window = (state: DailyState, changes: Partial<DailyPlan> = {}, now = NOON) =>
	nextWindow(state, { ...plan, ...changes }, now).window;
const span = (found?: Window) => found && [found.kind, found.start, found.end];

/** Requests the next window and hands it over at once. */
function pull(state: DailyState, changes: Partial<DailyPlan> = {}, now = NOON) {
	const triggerPlan = { ...plan, ...changes };
	const next = window(state, changes, now) as Window;
	const outcome = applyCheck(
		recordRequest(state, next, triggerPlan, report(now), now),
		triggerPlan,
		READY,
		now,
		0.5,
	);
	if (outcome.kind !== 'ready') throw new Error(outcome.kind);
	return outcome;
}

describe('the days due', () => {
	it('begin with the next day to become complete', () => {
		const state = begin(NOON - 2 * 60_000);
		expect(state.firstNewDay).toBe(day(19));
		expect(window(state, {}, NOON - 60_001)).toBeUndefined();
		expect(span(window(state))).toEqual(['new', day(19), day(19)]);
	});

	it('come in one report after an outage, at most 90 of them', () => {
		const state = begin(NOON - 5 * DAY);
		expect(span(window(state))).toEqual(['new', day(15), day(19)]);
		const long = window(begin(NOON - 200 * DAY)) as Window;
		expect(span(long)).toEqual(['new', '2026-05-04', '2026-08-01']);
	});

	it('are followed by history from Start From on, within its share of the day', () => {
		let state = begin(NOON);
		const from = { from: '2026-05-01' };
		expect(span(window(state, from))).toEqual(['backfill', '2026-05-01', '2026-07-29']);
		({ state } = pull(state, from));
		({ state } = pull(state, from));
		expect(window(state, from)).toBeUndefined();
		// The next day: the new day goes first, and backfill has a new share.
		expect(span(window(state, from, NOON + DAY))).toEqual(['new', day(20), day(20)]);
		({ state } = pull(state, from, NOON + DAY));
		expect(span(window(state, from, NOON + DAY))).toEqual(['backfill', '2026-10-28', day(19)]);
	});

	it('are no more a report than the user wants, with those pulled again', () => {
		const { state } = pull(begin(NOON - DAY));
		const later = NOON + 10 * DAY;
		expect(span(window(state, { mostDays: 3 }, later))).toEqual(['new', day(20), day(22)]);
		expect(span(window(state, { mostDays: 1, lookbackDays: 1 }, later))).toEqual([
			'new',
			day(19),
			day(20),
		]);
		expect(span(window(state, { mostDays: 2, from: day(1) }))).toEqual([
			'backfill',
			day(1),
			day(2),
		]);
	});

	it('before a Start From moved back are only those that were not delivered', () => {
		const { state } = pull(begin(NOON), { from: day(10) });
		expect(window(state, { from: day(10) })).toBeUndefined();
		expect(span(window(state, { from: day(5) }))).toEqual(['backfill', day(5), day(9)]);
	});

	it('wait for a Start From that is still to come', () => {
		expect(window(begin(NOON - 5 * DAY), { from: day(25) })).toBeUndefined();
		const state = begin(NOON - 5 * DAY);
		expect(span(window(state, { from: day(18) }))).toEqual(['new', day(18), day(19)]);
	});
});

describe('days pulled again', () => {
	it('come with each new one, as far as they were delivered, and are counted', () => {
		let { state } = pull(begin(NOON - 3 * DAY), { lookbackDays: 2 });
		const next = pull(state, { lookbackDays: 2 }, NOON + DAY);
		expect(next.days).toEqual([
			{ day: day(18), change: 'revised', revision: 1 },
			{ day: day(19), change: 'revised', revision: 1 },
			{ day: day(20), change: 'new', revision: 0 },
		]);
		({ state } = next);
		expect(pull(state, { lookbackDays: 9 }, NOON + 2 * DAY).days).toEqual([
			{ day: day(17), change: 'revised', revision: 1 },
			{ day: day(18), change: 'revised', revision: 2 },
			{ day: day(19), change: 'revised', revision: 2 },
			{ day: day(20), change: 'revised', revision: 1 },
			{ day: day(21), change: 'new', revision: 0 },
		]);
	});

	it('leave room for new ones, and come once where several reports catch up', () => {
		let { state } = pull(begin(NOON - DAY));
		const later = NOON + 100 * DAY;
		const first = pull(state, { lookbackDays: 1 }, later);
		expect(first.days.filter(({ change }) => change === 'revised')).toHaveLength(1);
		expect(first.days).toHaveLength(90);
		({ state } = first);
		const second = pull(state, { lookbackDays: 1 }, later);
		expect(second.days).toHaveLength(11);
		expect(second.days.every(({ change }) => change === 'new')).toBe(true);
	});
});

describe('the report under way', () => {
	const flying = (now = NOON) => {
		const state = begin(NOON - DAY);
		return recordRequest(state, window(state) as Window, plan, report(now), now);
	};

	it('is checked at once, then in time, also after the clock was set back', () => {
		expect(isDue(flying().pendingReport!, NOON)).toBe(true);
		const nothing: DownloadStatus = { kind: 'notReady', reason: 'HTTP 404' };
		const { pendingReport } = applyCheck(flying(), plan, nothing, NOON, 0.5).state;
		expect(isDue(pendingReport!, NOON)).toBe(false);
		expect(isDue(pendingReport!, NOON + 1_000)).toBe(true);
		expect(isDue(pendingReport!, NOON - DAY)).toBe(true);
	});

	it('is dropped when its query changes, or its days are not wanted any more', () => {
		const goesOn = (changes: Partial<DailyPlan>) =>
			resumed(flying(), undefined, { ...plan, ...changes }).pendingReport !== undefined;
		expect(goesOn({})).toBe(true);
		expect(goesOn({ series: 'other' })).toBe(false);
		expect(goesOn({ from: day(25) })).toBe(false);
	});

	it('is requested again once when its link ends, then its days are blocked until tomorrow', () => {
		let outcome = applyCheck(flying(), plan, OVER, NOON + 4 * HOUR, 0.5);
		expect(outcome).toMatchObject({
			kind: 'ended',
			state: { lastFailure: { code: 'report_expired' } },
		});
		const again = window(outcome.state, {}, NOON + 4 * HOUR) as Window;
		const second = recordRequest(
			outcome.state,
			again,
			plan,
			report(NOON + 4 * HOUR),
			NOON + 4 * HOUR,
		);
		outcome = applyCheck(second, plan, OVER, NOON + 8 * HOUR, 0.5);
		expect(nextWindow(outcome.state, plan, NOON + 8 * HOUR)).toEqual({
			window: undefined,
			blocked: [{ kind: 'new', start: day(19), end: day(19) }],
		});
		expect(span(window(outcome.state, {}, NOON + 12 * HOUR))).toEqual(['new', day(19), day(19)]);
	});

	it('ends with its link where the file host cannot be reached, and says what was seen of it', () => {
		const backOff: DownloadStatus = { kind: 'transient', reason: 'no whole response (ENOTFOUND)' };
		const waits = applyCheck(flying(), plan, backOff, NOON + 3 * HOUR, 0.5);
		expect(waits.kind).toBe('waiting');
		const ends = [backOff, OVER].map((status) => {
			const outcome = applyCheck(waits.state, plan, status, NOON + 3 * HOUR + 6 * 60_000, 0.5);
			return [outcome.kind, outcome.state.lastFailure?.code, outcome.state.lastFailure?.reason];
		});
		expect(ends).toEqual([
			['ended', 'report_expired', 'no whole response (ENOTFOUND)'],
			['ended', 'report_expired', 'no whole response (ENOTFOUND), then HTTP 403 AccessDenied'],
		]);
	});

	it('whose link does not say its end has the life of the others', () => {
		const state = begin(NOON - DAY);
		const endless = { ...report(NOON), urlExpiresAt: undefined };
		const waiting = recordRequest(state, window(state) as Window, plan, endless, NOON);
		expect(applyCheck(waiting, plan, EMPTY, NOON + 2 * HOUR, 0.5).kind).toBe('waiting');
		expect(applyCheck(waiting, plan, EMPTY, NOON + 3 * HOUR, 0.5).kind).toBe('ended');
	});

	it('that stays at zero bytes is without rows after an hour, where the user says so', () => {
		const trusting = { ...plan, zeroBytesAreNoRows: true };
		expect(applyCheck(flying(), trusting, EMPTY, NOON + HOUR - 1, 0.5).kind).toBe('waiting');
		expect(applyCheck(flying(), trusting, EMPTY, NOON + HOUR, 0.5)).toMatchObject({
			kind: 'ready',
			days: [{ day: day(19), change: 'new' }],
		});
		const missing: DownloadStatus = { kind: 'notReady', reason: 'HTTP 404' };
		expect(applyCheck(flying(), trusting, missing, NOON + 2 * HOUR, 0.5).kind).toBe('waiting');
		expect(applyCheck(flying(), plan, EMPTY, NOON + 2 * HOUR, 0.5).kind).toBe('waiting');
	});

	it('was requested too early where a day of it was not complete by DT’s clock', () => {
		const due = window(begin(NOON - DAY)) as Window;
		const answered = (at: number) =>
			wasComplete(due, { ...report(NOON), answeredAt: new Date(at).toISOString() });
		expect(wasComplete(due, report(NOON))).toBe(true);
		expect(answered(NOON - 59_000)).toBe(true);
		expect(answered(NOON - 61_000)).toBe(false);
	});

	it('whose request may have been counted is counted', () => {
		const state = begin(NOON - DAY);
		const once = recordRequest(
			state,
			window(state) as Window,
			plan,
			{ code: 'unknown_outcome' },
			NOON,
		);
		const twice = recordRequest(
			once,
			window(once) as Window,
			plan,
			{ code: 'unknown_outcome' },
			NOON,
		);
		expect(twice).toMatchObject({
			today: { reports: 2 },
			lastFailure: { code: 'unknown_outcome' },
		});
		expect(window(twice)).toBeUndefined();
	});
});

describe('a step', () => {
	const [noon, later] = [NOON, NOON + HOUR];
	const place = begin(NOON - DAY);
	const due = window(place) as Window;
	const ask = (state: DailyState, reportId: string, now: number, triggerPlan = plan) =>
		recordRequest(state, due, triggerPlan, { ...report(now), reportId }, now);
	const idOf = ({ pendingReport }: DailyState) => pendingReport?.report.reportId;

	it('goes on with the report requested last, where n8n has kept none or an older one', () => {
		const older = ask(place, 'older', noon);
		const newer = ask(older, 'newer', later);
		expect(idOf(resumed(place, newer, plan))).toBe('newer');
		expect(idOf(resumed(older, newer, plan))).toBe('newer');
		expect(idOf(resumed(newer, older, plan))).toBe('newer');
		expect(idOf(resumed(older, undefined, plan))).toBe('older');
	});

	it('goes on with the checks made so far', () => {
		const pendingReport = ask(place, 'r', noon);
		const waits = applyCheck(pendingReport, plan, EMPTY, noon + 1_000, 0.5).state;
		for (const state of [
			resumed(pendingReport, waits, plan),
			resumed(waits, pendingReport, plan),
		]) {
			expect(state.pendingReport).toEqual(waits.pendingReport);
		}
	});

	it('does not go back to a report that has come to nothing, nor to one of another query', () => {
		const pendingReport = ask(place, 'r', noon);
		const { state: lastFailure } = applyCheck(pendingReport, plan, OVER, later, 0.5);
		expect(resumed(pendingReport, lastFailure, plan)).toEqual(lastFailure);
		const other = { ...plan, series: 'other' };
		const changed = ask(pendingReport, 'other', later, other);
		expect(idOf(resumed(pendingReport, changed, plan))).toBe('r');
		expect(idOf(resumed(pendingReport, changed, other))).toBe('other');
	});

	it('knows the days that were done since, but starts again where n8n does', () => {
		const { state: done } = applyCheck(ask(place, 'r', noon), plan, READY, later, 0.5);
		expect(resumed(place, done, plan)).toEqual(done);
		expect(resumed(ask(place, 'r', noon), done, plan).pendingReport).toBeUndefined();
		expect(resumed(done, place, plan).delivered).toEqual(done.delivered);
		const again = begin(noon);
		expect(resumed(again, done, plan)).toEqual({ ...again, today: done.today });
	});

	it('knows the higher count of what was requested', () => {
		const twice = ask(ask(place, 'a', noon), 'b', later);
		expect(resumed(ask(place, 'a', noon), twice, plan).today).toEqual(twice.today);
		expect(resumed(twice, ask(place, 'a', noon), plan).today).toEqual(twice.today);
		const tomorrow = ask(place, 'c', noon + DAY);
		expect(resumed(twice, tomorrow, plan).today).toEqual(tomorrow.today);
	});
});

describe('the day’s 50 reports', () => {
	it('are never exceeded', () => {
		const state = begin(NOON - DAY);
		const spent = { ...state, today: { ...state.today, day: day(20), reports: 50 } };
		expect(window(spent)).toBeUndefined();
		expect(window(spent, {}, NOON + 12 * HOUR)).toBeDefined();
	});
});

describe('the state that n8n keeps', () => {
	it('begins where there is none, and survives being written down', () => {
		expect(readState(undefined, NOON)).toEqual(begin(NOON));
		const { state } = pull(begin(NOON - DAY));
		expect(readState(JSON.parse(JSON.stringify(state)), NOON)).toEqual(state);
	});

	it('of version 1 is read under the names of version 2, and stays as it was kept', () => {
		const report = { reportId: 'r', reportUrl: 'https://files.example/r.csv', requestedAt: 'x' };
		const kept = {
			v: 1,
			anchor: day(10),
			handed: [[day(1), day(3)]],
			revisions: [1],
			asOf: day(9),
			today: { day: day(20), reports: 2, history: 1, windows: { w: 1 } },
			flight: {
				series: 's',
				window: { kind: 'history', start: day(4), end: day(5) },
				asOf: day(9),
				report,
				since: 1,
				lookAt: 2,
				lookedAt: 3,
				looks: 4,
				unreadable: 0,
			},
			ended: { window: 'w', code: 'report_expired' },
		};
		const before = JSON.stringify(kept);
		expect(readState(kept, NOON)).toEqual({
			v: 2,
			firstNewDay: day(10),
			delivered: [[day(1), day(3)]],
			revisions: [1],
			requestedThrough: day(9),
			today: { day: day(20), reports: 2, backfill: 1, windows: { w: 1 } },
			pendingReport: {
				series: 's',
				window: { kind: 'backfill', start: day(4), end: day(5) },
				requestedThrough: day(9),
				report,
				since: 1,
				nextCheckAt: 2,
				lastCheckAt: 3,
				checks: 4,
				unreadable: 0,
			},
			lastFailure: { window: 'w', code: 'report_expired' },
		});
		expect(JSON.stringify(kept)).toBe(before);
	});

	it.each([{ v: 3 }, {}])('of another version (%j) is refused rather than misread', (kept) => {
		const read = () => readState(kept, NOON);
		expect(read).toThrow('another version');
		try {
			read();
		} catch (error) {
			expect(isDtError(error) && error.dtCode).toBe('invalid_parameters');
		}
	});
});
