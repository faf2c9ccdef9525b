/** The names that the stand-in accepts. Source: docs/dt-api.md sections 4 and 6 (A or B each). */

/** How a metric's numbers look. */
export type MetricShape = 'money' | 'count' | 'ratio' | 'seconds';

export const METRICS: Record<string, MetricShape> = {
	'Publisher Revenue': 'money',
	'Publisher ARPU': 'money',
	'OFW Unique Users': 'count',
	'OFW Container Impressions': 'count',
	'Offer Impressions': 'count',
	'Offer Clicks': 'count',
	'Avg. Offers per Container': 'ratio',
	'Avg. Position': 'ratio',
	'Container Fill Rate': 'ratio',
	'Offer Completion Time': 'seconds',
	'Offer Installs': 'count',
	'Offer Conversions': 'count',
	'Advertiser Spend': 'money',
	'Advertiser ARPDEU': 'money',
	'Advertiser Offer eCPM': 'money',
};

/** Metrics of the sister products, asked for with `source: "mediation"` (B). */
export const MEDIATION_METRICS: Record<string, MetricShape> = {
	'Bid Requests': 'count',
	'Bid Responses': 'count',
	Impressions: 'count',
	Clicks: 'count',
	'Rewarded Completions': 'count',
	'Revenue (USD)': 'money',
	'Unique Impressions': 'count',
};

/** A campaign's columns belong together: a report never mixes the id of one with the name of another. */
const CAMPAIGNS = [
	['1234567890123456789', 'Dragon Duel, Winter "Gold" Push', 'Play & win', '0012', 'Northgate'],
	['9007199254740993001', 'Größenwahn – Äpfel & Öl', 'Sammeln', '0107', 'Südwerk'],
	['2200000000000000017', '龍の冒険 🐉 第2弾', '冒険しよう', '0045', 'Higashi'],
	['3141592653589793238', 'Two lines\nof a name', 'Keep going', '12', 'Plain Media'],
	['1000000000000000001', 'Пазл дня', 'Соберите всё', '0900', 'Волна'],
	['7777777777777777777', 'Simple Solitaire', 'Relax', '31', 'Plain Media'],
] as const;

/** Dimensions that vary together, each group on an axis of its own. */
const AXES: Array<{ names: string[]; values: readonly (readonly string[])[] }> = [
	{
		names: ['Campaign ID', 'Campaign Name', 'Campaign Title', 'Demand ID', 'Demand Name'],
		values: CAMPAIGNS,
	},
	{
		names: ['Country'],
		values: [
			['UNITED STATES'],
			['CANADA'],
			['GERMANY'],
			['JAPAN'],
			['UNITED KINGDOM'],
			["CÔTE D'IVOIRE"],
			['TÜRKİYE'],
			['KOREA, REPUBLIC OF'],
		],
	},
	{ names: ['Offer Actual Position'], values: [['1'], ['2'], ['3']] },
	{
		names: ['Affiliate Network Name'],
		values: [['Direct'], ['Partners, Inc.']],
	},
	{ names: ['Campaign Type'], values: [['CPE'], ['CPI']] },
	{ names: ['Dynamic Payout Enabled'], values: [['true'], ['false']] },
	{ names: ['Offer Task Type'], values: [['INSTALL'], ['REACH_LEVEL']] },
	{
		names: ['Program ID', 'Program Name'],
		values: [
			['0001', 'Level 10'],
			['0002', 'First "buy"'],
		],
	},
	{ names: ['Action ID'], values: [['55501'], ['55502']] },
	{
		names: ['Publisher App Bundle', 'Provider Custom Id', 'Fyber App ID', 'App Name'],
		values: [
			['com.example.tower', 'tower-android', '000123', 'Tower'],
			['1380362212', 'tower-ios', '000124', 'Tower, iOS'],
		],
	},
	{
		names: ['Placement Name', 'Placement Type'],
		values: [
			['Shop', 'Rewarded'],
			['Level end', 'Interstitial'],
		],
	},
	{ names: ['Device OS'], values: [['Android'], ['iOS']] },
	{ names: ['Demand Source Type Name'], values: [['Exchange'], ['Mediation']] },
];

/** Every dimension that a report may be split or filtered by. */
export const DIMENSIONS = ['Date', ...AXES.flatMap(({ names }) => names)];

/** The axis of a dimension, or undefined for Date and for names that do not exist. */
export const axisOf = (dimension: string) => AXES.find(({ names }) => names.includes(dimension));
