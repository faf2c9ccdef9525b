import {
	columnsOf,
	planQuery,
	type QueryInput,
} from '../../../../../nodes/DtReporting/core/report/query';
import { refusalOf } from '../../../../support/refusal';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const input = (change: Partial<QueryInput> = {}): QueryInput => ({
	endpoint: 'offerwall',
	source: 'event',
	dateRange: 'lastCompleteDay',
	metrics: ['Publisher Revenue'],
	splits: ['Date'],
	...change,
});
const bodyOf = (change: Partial<QueryInput>) => planQuery(input(change), NOW).body;

describe('a query', () => {
	it('becomes the body that DT documents', () => {
		const query = planQuery(
			input({
				metrics: ['Publisher Revenue', 'Offer Clicks'],
				splits: ['Date', 'Country'],
				filters: { filter: [{ dimension: 'Country', values: 'UNITED STATES, CANADA' }] },
			}),
			NOW,
		);
		expect(query).toEqual({
			endpoint: 'offerwall',
			body: {
				source: 'event',
				dateRange: { start: '2026-11-23', end: '2026-11-23' },
				metrics: ['Publisher Revenue', 'Offer Clicks'],
				splits: ['Date', 'Country'],
				filters: [{ dimension: 'Country', values: ['UNITED STATES', 'CANADA'] }],
			},
		});
		expect(columnsOf(query)).toEqual(['Date', 'Country', 'Publisher Revenue', 'Offer Clicks']);
	});

	it('joins the lists with the additional names, once each, and sends unknown ones as written', () => {
		const { metrics, splits } = bodyOf({
			metrics: ['Offer Clicks'],
			additionalMetrics: ' Offer Clicks , brand new metric,',
			additionalSplits: 'Publisher App Bundle',
		});
		expect(metrics).toEqual(['Offer Clicks', 'brand new metric']);
		expect(splits).toEqual(['Date', 'Publisher App Bundle']);
	});

	it('takes what expressions give: text, arrays, numbers', () => {
		const { metrics, splits, filters } = bodyOf({
			metrics: 'Offer Clicks, Offer Impressions',
			splits: [],
			filters: {
				filter: [
					{ dimension: 'Campaign Name', values: ['Hello, world', 'b'] },
					{ dimension: 'Demand ID', values: 12 },
				],
			},
		});
		expect(metrics).toEqual(['Offer Clicks', 'Offer Impressions']);
		expect(splits).toEqual([]);
		expect(filters).toEqual([
			{ dimension: 'Campaign Name', values: ['Hello, world', 'b'] },
			{ dimension: 'Demand ID', values: ['12'] },
		]);
	});

	it.each<[Partial<QueryInput>, object]>([
		[
			{ metrics: '["Offer Clicks","Offer Installs"]' },
			{ metrics: ['Offer Clicks', 'Offer Installs'] },
		],
		[{ splits: '["Date", "Country"]' }, { splits: ['Date', 'Country'] }],
		[
			{ additionalMetrics: '["A, B"]', additionalSplits: '["Country"]' },
			{ metrics: ['Publisher Revenue', 'A, B'], splits: ['Date', 'Country'] },
		],
		[
			{ filters: '[{"dimension":"Demand ID","values":"[\\"0012\\"]"}]' },
			{ filters: [{ dimension: 'Demand ID', values: ['0012'] }] },
		],
	])('takes lists as JSON text: %j', (change, body) => expect(bodyOf(change)).toMatchObject(body));

	it.each<[string, Partial<QueryInput>]>([
		['Metrics', { metrics: [] }],
		['Metrics', { metrics: '["Offer Clicks"' }],
		['Additional Metrics', { additionalMetrics: { a: 1 } }],
		['Additional Splits', { additionalSplits: '["Country"' }],
		['Metrics', { metrics: ['  '] }],
		['Metrics', { metrics: undefined }],
		['Metrics', { metrics: [{ name: 'Offer Clicks' }] }],
		['Splits', { splits: { a: 1 } }],
		['Filters', { filters: { filter: [{ dimension: '', values: 'a' }] } }],
		['Filters', { filters: { filter: [{ dimension: 'Country', values: ' , ' }] } }],
		['Filters', { filters: { filter: 'Country' } }],
		['Source', { source: 'Event' }],
		['Source', { source: 'mediation' }],
		['Report Endpoint', { endpoint: 'offer-wall' }],
		['Report Endpoint', { endpoint: 'toString' }],
		['Date Range', { dateRange: 'forever' }],
	])('names %s when it refuses %j', (field, change) => {
		const { details, message } = refusalOf(() => bodyOf(change));
		expect(details).toMatchObject({ code: 'invalid_parameters', parameter: field });
		expect(message).toMatch(new RegExp(`^${field}: `));
	});
});

it.each<[Partial<QueryInput>, string]>([
	[
		{ endpoint: 'offer wall' },
		'Report Endpoint: "offer wall" is not one of the choices: offerwall, report, fairBid, exchange',
	],
	[{ source: 'billing' }, 'Source: "billing" is not one of the choices: event, performance'],
	[{ source: ['x'] }, 'Source: A list is not one of the choices: event, performance'],
	[
		{ dateRange: 'last_week' },
		'Date Range: "last_week" is not one of the choices: lastCompleteDay, yesterday, last7Days, last30Days, monthToDate, lastMonth, custom',
	],
	[{ dateRange: undefined }, 'Date Range: undefined is not one of the choices: lastCompleteDay,'],
])('a refused choice says what there is to choose from: %j', (change, message) => {
	expect(() => bodyOf(change)).toThrow(message);
});

describe('countries', () => {
	const valuesOf = (values: unknown, change: Partial<QueryInput> = {}) =>
		bodyOf({ filters: { filter: [{ dimension: 'Country', values }] }, ...change }).filters[0]
			.values;

	it('are sent as the product has them', () => {
		expect(valuesOf('US, germany, JAPAN')).toEqual(['UNITED STATES', 'GERMANY', 'JAPAN']);
		expect(valuesOf('US, de', { endpoint: 'report' })).toEqual(['UNITED STATES', 'GERMANY']);
		const mediation = { metrics: ['Impressions'] };
		for (const endpoint of ['fairBid', 'exchange']) {
			expect(valuesOf('us, Germany, JP', { ...mediation, endpoint })).toEqual(['US', 'DE', 'JP']);
		}
	});

	it('are each sent once', () => {
		expect(valuesOf('US, UNITED STATES, usa')).toEqual(['UNITED STATES']);
	});

	it('are looked for in a filter by country only', () => {
		const filters = [{ dimension: 'Campaign Name', values: ['us'] }];
		expect(bodyOf({ filters }).filters).toEqual(filters);
	});
});
