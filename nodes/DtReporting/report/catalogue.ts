/**
 * The names known so far, as DT spells them: over 40 exist and they are case-sensitive, so the lists
 * help and never refuse. Source: dt-api.md section 4 (A or B each).
 */
export interface CatalogueEntry {
	name: string;
	/** A definition, where one is known; else which side of the Offer Wall it belongs to. */
	description: string;
}

export const METRICS: CatalogueEntry[] = [
	{
		name: 'Advertiser ARPDEU',
		description: 'Advertiser side: revenue per daily engaged user, in USD',
	},
	{
		name: 'Advertiser Offer eCPM',
		description: 'Advertiser side: spend per 1,000 offer impressions, in USD',
	},
	{ name: 'Advertiser Spend', description: 'Advertiser side: what was spent, in USD' },
	{
		name: 'Avg. Offers per Container',
		description: 'Offer Impressions divided by OFW Container Impressions',
	},
	{ name: 'Avg. Position', description: 'Average position of the offers on the wall' },
	{
		name: 'Container Fill Rate',
		description: 'Container impressions with at least one offer, divided by all of them',
	},
	{ name: 'Offer Clicks', description: 'Users that clicked an offer' },
	{ name: 'Offer Completion Time', description: 'Time from click to completion' },
	{ name: 'Offer Conversions', description: 'Advertiser side: completed offers' },
	{ name: 'Offer Impressions', description: 'Offers shown' },
	{ name: 'Offer Installs', description: 'Advertiser side: installs from offers' },
	{
		name: 'OFW Container Impressions',
		description: 'Publisher side: how often the wall was shown',
	},
	{ name: 'OFW Unique Users', description: 'Publisher side: users that saw the wall' },
	{ name: 'Publisher ARPU', description: 'Publisher side: revenue per user, in USD' },
	{ name: 'Publisher Revenue', description: 'Publisher side: what was earned, in USD' },
];

export const DIMENSIONS: CatalogueEntry[] = [
	{ name: 'Action ID', description: 'The action within an offer' },
	{ name: 'Affiliate Network Name', description: 'The network an offer came through' },
	{ name: 'Campaign ID', description: 'Kept as text: ids have up to 19 digits' },
	{ name: 'Campaign Name', description: 'The name inside DT' },
	{ name: 'Campaign Title', description: 'The title that users see' },
	{ name: 'Campaign Type', description: 'The type of the campaign' },
	{ name: 'Country', description: 'Upper-case English name, e.g. UNITED STATES' },
	{ name: 'Date', description: 'One row a UTC day; without it a report has totals only' },
	{ name: 'Demand ID', description: 'Kept as text: ids may start with zeros' },
	{ name: 'Demand Name', description: 'The source of the demand' },
	{ name: 'Dynamic Payout Enabled', description: 'Whether the payout is dynamic' },
	{ name: 'Offer Actual Position', description: 'The position at which an offer was shown' },
	{ name: 'Offer Task Type', description: 'What the user has to do' },
	{ name: 'Program ID', description: 'Kept as text' },
	{ name: 'Program Name', description: 'The name of the program' },
	{ name: 'Provider Custom Id', description: 'With a lower-case d, as DT spells it' },
	{ name: 'Publisher App Bundle', description: 'The bundle of the app with the wall' },
];
