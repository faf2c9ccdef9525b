import type { NoFile } from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import {
	afterCheck,
	nextCheck,
	waitFor,
	type WaitingReport,
} from '../../../../../nodes/DtReporting/core/report/reportWait';
import { MINUTE, SECOND } from '../../../../support/days';

const START = Date.parse('2026-11-24T12:00:00Z');
const LINK = {
	reportId: 'r1',
	reportUrl: 'https://files.example/r1.csv?X-Amz-Signature=s',
	urlExpiresAt: '2026-11-24T15:00:00.000Z',
};
const report = { ...LINK, requestedAt: '2026-11-24T12:00:00.000Z' };
const NOT_READY: NoFile = { kind: 'notReady', reason: 'HTTP 404' };

/** The wait after checks that show these, a second apart. */
function after(...shown: NoFile[]) {
	let wait = waitFor(report, START);
	for (const [index, status] of shown.entries()) {
		const next = afterCheck(wait, status, START + index * SECOND, 0.5);
		if (next.phase !== 'waiting') return { ...next, checks: index + 1 };
		wait = next;
	}
	return wait;
}

const unreadable = (known: Partial<Extract<NoFile, { kind: 'unreadable' }>>): NoFile => ({
	kind: 'unreadable',
	reason: 'it is JSON',
	...known,
});
const CHANGED = 'Begin again.';
const SMALLER = 'Request fewer days.';

describe('something that is not the report', () => {
	it.each([
		['may be another at the next run', {}, 3, 'report_unreadable', {}],
		[
			'stays the same',
			{ isLasting: true },
			3,
			'report_unreadable',
			{
				remedy: expect.stringMatching(
					/^Three checks in a row showed such a file.*A new report may/,
				),
				isFinal: true,
			},
		],
		[
			'stays the same, and needs a remedy of its own',
			{ isLasting: true, remedy: SMALLER },
			3,
			'report_unreadable',
			{ remedy: SMALLER, isFinal: true },
		],
		[
			'cannot become the report',
			{ isFinal: true, remedy: CHANGED },
			1,
			'report_unreadable',
			{ remedy: CHANGED, isFinal: true },
		],
		[
			'has a code, which says by itself whether another run may help',
			{ isFinal: true, code: 'report_too_large' as const, remedy: SMALLER },
			1,
			'report_too_large',
			{ remedy: SMALLER },
		],
	])('that %s (%j) ends the wait at check %i', (_, known, checks, code, facts) => {
		const status = unreadable(known);
		expect(after(status, status, status, status)).toEqual({
			phase: 'refused',
			report,
			code,
			facts: { reason: 'it is JSON', ...facts },
			checks,
		});
	});

	it('is counted from the start where the file was missing in between', () =>
		expect(after(unreadable({}), unreadable({}), NOT_READY, unreadable({}))).toMatchObject({
			phase: 'waiting',
			checks: 4,
			unreadable: 1,
		}));
});

it.each([
	[0, 1],
	[70, 10],
	[210, 30],
	[3_600, 60],
])('after %i s without the report the next check is %i s later', (waited, pause) => {
	const now = START + waited * SECOND;
	expect(afterCheck(waitFor(report, START), NOT_READY, now, 0.5)).toMatchObject({
		checks: 1,
		lastCheckAt: now,
		nextCheckAt: now + pause * SECOND,
	});
});

it.each([
	['a shorter pause than its own', 5, 10],
	['a longer pause than its own', 25, 25],
])('a file host that requests %s is left alone for the longer one', (_, requested, pause) => {
	const busy: NoFile = { kind: 'transient', reason: 'HTTP 503', retryAfterMs: requested * SECOND };
	const now = START + 70 * SECOND;
	expect(afterCheck(waitFor(report, START), busy, now, 0.5)).toMatchObject({
		nextCheckAt: now + pause * SECOND,
	});
});

it('the last check falls on the end of the wait, but never within a second of the one before', () => {
	const checked = after(NOT_READY) as WaitingReport;
	const lastAt = (deadline: number) => nextCheck(checked, deadline, START + 100);
	expect(lastAt(START + 500)).toMatchObject({ at: START + SECOND });
	const later = { ...checked, nextCheckAt: START + MINUTE };
	expect(nextCheck(later, START + 30 * SECOND, START + 100)).toMatchObject({
		at: START + 30 * SECOND,
	});
});

const REMEDY = 'Look up the host.';

it.each<[string, NoFile, string, string | undefined]>([
	['nothing yet', NOT_READY, 'report_not_ready', undefined],
	['something else', unreadable({}), 'report_unreadable', undefined],
	[
		'another host',
		unreadable({ code: 'connection_failed', remedy: REMEDY }),
		'connection_failed',
		REMEDY,
	],
])(
	'a wait that ends after one check that showed %s says so, and how long it was',
	(_, status, dtCode, remedy) => {
		const { error } = nextCheck(after(status), START, START + 90_400);
		expect(error).toMatchObject({
			dtCode,
			facts: { ...LINK, reason: status.reason, waitedSeconds: 90 },
		});
		expect(error?.facts.remedy).toBe(remedy);
	},
);
