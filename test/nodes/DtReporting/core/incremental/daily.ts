import {
	applyCheck,
	recordRequest,
} from '../../../../../nodes/DtReporting/core/incremental/pendingReport';
import { nextWindow } from '../../../../../nodes/DtReporting/core/incremental/schedule';
import type {
	DailyPlan,
	DailyState,
	Window,
} from '../../../../../nodes/DtReporting/core/incremental/state';
import type { NoFile } from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import { HOUR } from '../../../../support/days';

/** A little after noon on day 20: day 19 is complete. */
export const NOON = Date.parse('2026-11-20T12:01:00Z');

export const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}`;

export const plan: DailyPlan = {
	series: 's',
	lookbackDays: 0,
	historyReports: 2,
	mostDays: 90,
	zeroBytesAreNoRows: false,
};

export const report = (now: number) => ({
	reportId: 'r',
	reportUrl: 'https://files.example/r.csv',
	urlExpiresAt: new Date(now + 3 * HOUR).toISOString(),
	requestedAt: new Date(now).toISOString(),
});

export const OVER: NoFile = { kind: 'expired', reason: 'HTTP 403 AccessDenied' };

/** Requests the next window due. */
export function request(state: DailyState, changes: Partial<DailyPlan> = {}, now = NOON) {
	const changed = { ...plan, ...changes };
	const { window } = nextWindow(state, changed, now);
	return recordRequest(state, window as Window, changed, report(now), now);
}

/** The state after the next window due was requested, and delivered at once. */
export function delivered(state: DailyState, changes: Partial<DailyPlan> = {}, now = NOON) {
	const requested = request(state, changes, now);
	return applyCheck(requested, { ...plan, ...changes }, { kind: 'ready' }, now, 0.5).state;
}
