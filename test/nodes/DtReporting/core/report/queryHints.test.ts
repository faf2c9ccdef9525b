import { planQuery, type QueryInput } from '../../../../../nodes/DtReporting/core/report/query';
import {
	queryHints,
	rejectionHints,
	translationHints,
} from '../../../../../nodes/DtReporting/core/report/queryHints';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const input = (change: Partial<QueryInput> = {}): QueryInput => ({
	endpoint: 'offerwall',
	source: 'event',
	dateRange: 'lastCompleteDay',
	metrics: ['Publisher Revenue'],
	splits: ['Date'],
	...change,
});
const MEDIATION = { endpoint: 'fairBid', metrics: ['Impressions'] };
const countries = (values: string) => ({
	filters: { filter: [{ dimension: 'Country', values }] },
});
const hints = (change: Partial<QueryInput>, now = NOW) =>
	queryHints(planQuery(input(change), now), now).join('\n');

it('has none for an ordinary query', () => expect(hints({})).toBe(''));

it('points at a day that may be incomplete', () => {
	const morning = Date.parse('2026-11-24T02:00:00Z');
	expect(hints({ dateRange: 'yesterday' }, morning)).toContain(
		'2026-11-23 may still be incomplete',
	);
	expect(hints({ dateRange: 'yesterday' })).toBe('');
});

describe('more dimensions than DT is known to take', () => {
	const five = ['Country', 'Campaign ID', 'Campaign Name', 'Demand ID', 'Demand Name'];
	const seven = [
		...['Date', 'Fyber App ID', 'App Name', 'Placement Name', 'Placement Type'],
		...['Country', 'Device OS'],
	];

	it.each<[Partial<QueryInput>]>([
		[{ splits: five }],
		[{ splits: ['Date', ...five] }],
		[{ ...MEDIATION, splits: seven }],
	])('are not those of %j', (change) => expect(hints(change)).toBe(''));

	it.each<[Partial<QueryInput>, string]>([
		[{ splits: ['Date', ...five, 'Program ID'] }, 'at most 5 dimensions a report'],
		[{ splits: [...five, 'Program ID'] }, 'this one has 6 splits'],
		[
			{ ...MEDIATION, splits: [...seven, 'Demand Source Type Name'] },
			'at most 7 dimensions a report',
		],
	])('say what to do: %j', (change, words) => {
		expect(hints(change)).toContain(words);
		expect(hints(change)).toContain('Remove a split');
		const { body } = planQuery(input(change), NOW);
		expect(rejectionHints(body).join()).toContain('Remove a split');
	});
});

describe('countries', () => {
	const translated = (change: Partial<QueryInput>) => {
		const given = input(change);
		return translationHints(given, planQuery(given, NOW).body.source);
	};

	it.each<[Partial<QueryInput>, string]>([
		[
			countries('US, Canada, JAPAN'),
			'DT\'s Offer Wall has upper-case English names of countries, so that is what is sent: "UNITED STATES" for "US"; "CANADA" for "Canada".',
		],
		[
			{ ...MEDIATION, ...countries('us, UNITED KINGDOM, DE') },
			'DT FairBid and DT Exchange have ISO codes of countries, so that is what is sent: "US" for "us"; "GB" for "UNITED KINGDOM".',
		],
		[
			countries('kr'),
			'"KOREA, REPUBLIC OF", "REPUBLIC OF KOREA" for "kr". Where its spelling is not known, all that are common are sent.',
		],
	])('that are sent otherwise give a hint: %j', (change, words) => {
		expect(translated(change)).toEqual([expect.stringContaining(words)]);
		expect(hints(change)).toBe('');
	});

	it.each<[Partial<QueryInput>, string]>([
		[countries('ATLANTIS, JAPAN'), 'sent as written: "ATLANTIS". The Offer Wall has upper-case'],
		[countries('zz, USX'), 'sent as written: "zz", "USX". The Offer Wall'],
		[
			{ ...MEDIATION, ...countries('ZZ, us') },
			'sent as written: "ZZ". DT FairBid and DT Exchange have ISO codes',
		],
	])('that are not known give a hint: %j', (change, words) => {
		expect(hints(change)).toContain(words);
	});

	it('in DT’s own words need no hint', () => {
		for (const change of [countries('JAPAN, TÜRKİYE'), { ...MEDIATION, ...countries('JP, TR') }]) {
			expect([...translated(change), hints(change)]).toEqual(['']);
		}
	});
});
