import { DIMENSIONS, METRICS } from '../../../../../nodes/DtReporting/core/report/catalogue';
import { nameHints, nearMiss } from '../../../../../nodes/DtReporting/core/report/nearMisses';
import type { ReportBody } from '../../../../../nodes/DtReporting/core/report/query';

it.each([
	['publisher revenue', 'Publisher Revenue'],
	['PublisherRevenue', 'Publisher Revenue'],
	['Publisher Revenu', 'Publisher Revenue'],
	['Offer Click', 'Offer Clicks'],
	['Avg Position', 'Avg. Position'],
	['OFW Uniqe Users', 'OFW Unique Users'],
])('%s was probably meant to be %s', (name, meant) => expect(nearMiss(name, METRICS)).toBe(meant));

it.each(['Publisher Revenue', 'A Brand New Metric', 'Clicks per Mile', ''])(
	'%p is left alone',
	(name) => expect(nearMiss(name, METRICS)).toBeUndefined(),
);

it('knows dimensions too', () => {
	expect(nearMiss('country', DIMENSIONS)).toBe('Country');
	expect(nearMiss('Provider Custom ID', DIMENSIONS)).toBe('Provider Custom Id');
	expect(nearMiss('Campaign ID', DIMENSIONS)).toBeUndefined();
});

it('has every name once', () => {
	for (const list of [METRICS, DIMENSIONS]) {
		expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
	}
});

describe('hints at names', () => {
	const hints = (change: Partial<ReportBody>) =>
		nameHints({
			source: 'event',
			dateRange: { start: '2026-11-23', end: '2026-11-23' },
			metrics: ['Offer Clicks'],
			splits: ['Date'],
			filters: [],
			...change,
		});
	const SISTERS = { source: 'mediation', metrics: ['Impressions'] };

	it.each<[Partial<ReportBody>]>([
		[{}],
		[{ source: 'performance', splits: ['Date', 'Country', 'Action ID'] }],
		[{ ...SISTERS, splits: ['Date', 'Country', 'Device OS'] }],
		[{ metrics: ['A Brand New Metric'] }],
	])('there are none for %j', (change) => expect(hints(change)).toEqual([]));

	it.each<[Partial<ReportBody>, string]>([
		[
			{ metrics: ['Impressions'] },
			'"Impressions" is a metric of DT FairBid and DT Exchange, not of the Offer Wall',
		],
		[
			{ metrics: ['Revenue (USD)'], source: 'performance' },
			'"Revenue (USD)" is a metric of DT FairBid',
		],
		[
			{ splits: ['Device OS'] },
			'"Device OS" is a dimension of DT FairBid and DT Exchange, not of the Offer Wall',
		],
		[
			{ ...SISTERS, metrics: ['Publisher Revenue'] },
			'"Publisher Revenue" is a metric of the Offer Wall, not of DT FairBid and DT Exchange',
		],
		[
			{ ...SISTERS, metrics: ['Advertiser Spend'] },
			'"Advertiser Spend" is a metric of the Offer Wall, not',
		],
		[
			{ ...SISTERS, filters: [{ dimension: 'Campaign ID', values: ['1'] }] },
			'"Campaign ID" is a dimension of the Offer Wall, not',
		],
	])('another product’s is named as such: %j', (change, words) => {
		const [hint, ...others] = hints(change);
		expect(hint).toContain(words);
		expect(hint).toContain('change the product');
		expect(others).toEqual([]);
	});

	it('a misspelled one is likened to those of the same product', () => {
		expect(hints({ metrics: ['Impression'] })).toEqual([]);
		expect(hints({ ...SISTERS, metrics: ['Impression'] })).toEqual([
			'"Impression" was sent as written. DT spells it "Impressions", as far as is known.',
		]);
		expect(hints({ splits: ['country'] })).toEqual([
			'"country" was sent as written. DT spells it "Country", as far as is known.',
		]);
	});
});
