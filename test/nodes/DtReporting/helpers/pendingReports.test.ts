import {
	forgetReports,
	PendingReports,
} from '../../../../nodes/DtReporting/helpers/pendingReports';
import { nodeContext } from '../../../support/nodeContext';

const NOW = Date.parse('2026-11-20T14:00:00Z');
const MINUTE_MS = 60_000;
const DAY = { start: '2026-11-18', end: '2026-11-18' };

const iso = (time: number) => new Date(time).toISOString();
const report = (name: string, aliveMs = 3 * 60 * MINUTE_MS) => ({
	reportId: 'r-1',
	reportUrl: `https://files.example/${name}`,
	requestedAt: iso(NOW),
	urlExpiresAt: iso(NOW + aliveMs),
});

beforeEach(() => {
	forgetReports();
	jest.useFakeTimers({ now: NOW });
});
afterEach(() => jest.useRealTimers());

const reports = (run?: string) => new PendingReports(nodeContext(), run);

describe('a pending report', () => {
	it('is found by the next execution of its node under its key, and by no other node', () => {
		reports('e1/0').keep('key', report('a'));
		expect(reports('e2/0').find('key', DAY)).toEqual(report('a'));
		expect(reports('e2/0').find('other key', DAY)).toBeUndefined();
		const others = new PendingReports(nodeContext({ node: 'DT Reporting1' }), 'e2/0');
		expect(others.find('key', DAY)).toBeUndefined();
	});

	it('is found until a minute before its link ends', () => {
		reports('e1/0').keep('key', report('a', 60 * MINUTE_MS));
		jest.setSystemTime(NOW + 59 * MINUTE_MS - 1);
		expect(reports('e2/0').find('key', DAY)).toBeDefined();
		jest.setSystemTime(NOW + 59 * MINUTE_MS);
		expect(reports('e2/0').find('key', DAY)).toBeUndefined();
	});

	it('is not found once a day of its range has become complete', () => {
		const range = { start: '2026-11-20', end: '2026-11-20' };
		reports('e1/0').keep('key', report('a', 24 * 60 * MINUTE_MS));
		expect(reports('e2/0').find('key', range)).toBeDefined();
		jest.setSystemTime(Date.parse('2026-11-21T13:00:00Z'));
		expect(reports('e2/0').find('key', range)).toBeUndefined();
	});

	it('is found by the run that has requested it even after its end', () => {
		reports('e1/0').keep('key', report('a', 60 * MINUTE_MS));
		jest.setSystemTime(NOW + 61 * MINUTE_MS);
		expect(reports('e1/0').find('key', DAY)).toEqual(report('a', 60 * MINUTE_MS));
		expect(reports('e1/1').find('key', DAY)).toBeUndefined();
	});

	it('that is useless is found by the run that has requested it only', () => {
		reports('e1/0').keep('key', report('a'), 'useless');
		expect(reports('e1/0').find('key', DAY)).toEqual(report('a'));
		expect(reports('e1/1').find('key', DAY)).toBeUndefined();
		expect(reports('e2/0').find('key', DAY)).toBeUndefined();
	});

	it('that was delivered is found by a retry of the run that has output it only', () => {
		reports('e1/0').keep('key', report('a'));
		reports('e2/0').keep('key', report('a'), 'delivered');
		expect(reports('e2/0').find('key', DAY)).toEqual(report('a'));
		expect(reports('e3/0').find('key', DAY)).toBeUndefined();
		expect(reports().find('key', DAY)).toBeUndefined();
	});

	it('that was delivered in a context without runs is found by nobody', () => {
		reports().keep('key', report('a'), 'delivered');
		expect(reports().find('key', DAY)).toBeUndefined();
	});

	it('that proves useless in a later run is not found by its retries', () => {
		reports('e1/0').keep('key', report('a'));
		reports('e2/0').keep('key', report('a'), 'useless');
		expect(reports('e2/0').find('key', DAY)).toBeUndefined();
		expect(reports('e1/0').find('key', DAY)).toEqual(report('a'));
	});

	it('belongs to the run that has requested it, whoever keeps it again', () => {
		reports('e1/0').keep('key', report('a'));
		reports('e2/0').keep('key', report('a'));
		expect(reports('e1/0').isOwn('key')).toBe(true);
		expect(reports('e2/0').isOwn('key')).toBe(false);
		reports('e2/0').keep('key', report('b'));
		expect(reports('e1/0').isOwn('key')).toBe(false);
		expect(reports('e2/0').isOwn('key')).toBe(true);
	});

	it('of a context without runs is nobody’s own', () => {
		reports().keep('key', report('a'), 'useless');
		expect(reports().isOwn('key')).toBe(false);
		expect(reports().find('key', DAY)).toBeUndefined();
	});

	it('is discarded with its link, not by its id', () => {
		reports('e1/0').keep('key', report('a'));
		reports('e1/0').discard('key', report('b'));
		expect(reports('e1/0').find('key', DAY)).toBeDefined();
		reports('e1/0').discard('key', report('a'));
		expect(reports('e1/0').find('key', DAY)).toBeUndefined();
		expect(() => reports('e1/0').discard('key', report('a'))).not.toThrow();
	});
});

describe('keeping a report', () => {
	it('drops what its node keeps of other keys whose links have ended', () => {
		reports('e1/0').keep('over', report('a', 60 * MINUTE_MS));
		reports('e1/0').keep('alive', report('b'));
		jest.setSystemTime(NOW + 60 * MINUTE_MS);
		reports('e2/0').keep('new', report('c'));
		expect(reports('e1/0').isOwn('over')).toBe(false);
		expect(reports('e1/0').isOwn('alive')).toBe(true);
	});

	it('moves a link to its new key', () => {
		reports('e1/0').keep('old', report('a'));
		reports('e1/0').keep('new', report('a'));
		expect(reports('e1/0').find('old', DAY)).toBeUndefined();
		expect(reports('e1/0').find('new', DAY)).toBeDefined();
	});
});
