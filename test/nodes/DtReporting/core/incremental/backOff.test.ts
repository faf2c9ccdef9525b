import { DtError } from '../../../../../nodes/DtReporting/errors/dtError';
import {
	isPaused,
	mayHaveCounted,
	recordFailure,
	clearFailure,
	type BackOffs,
	type Stage,
} from '../../../../../nodes/DtReporting/core/incremental/backOff';
import { DAY, MINUTE } from '../../../../support/days';

const NOW = Date.parse('2026-11-10T23:00:00Z');

const note = (error: unknown, scope = 's', before: BackOffs = {}) =>
	recordFailure(error, 'new', scope, before, NOW);

/** The pauses, in minutes, after so many attempts in a row that come to nothing. */
function pauses(error: unknown, attempts: number): number[] {
	let before: BackOffs = {};
	return Array.from({ length: attempts }, () => {
		const { backOffs, backOff } = note(error, 's', before);
		before = backOffs;
		return (backOff.retryAt - NOW) / MINUTE;
	});
}

const revoked = new DtError('invalid_client', { httpStatus: 400 });
const rejected = (text: string) => new DtError('report_rejected', { httpStatus: 400, text });

describe('a failure', () => {
	it('that passes is tried again at growing pauses, and is news each time', () => {
		const down = new DtError('service_unavailable', { httpStatus: 503 });
		expect(pauses(down, 8)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
		expect(note(down, 's', note(down).backOffs).isNews).toBe(true);
	});

	it('waits as long as DT says', () => {
		expect(pauses(new DtError('rate_limited', { retryAfterMs: 10 * MINUTE }), 2)).toEqual([10, 10]);
		const resetsAtEpochMs = NOW + 60 * MINUTE;
		expect(pauses(new DtError('quota_exhausted', { resetsAtEpochMs }), 2)).toEqual([60, 60]);
	});

	it('waits a day at most, whatever DT says', () => {
		const retryAfterMs = 2 * DAY;
		const down = new DtError('service_unavailable', { httpStatus: 503, retryAfterMs });
		expect(pauses(down, 2)).toEqual([24 * 60, 24 * 60]);
		const { backOffs } = note(down);
		expect(isPaused(backOffs, 'new', 's', NOW + DAY - MINUTE)).toBe(true);
		expect(isPaused(backOffs, 'new', 's', NOW + DAY)).toBe(false);
	});

	it('that only a person can end is tried every half hour and notified once, until something changes', () => {
		expect(pauses(revoked, 3)).toEqual([30, 30, 30]);
		const { backOffs, isNews } = note(revoked, 'keys');
		expect(isNews).toBe(true);
		expect(note(revoked, 'keys', backOffs).isNews).toBe(false);
		expect(note(revoked, 'other keys', backOffs).isNews).toBe(true);
		expect(note(new DtError('unauthorized'), 'keys', backOffs).isNews).toBe(true);
		expect(isPaused(backOffs, 'new', 'keys', NOW + MINUTE)).toBe(true);
		expect(isPaused(backOffs, 'new', 'other keys', NOW + MINUTE)).toBe(false);
		expect(isPaused(backOffs, 'new', 'keys', NOW + 30 * MINUTE)).toBe(false);
	});

	it('is the same whatever the words, but not whatever the parameter', () => {
		const { backOffs } = note(rejected('no such metric (request 1)'));
		expect(note(rejected('no such metric (request 2)'), 's', backOffs).isNews).toBe(false);
		const refused = (reason: string) => new DtError('invalid_parameters', { field: 'A', reason });
		const refusedOnce = note(refused('it is empty')).backOffs;
		expect(note(refused('it is empty'), 's', refusedOnce).isNews).toBe(false);
		expect(note(refused('it is too long'), 's', refusedOnce).isNews).toBe(true);
	});

	it('with a backfill holds up no new days, and is not notified again when these come', () => {
		const { backOffs } = recordFailure(rejected('too old'), 'backfill', 's', {}, NOW);
		expect(isPaused(backOffs, 'new', 's', NOW)).toBe(false);
		const after = clearFailure(backOffs, 'new');
		expect(recordFailure(rejected('too old'), 'backfill', 's', after, NOW).isNews).toBe(false);
	});

	it('with the keys is one failure, and over with any report', () => {
		const { backOffs } = recordFailure(revoked, 'backfill', 's', {}, NOW);
		expect(note(revoked, 's', backOffs).isNews).toBe(false);
		expect(note(revoked, 's', clearFailure(backOffs, 'settings')).isNews).toBe(false);
		expect(note(revoked, 's', clearFailure(backOffs, 'new')).isNews).toBe(true);
	});

	it('of a plain 5xx to the report request is tried at pauses that grow to two hours', () => {
		const failed = new DtError('service_unavailable', { httpStatus: 503, mayBeCounted: true });
		expect(pauses(failed, 9)).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120]);
	});

	it('that may have cost a report is tried again after half an hour', () => {
		const counted = { mayBeCounted: true, isFinal: true };
		const costly = [
			new DtError('unknown_outcome', counted),
			new DtError('service_unavailable', { httpStatus: 504, ...counted }),
			new DtError('unexpected_response', { httpStatus: 200, ...counted }),
		];
		for (const error of costly) {
			expect(mayHaveCounted(error)).toBe(true);
			expect(pauses(error, 2)).toEqual([30, 30]);
		}
		const free = [
			new DtError('unexpected_response', { httpStatus: 200, mayBeCounted: false }),
			// The response to a request for a token.
			new DtError('service_unavailable', { httpStatus: 504 }),
		];
		for (const error of free) {
			expect(mayHaveCounted(error)).toBe(false);
			expect(pauses(error, 2)).toEqual([1, 2]);
		}
	});

	const costly = new DtError('unknown_outcome', { mayBeCounted: true });
	const passing = new DtError('timed_out');
	it.each<[string, Error[], boolean]>([
		['one that DT may have counted', [costly], true],
		['one that DT cannot have counted', [passing], false],
		['two that DT cannot have counted', [passing, passing], false],
		['a counted one, then one that is not', [costly, passing], true],
		['a counted one, then a refusal of DT', [costly, rejected('no such metric')], false],
		['a refusal of DT, then a counted one', [revoked, costly], true],
	])('may have cost a report, or not: %s', (_, errors, counted) => {
		let before: BackOffs = {};
		for (const error of errors) before = note(error, 's', before).backOffs;
		expect(before.new?.counted).toBe(counted);
	});

	it('is the first one again with other keys or another query', () => {
		const twice = note(passing, 'a', note(passing, 'a').backOffs).backOffs;
		expect(note(passing, 'a', twice).backOff).toMatchObject({
			times: 3,
			retryAt: NOW + 4 * MINUTE,
		});
		expect(note(passing, 'b', twice).backOff).toMatchObject({ times: 1, retryAt: NOW + MINUTE });
	});

	it.each<[Stage, string[], boolean]>([
		['new', ['settings', 'backfill', 'file'], true],
		['backfill', ['settings', 'new', 'file'], true],
		['settings', ['new', 'backfill', 'file'], false],
		['file', ['settings', 'new', 'backfill'], false],
	])(
		'is over in the scope %s once that succeeds; in %j it goes on, unless the keys were proved right: %s',
		(done, left, isRight) => {
			const all = (error: Error): BackOffs => {
				const { backOff } = note(error);
				return { settings: backOff, new: backOff, backfill: backOff, file: backOff };
			};
			expect(Object.keys(clearFailure(all(passing), done))).toEqual(left);
			expect(Object.keys(clearFailure(all(revoked), done))).toEqual(isRight ? [] : left);
		},
	);

	it('does not outlast a clock that is set back by days', () => {
		const { backOffs } = note(new DtError('timed_out'));
		expect(isPaused(backOffs, 'new', 's', NOW - 3 * DAY)).toBe(false);
	});

	it('may be a fault of any kind', () => {
		expect(pauses(new Error('unknown'), 2)).toEqual([1, 2]);
		expect(pauses('thrown text', 1)).toEqual([1]);
		const { backOffs, isNews } = note(new Error('disk full'));
		expect(isNews).toBe(true);
		expect(note(new Error('disk full'), 's', backOffs).isNews).toBe(false);
		expect(note(new Error('other'), 's', backOffs).isNews).toBe(true);
	});
});
