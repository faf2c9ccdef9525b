import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import { isPaused, noteTrouble, type Trouble } from '../../../../nodes/DtReporting/report/trouble';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-10T23:00:00Z');

/** The pauses, in minutes, after so many attempts in a row that come to nothing. */
function pauses(error: unknown, attempts: number): number[] {
	let before: Trouble | undefined;
	return Array.from({ length: attempts }, () => {
		before = noteTrouble(error, 's', before, NOW).trouble;
		return (before.retryAt - NOW) / MINUTE;
	});
}

describe('a trouble', () => {
	it('that passes is tried again at growing pauses, and is news each time', () => {
		const down = new DtError('service_unavailable', { httpStatus: 503 });
		expect(pauses(down, 8)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
		const { trouble } = noteTrouble(down, 's', undefined, NOW);
		expect(noteTrouble(down, 's', trouble, NOW).isNews).toBe(true);
	});

	it('waits as long as DT says', () => {
		expect(pauses(new DtError('rate_limited', { retryAfterMs: 10 * MINUTE }), 2)).toEqual([10, 10]);
		const resetsAtEpochMs = NOW + 60 * MINUTE;
		expect(pauses(new DtError('quota_exhausted', { resetsAtEpochMs }), 2)).toEqual([60, 60]);
	});

	it('that only a person can end is tried every half hour and told once, until something changes', () => {
		const revoked = new DtError('invalid_client', { httpStatus: 400 });
		expect(pauses(revoked, 3)).toEqual([30, 30, 30]);
		const { trouble, isNews } = noteTrouble(revoked, 'keys', undefined, NOW);
		expect(isNews).toBe(true);
		expect(noteTrouble(revoked, 'keys', trouble, NOW).isNews).toBe(false);
		expect(noteTrouble(revoked, 'other keys', trouble, NOW).isNews).toBe(true);
		expect(noteTrouble(new DtError('unauthorized'), 'keys', trouble, NOW).isNews).toBe(true);
		expect(isPaused(trouble, 'keys', NOW + MINUTE)).toBe(true);
		expect(isPaused(trouble, 'other keys', NOW + MINUTE)).toBe(false);
		expect(isPaused(trouble, 'keys', NOW + 30 * MINUTE)).toBe(false);
	});

	it('does not outlast a clock that is set back by days', () => {
		const { trouble } = noteTrouble(new DtError('timed_out'), 's', undefined, NOW);
		expect(isPaused(trouble, 's', NOW - 3 * 24 * 60 * MINUTE)).toBe(false);
	});

	it('may be a fault of any kind', () => {
		expect(pauses(new Error('unknown'), 2)).toEqual([1, 2]);
		expect(pauses('thrown text', 1)).toEqual([1]);
		const { trouble, isNews } = noteTrouble(new Error('disk full'), 's', undefined, NOW);
		expect(isNews).toBe(true);
		expect(noteTrouble(new Error('disk full'), 's', trouble, NOW).isNews).toBe(false);
		expect(noteTrouble(new Error('other'), 's', trouble, NOW).isNews).toBe(true);
	});
});
