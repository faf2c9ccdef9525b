import {
	applyCheck,
	isDue,
	recordRequest,
} from '../../../../../nodes/DtReporting/core/incremental/pendingReport';
import { begin, type Window } from '../../../../../nodes/DtReporting/core/incremental/state';
import type { NoFile } from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import { linkHash } from '../../../../../nodes/DtReporting/core/report/link';
import { DAY, HOUR, MINUTE } from '../../../../support/days';
import { day, delivered, NOON, OVER, plan, report, request } from './daily';

const EMPTY: NoFile = { kind: 'notReady', reason: 'an empty file' };
const MISSING: NoFile = { kind: 'notReady', reason: 'HTTP 404' };
const TOO_LARGE: NoFile = {
	kind: 'unreadable',
	code: 'report_too_large',
	reason: 'its file has more than 4 GB',
	isFinal: true,
};

/** Days 18 and 19 are due. */
const place = begin(NOON - 2 * DAY);
const NEW: Window = { kind: 'new', start: day(18), end: day(19) };
const OLD: Window = { kind: 'backfill', start: day(1), end: day(5) };

describe('a pending report that comes to nothing', () => {
	it.each<[string, NoFile[], object]>([
		['expired', [OVER], { code: 'report_expired', reason: 'HTTP 403 AccessDenied' }],
		[
			'missing, then expired',
			[MISSING, OVER],
			{ code: 'report_expired', reason: 'HTTP 404, then HTTP 403 AccessDenied' },
		],
		[
			'empty, then expired',
			[EMPTY, OVER],
			{
				code: 'report_expired',
				reason: 'an empty file, then HTTP 403 AccessDenied',
				sawEmpty: true,
			},
		],
		[
			'empty beyond its link’s end',
			[MISSING, EMPTY],
			{ code: 'report_expired', reason: 'HTTP 404, then an empty file', sawEmpty: true },
		],
		[
			'of no use',
			[MISSING, TOO_LARGE],
			{ code: 'report_unreadable', reason: 'its file has more than 4 GB' },
		],
	])('is remembered as one that was %s', (_, shown, failure) => {
		let state = request(place);
		for (const [index, status] of shown.entries()) {
			const isLast = index === shown.length - 1;
			const now = NOON + (isLast ? 3 * HOUR + 6 * MINUTE : index * MINUTE);
			const outcome = applyCheck(state, plan, status, now, 0.5);
			expect(outcome.kind).toBe(isLast ? 'ended' : 'waiting');
			({ state } = outcome);
		}
		expect(state.pendingReport).toBeUndefined();
		expect(state.lastFailure).toEqual({
			window: '2026-11-18/2026-11-19',
			reportId: 'r',
			link: linkHash(report(NOON).reportUrl),
			...failure,
		});
	});
});

describe('a request', () => {
	const failed = { code: 'service_unavailable' as const, reason: 'HTTP 503' };
	const name = '2026-11-18/2026-11-19';

	it.each([
		['that gave a report', NEW, report(NOON), { backfill: 0, windows: { [name]: 1 } }],
		['for a backfill', OLD, report(NOON), { backfill: 1, windows: { '2026-11-01/2026-11-05': 1 } }],
		['that failed', NEW, failed, { backfill: 0, windows: { [name]: 1 } }],
		[
			'that failed and may be repeated',
			NEW,
			{ ...failed, mayBeRepeated: true },
			{ backfill: 0, windows: {} },
		],
	])(
		'%s is counted for the day, for the backfill and for its window',
		(_, window, outcome, counts) => {
			const { today } = recordRequest(place, window, plan, outcome, NOON);
			expect(today).toEqual({ day: day(20), reports: 1, ...counts });
		},
	);

	it('that failed is remembered, unless it may be repeated', () => {
		const lastFailure = (mayBeRepeated?: boolean) =>
			recordRequest(place, NEW, plan, { ...failed, mayBeRepeated }, NOON).lastFailure;
		expect(lastFailure()).toEqual({ window: name, ...failed });
		expect(lastFailure(true)).toBeUndefined();
	});

	it.each([
		['new days', NEW, day(19)],
		['a backfill', OLD, undefined],
	])('for %s keeps the newest day that was complete then, or nothing', (_, window, through) => {
		const { pendingReport } = recordRequest(place, window, plan, report(NOON), NOON);
		expect(pendingReport?.requestedThrough).toBe(through);
	});
});

it.each([
	['is now', 0, true],
	['is a millisecond away', 1, false],
	['is ten minutes away', 10 * MINUTE, false],
	['is further away, so the clock was set back', 10 * MINUTE + 1, true],
])('a check whose time %s (%i ms) is due: %s', (_, ahead, due) => {
	const { pendingReport } = request(place);
	expect(isDue({ ...pendingReport!, nextCheckAt: NOON + ahead }, NOON)).toBe(due);
});

it('a delivery of older days keeps how far the newest days were requested', () => {
	const state = delivered(place);
	expect(state.requestedThrough).toBe(day(19));
	expect(delivered(state, { from: day(1) }).requestedThrough).toBe(day(19));
});
