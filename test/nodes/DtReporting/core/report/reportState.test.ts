import type { DownloadStatus } from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import { nextCheckDelay } from '../../../../../nodes/DtReporting/core/report/checkDelay';
import type { ReportQuery } from '../../../../../nodes/DtReporting/core/report/query';
import {
	afterCheck,
	nextStep,
	plan,
	requested,
	waitFor,
	type ReportState,
	type Step,
} from '../../../../../nodes/DtReporting/core/report/reportState';

const query: ReportQuery = {
	endpoint: 'offerwall',
	body: {
		source: 'event',
		dateRange: { start: '2026-11-23', end: '2026-11-23' },
		metrics: ['Offer Clicks'],
		splits: [],
		filters: [],
	},
};
const report = {
	reportId: 'r1',
	reportUrl: 'https://files.example/r1.csv?X-Amz-Signature=s',
	urlExpiresAt: '2026-11-24T15:00:00.000Z',
	requestedAt: '2026-11-24T12:00:00.000Z',
};
const link = { reportId: 'r1', reportUrl: report.reportUrl, urlExpiresAt: report.urlExpiresAt };
const HOUR = 3_600_000;

/** Walks a report on a clock of its own; the looks are what `show` says at a time. */
function walk(show: (now: number) => DownloadStatus, maxWait: number) {
	let state: ReportState = waitFor(report, 0, query);
	const checks: number[] = [];
	let now = 0;
	for (;;) {
		const step: Step = nextStep(state, maxWait, now);
		if (step.do !== 'check') return { step, checks, now };
		now = Math.max(now, step.at);
		checks.push(now);
		state = afterCheck(state, show(now), now, 0.5);
	}
}
const readyAt =
	(time: number) =>
	(now: number): DownloadStatus =>
		now >= time ? { kind: 'ready' } : { kind: 'notReady', reason: 'an empty file' };

describe('asking', () => {
	it('asks once, and never again after the request has left', () => {
		const planned = plan(query);
		expect(nextStep(planned, 0, 0)).toEqual({ do: 'ask', query });
		const gone = requested(planned);
		expect(() => requested(gone)).toThrow();
		const step = nextStep(gone, 0, 0);
		expect(step.do === 'stop' && step.error.details.code).toBe('unknown_outcome');
	});

	it('can be kept as plain data between two steps', () => {
		const state = afterCheck(
			waitFor(report, 0, query),
			{ kind: 'notReady', reason: 'x' },
			500,
			0.5,
		);
		expect(JSON.parse(JSON.stringify(state))).toEqual(state);
	});
});

describe('waiting', () => {
	it.each([0, 700, 5_000, 7_000])('delivers within 1 s of a report ready after %i ms', (time) => {
		const { step, now } = walk(readyAt(time), HOUR);
		expect(step).toEqual({ do: 'deliver', report });
		expect(now - time).toBeLessThanOrEqual(1000);
	});

	it('costs few requests for a report ready after 40 minutes', () => {
		const { step, checks } = walk(readyAt(40 * 60_000), HOUR);
		expect(step.do).toBe('deliver');
		expect(checks.length).toBeLessThan(90);
	});

	it('never looks more than once a second', () => {
		const { checks } = walk(readyAt(Infinity), HOUR);
		const pauses = checks.slice(1).map((time, index) => time - checks[index]);
		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1000);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(66_000);
	});

	it('spreads the pauses, but never below a second or above 66', () => {
		for (const waited of [0, 100, 1_000, 10_000, 100_000, 10_000_000]) {
			const [early, late] = [nextCheckDelay(waited, 0), nextCheckDelay(waited, 1)];
			expect(late).toBeGreaterThanOrEqual(early);
			expect(early).toBeGreaterThanOrEqual(1000);
			expect(late).toBeLessThanOrEqual(66_000);
		}
	});

	it.each([
		[0, [0]],
		[1_000, [0, 1_000]],
		[5_000, [0, 1_000, 2_000, 3_000, 4_000, 5_000]],
	])('with %i ms to wait it checks %j and gives the link back', (maxWait, times) => {
		const { step, checks } = walk(readyAt(Infinity), maxWait);
		expect(checks).toEqual(times);
		expect(step.do === 'stop' && step.error.details).toMatchObject({
			code: 'report_not_ready',
			...link,
		});
	});

	it('looks a last time when the wait is over', () => {
		const { step, now } = walk(readyAt(599_000), 600_000);
		expect(step.do).toBe('deliver');
		expect(now).toBeLessThanOrEqual(600_000);
	});

	it('honours the pause that the file host requests', () => {
		const busy: DownloadStatus = { kind: 'transient', reason: 'HTTP 503', retryAfterMs: 20_000 };
		const { checks } = walk((now) => (now < 1_000 ? busy : { kind: 'ready' }), HOUR);
		expect(checks).toEqual([0, 20_000]);
	});

	it('believes that a link is over when it shows nothing long after its end', () => {
		const end = Date.parse(report.urlExpiresAt);
		const late = (now: number) =>
			afterCheck(waitFor(report, now, query), { kind: 'notReady', reason: 'x' }, now, 0.5).phase;
		expect([late(end), late(end + 299_000), late(end + 301_000)]).toEqual([
			'waiting',
			'waiting',
			'expired',
		]);
	});

	const OVER = Date.parse(report.urlExpiresAt) + 301_000;
	it.each([
		['both clocks say so', OVER, OVER, 'expired'],
		['only a proxy in between says so', OVER - 4 * HOUR, OVER, 'waiting'],
		['a proxy in between is days ahead', OVER - 4 * HOUR, OVER + 240 * HOUR, 'waiting'],
		['only the clock of this machine says so', OVER, OVER - 4 * HOUR, 'waiting'],
		['the clock of this machine says so, and the answer had no date', OVER, undefined, 'expired'],
	])('takes a link to be over, or not, where %s', (_case, now, hostTime, phase) => {
		const status: DownloadStatus = { kind: 'transient', reason: 'HTTP 503', hostTime };
		expect(afterCheck(waitFor(report, now, query), status, now, 0.5).phase).toBe(phase);
	});

	it('goes on through failure of the wire', () => {
		const trouble: DownloadStatus = { kind: 'transient', reason: 'ECONNRESET' };
		const { step } = walk((now) => (now < 60_000 ? trouble : { kind: 'ready' }), HOUR);
		expect(step.do).toBe('deliver');
	});

	it('stops at once when the link is over, without handing a dead link back', () => {
		const { step, checks } = walk(() => ({ kind: 'expired', reason: 'HTTP 403' }), HOUR);
		expect(checks).toHaveLength(1);
		expect(step.do === 'stop' && step.error.details).toMatchObject({
			code: 'report_expired',
			reportId: 'r1',
		});
		expect(step.do === 'stop' && step.error.details.reportUrl).toBeUndefined();
	});

	it('looks again at something that is not the report, three times in a row, then says so', () => {
		const page: DownloadStatus = { kind: 'unreadable', reason: 'it is a page of markup' };
		const { step, checks } = walk(() => page, HOUR);
		expect(checks).toHaveLength(3);
		expect(step.do === 'stop' && step.error.details).toMatchObject({
			code: 'report_unreadable',
			...link,
		});
		const once = walk((now) => (now < 1_000 ? page : { kind: 'ready' }), HOUR);
		expect(once.step.do).toBe('deliver');
	});
});
