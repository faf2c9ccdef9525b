/** The dimensions that the stand-in knows, and their values. Source: docs/dt-api.md sections 4 and 6 (A or B each). */

/** A campaign's columns belong together: a report never mixes the id of one with the name of another. */
const CAMPAIGN_COLUMNS = [
	'Campaign ID',
	'Campaign Name',
	'Campaign Title',
	'Demand ID',
	'Demand Name',
	'Campaign Type',
	'Dynamic Payout Enabled',
];
const CAMPAIGNS = [
	[
		'1234567890123456789',
		'Dragon Duel, Winter "Gold" Push',
		'Play & win',
		'0012',
		'Northgate',
		'CPE',
		'true',
	],
	['9007199254740993001', 'Größenwahn – Äpfel & Öl', 'Sammeln', '0107', 'Südwerk', 'CPE', 'false'],
	['2200000000000000017', '龍の冒険 🐉 第2弾', '冒険しよう', '0045', 'Higashi', 'CPI', 'false'],
	['3141592653589793238', 'Two lines\nof a name', 'Keep going', '12', 'Plain Media', 'CPE', 'true'],
	['1000000000000000001', 'Пазл дня', 'Соберите всё', '0900', 'Волна', 'CPI', 'false'],
	['7777777777777777777', 'Simple Solitaire', 'Relax', '31', 'Plain Media', 'CPE', 'false'],
] as const;

/** Dimensions that vary together. */
export interface Axis {
	names: string[];
	/** A value for each of the names; a report has no other combinations. */
	values: ReadonlyArray<readonly string[]>;
}

const AXES: Axis[] = [
	{
		names: CAMPAIGN_COLUMNS,
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
	{
		names: ['Program ID', 'Program Name', 'Action ID', 'Offer Task Type'],
		values: [
			['0001', 'Level 10', '55501', 'REACH_LEVEL'],
			['0002', 'First "buy"', '55502', 'INSTALL'],
		],
	},
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

/** The axes that these dimensions lie on, each once. */
export const axesOf = (dimensions: string[]): Axis[] =>
	AXES.filter(({ names }) => names.some((name) => dimensions.includes(name)));
