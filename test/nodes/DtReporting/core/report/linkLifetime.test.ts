import { linkEndsAt } from '../../../../../nodes/DtReporting/core/report/link';
import {
	isCurrent,
	isLinkAlive,
	isLinkOver,
	isLinkPast,
	isUnstatedLifeOver,
} from '../../../../../nodes/DtReporting/core/report/linkLifetime';
import type { RequestedReport } from '../../../../../nodes/DtReporting/core/report/requestedReport';
import { HOUR } from '../../../../support/days';

const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);
const report = (changes: Partial<RequestedReport> = {}): RequestedReport => ({
	reportId: 'r',
	reportUrl: 'https://f.example/r.csv',
	requestedAt: '2026-11-24T12:00:00Z',
	...changes,
});

it('a pending report lives until a minute before its link ends, or an hour where the link does not say', () => {
	const known = report({ urlExpiresAt: '2026-11-24T15:00:00Z' });
	expect(isLinkAlive(known, at('14:58:59'))).toBe(true);
	expect(isLinkAlive(known, at('14:59:00'))).toBe(false);
	expect(isLinkAlive(report(), at('12:58:59'))).toBe(true);
	expect(isLinkAlive(report(), at('12:59:00'))).toBe(false);
});

it.each([
	['four hours ahead', '2026-11-24T16:00:00Z'],
	['a day behind', '2026-11-23T12:00:00Z'],
	['right', '2026-11-24T12:00:00Z'],
])('a link lives its three hours on a machine whose clock is %s', (_, requestedAt) => {
	const known = report({
		requestedAt,
		answeredAt: '2026-11-24T12:00:00Z',
		urlExpiresAt: '2026-11-24T15:00:00Z',
	});
	const hours = (count: number) => Date.parse(requestedAt) + count * HOUR;
	expect(linkEndsAt(known)).toBe(hours(3));
	expect(isLinkAlive(known, hours(2.9))).toBe(true);
	expect(isLinkAlive(known, hours(3))).toBe(false);
});

const STATED = { urlExpiresAt: '2026-11-24T15:00:00Z' };

it.each([
	['says its end, 15:00', STATED, '15:05:00', false],
	['says its end, 15:00', STATED, '15:05:01', true],
	['does not say its end', {}, '23:59:59', false],
])('a link that %s (%j) is over at %s: %s', (_, changes, now, isOver) =>
	expect(isLinkOver(report(changes), undefined, at(now))).toBe(isOver),
);

it.each([
	['does not say its end', {}, '14:59:59', false],
	['does not say its end', {}, '15:00:00', true],
	['does not say its end', {}, '23:00:00', true],
	['says its end', STATED, '14:00:00', false],
	['says its end', STATED, '23:00:00', false],
])(
	'a link of 12:00 that %s (%j) has lived the three hours of others at %s: %s',
	(_, changes, now, isOver) => expect(isUnstatedLifeOver(report(changes), at(now))).toBe(isOver),
);

it.each([
	['says its end, 15:00', STATED, '15:05:00', false],
	['says its end, 15:00', STATED, '15:05:01', true],
	['does not say its end', {}, '14:59:59', false],
	['does not say its end', {}, '15:00:00', true],
])(
	'nothing can come any more of a link of 12:00 that %s (%j) at %s: %s',
	(_, changes, now, isPast) => expect(isLinkPast(report(changes), at(now))).toBe(isPast),
);

describe('a report that was requested earlier', () => {
	const taken = (time: string) => report({ requestedAt: `2026-11-24T${time}Z` });
	const day = (end: string) => ({ start: '2026-11-20', end });

	it.each([
		// The day before yesterday was complete in any case.
		['11:40:00', '13:00:00', '2026-11-22', true],
		// Yesterday became complete at 12:00 in between.
		['11:40:00', '13:00:00', '2026-11-23', false],
		['11:40:00', '11:59:00', '2026-11-23', true],
		['12:00:00', '14:30:00', '2026-11-23', true],
		// Today is not complete before tomorrow noon: good for an hour, and not across noon.
		['13:00:00', '13:59:00', '2026-11-24', true],
		['13:00:00', '14:00:00', '2026-11-24', false],
		['11:40:00', '12:10:00', '2026-11-24', false],
	])('at %s is as good as one at %s for days up to %s: %s', (then, now, end, isGood) =>
		expect(isCurrent(taken(then), day(end), at(now))).toBe(isGood),
	);

	it('is judged by the clock of DT', () => {
		const fast = report({
			requestedAt: '2026-11-24T13:00:00Z',
			answeredAt: '2026-11-24T11:00:00Z',
		});
		expect(isCurrent(fast, day('2026-11-23'), at('13:30:00'))).toBe(true);
		expect(isCurrent(fast, day('2026-11-23'), at('14:00:00'))).toBe(false);
	});
});
