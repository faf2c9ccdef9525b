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
/**
 * Types are CPI, CPE and CPA for advertisers and CPI, CPE, CPL and CPS for publishers; whether the
 * payout is dynamic is Yes or No (A). The accounts here are both, and have all of them.
 */
const CAMPAIGNS = [
	[
		'1234567890123456789',
		'Dragon Duel, Winter "Gold" Push',
		'Play & win',
		'0012',
		'Northgate',
		'CPE',
		'Yes',
	],
	['9007199254740993001', 'Größenwahn – Äpfel & Öl', 'Sammeln', '0107', 'Südwerk', 'CPL', 'No'],
	['2200000000000000017', '龍の冒険 🐉 第2弾', '冒険しよう', '0045', 'Higashi', 'CPI', 'No'],
	['3141592653589793238', 'Two lines\nof a name', 'Keep going', '12', 'Plain Media', 'CPA', 'Yes'],
	['1000000000000000001', 'Пазл дня', 'Соберите всё', '0900', 'Волна', 'CPS', 'No'],
	['7777777777777777777', 'Simple Solitaire', 'Relax', '31', 'Plain Media', 'CPE', 'No'],
] as const;

/** Dimensions that vary together. */
export interface Axis {
	names: string[];
	/** A value for each of the names; a report has no other combinations. */
	values: ReadonlyArray<readonly string[]>;
}

const OFFER_WALL: Axis[] = [
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
		// A program is the advertiser's app, an action the name of an event of its SDK (A).
		names: ['Program ID', 'Program Name', 'Action ID', 'Offer Task Type'],
		values: [
			['0001', 'Dragon Duel', 'level_10_reached', 'Download'],
			['0002', 'Solitaire, "Classic"', 'first_purchase', 'Download'],
			['0003', 'Пазл', 'video_completed', 'Video View'],
		],
	},
	{
		names: ['Publisher App Bundle', 'Provider Custom Id'],
		values: [
			['com.example.tower', 'tower-android'],
			['1380362212', 'tower-ios'],
		],
	},
];

/** DT FairBid and DT Exchange; their values differ from the Offer Wall's (B). */
const MEDIATION: Axis[] = [
	{
		names: ['Country'],
		values: [['US'], ['CA'], ['DE'], ['JP'], ['GB'], ['CI'], ['TR'], ['KR']],
	},
	{
		names: ['Fyber App ID', 'App Name'],
		values: [
			['000123', 'Tower'],
			['000124', 'Tower, iOS'],
		],
	},
	{
		names: ['Placement Name', 'Placement Type'],
		values: [
			['Shop', 'Rewarded'],
			['Level end', 'Interstitial'],
			['Foot of the page', 'Banner'],
		],
	},
	{ names: ['Device OS'], values: [['android'], ['ios']] },
	{ names: ['Demand Source Type Name'], values: [['Programmatic'], ['Mediation']] },
];

const axesOfSource = (source: string) => (source === 'mediation' ? MEDIATION : OFFER_WALL);

/** Every dimension that a report of a source may be split or filtered by. */
export const dimensionsOf = (source: string): string[] => [
	'Date',
	...axesOfSource(source).flatMap(({ names }) => names),
];

/** The axes that these dimensions of a source lie on, each once. */
export const axesOf = (source: string, dimensions: string[]): Axis[] =>
	axesOfSource(source).filter(({ names }) => names.some((name) => dimensions.includes(name)));
