import { nextCheckDelay } from '../../../../../nodes/DtReporting/core/report/checkDelay';
import type {
	DownloadStatus,
	NoFile,
} from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import {
	afterCheck,
	nextCheck,
	waitFor,
	type ReportWait,
} from '../../../../../nodes/DtReporting/core/report/reportWait';
import type { DtError } from '../../../../../nodes/DtReporting/errors/dtError';
import { HOUR } from '../../../../support/days';

const report = {
	reportId: 'r1',
	reportUrl: 'https://files.example/r1.csv?X-Amz-Signature=s',
	urlExpiresAt: '2026-11-24T15:00:00.000Z',
	requestedAt: '2026-11-24T12:00:00.000Z',
};
const link = { reportId: 'r1', reportUrl: report.reportUrl, urlExpiresAt: report.urlExpiresAt };

/** Waits for a report on a clock of its own; a check at a time shows what `show` says. */
function walk(show: (now: number) => DownloadStatus, maxWait: number) {
	let wait: ReportWait = waitFor(report, 0);
	const checks: number[] = [];
	let now = 0;
	for (;;) {
		const next = nextCheck(wait, maxWait, now);
		if (next.error) return { end: next.error as DtError, checks, now };
		now = Math.max(now, next.at);
		checks.push(now);
		const status = show(now);
		if (status.kind === 'ready') return { end: 'ready' as const, checks, now };
		wait = afterCheck(next.of, status, now, 0.5);
	}
}
const detailsOf = (end: DtError | 'ready') => (end === 'ready' ? undefined : end.details);
const readyAt =
	(time: number) =>
	(now: number): DownloadStatus =>
		now >= time ? { kind: 'ready' } : { kind: 'notReady', reason: 'an empty file' };

describe('the wait for a report', () => {
	it('can be kept as plain data between two checks', () => {
		const wait = afterCheck(waitFor(report, 0), { kind: 'notReady', reason: 'x' }, 500, 0.5);
		expect(JSON.parse(JSON.stringify(wait))).toEqual(wait);
	});

	it.each([0, 700, 5_000, 7_000])('delivers within 1 s of a report ready after %i ms', (time) => {
		const { end, now } = walk(readyAt(time), HOUR);
		expect(end).toBe('ready');
		expect(now - time).toBeLessThanOrEqual(1000);
	});

	it('costs few requests for a report ready after 40 minutes', () => {
		const { end, checks } = walk(readyAt(40 * 60_000), HOUR);
		expect(end).toBe('ready');
		expect(checks.length).toBeLessThan(90);
	});

	it('checks at most once a second', () => {
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
	])('in a wait of %i ms checks at %j ms, then returns the link', (maxWait, times) => {
		const { end, checks } = walk(readyAt(Infinity), maxWait);
		expect(checks).toEqual(times);
		expect(detailsOf(end)).toMatchObject({
			code: 'report_not_ready',
			...link,
		});
	});

	it('makes a last check when the wait ends', () => {
		const { end, now } = walk(readyAt(599_000), 600_000);
		expect(end).toBe('ready');
		expect(now).toBeLessThanOrEqual(600_000);
	});

	it('honours the pause that the file host requests', () => {
		const busy: NoFile = { kind: 'transient', reason: 'HTTP 503', retryAfterMs: 20_000 };
		const { checks } = walk((now) => (now < 1_000 ? busy : { kind: 'ready' }), HOUR);
		expect(checks).toEqual([0, 20_000]);
	});

	it('takes a link to have expired when it still shows nothing five minutes after its end', () => {
		const linkEnd = Date.parse(report.urlExpiresAt);
		const late = (now: number) =>
			afterCheck(waitFor(report, now), { kind: 'notReady', reason: 'x' }, now, 0.5).phase;
		expect([late(linkEnd), late(linkEnd + 299_000), late(linkEnd + 301_000)]).toEqual([
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
		['the clock of this machine says so, and the response had no date', OVER, undefined, 'expired'],
	])('takes a link to have expired, or not, where %s', (_case, now, hostTime, phase) => {
		const status: NoFile = { kind: 'transient', reason: 'HTTP 503', hostTime };
		expect(afterCheck(waitFor(report, now), status, now, 0.5).phase).toBe(phase);
	});

	it('goes on through failing connections', () => {
		const reset: NoFile = { kind: 'transient', reason: 'ECONNRESET' };
		const { end } = walk((now) => (now < 60_000 ? reset : { kind: 'ready' }), HOUR);
		expect(end).toBe('ready');
	});

	it('stops at once when the link has expired, without the dead link in the details', () => {
		const { end, checks } = walk(() => ({ kind: 'expired', reason: 'HTTP 403' }), HOUR);
		expect(checks).toHaveLength(1);
		expect(detailsOf(end)).toMatchObject({
			code: 'report_expired',
			reportId: 'r1',
		});
		expect(detailsOf(end)?.reportUrl).toBeUndefined();
	});

	it('checks something that is not the report three times in a row before it says so', () => {
		const page: NoFile = { kind: 'unreadable', reason: 'it is a page of markup' };
		const { end, checks } = walk(() => page, HOUR);
		expect(checks).toHaveLength(3);
		expect(detailsOf(end)).toMatchObject({
			code: 'report_unreadable',
			...link,
		});
		const once = walk((now) => (now < 1_000 ? page : { kind: 'ready' }), HOUR);
		expect(once.end).toBe('ready');
	});
});
