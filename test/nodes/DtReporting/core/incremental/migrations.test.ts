import { readState } from '../../../../../nodes/DtReporting/core/incremental/state';
import { day, NOON } from './daily';

describe('a kept state of version 1', () => {
	const kept = { v: 1, anchor: day(10), handed: [], revisions: [] };
	const read = (fields: object) => readState({ ...kept, ...fields }, NOON);

	it.each([
		['a backfill', { kind: 'history', start: day(4) }, { kind: 'backfill', start: day(4) }],
		['new days', { kind: 'new', start: day(4) }, { kind: 'new', start: day(4) }],
		['a window that is missing', undefined, undefined],
		['a window of null', null, null],
	])('with a pending report for %s has one for the same', (_, window, expected) =>
		expect(read({ flight: { looks: 1, window } }).pendingReport).toEqual({
			checks: 1,
			window: expected,
		}),
	);

	it.each([undefined, null, 'text'])('with %j for a report and for the day has the same', (value) =>
		expect(read({ flight: value, today: value })).toEqual({
			v: 2,
			firstNewDay: day(10),
			delivered: [],
			revisions: [],
			pendingReport: value,
			today: value,
		}),
	);
});
