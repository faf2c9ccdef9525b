/**
 * The names known so far, as DT spells them: over 40 exist and they are case-sensitive, so the lists
 * help and never refuse. Source: docs/dt-api.md sections 4 and 6 (A or B each).
 */

/** Whose numbers a name belongs to; the lists in the editor are in this order. */
export const SIDES = {
	both: 'Publishers and advertisers',
	publisher: 'Publishers',
	advertiser: 'Advertisers',
	sister: 'DT FairBid and DT Exchange',
	all: 'All products',
} as const;
export type Side = keyof typeof SIDES;

export const PRODUCTS = {
	offerWall: 'the Offer Wall',
	sisters: 'DT FairBid and DT Exchange',
} as const;
export type Product = keyof typeof PRODUCTS;

export interface CatalogueEntry {
	name: string;
	side: Side;
	/** DT's definition, where one is known. */
	definition: string;
}

/** Whether a name is known to belong to a product. */
export const isOf = ({ side }: CatalogueEntry, product: Product): boolean =>
	side === 'all' || (side === 'sister') === (product === 'sisters');

const entry = (side: Side, name: string, definition: string): CatalogueEntry => ({
	name,
	side,
	definition,
});

export const METRICS: CatalogueEntry[] = [
	entry(
		'both',
		'Avg. Offers per Container',
		'Offer Impressions divided by OFW Container Impressions',
	),
	entry('both', 'Avg. Position', 'Average position of an offer, per container impression'),
	entry('both', 'Container Fill Rate', 'Share of container impressions with at least one offer'),
	entry('both', 'Offer Clicks', 'Users that clicked an offer'),
	entry('both', 'Offer Completion Time', 'Average time until an offer is completed'),
	entry('both', 'Offer Impressions', 'How often offers were shown'),
	entry('publisher', 'OFW Container Impressions', 'How often the Offer Wall was shown'),
	entry('publisher', 'OFW Unique Users', 'Users that saw the Offer Wall'),
	entry('publisher', 'Publisher ARPU', 'Revenue per user, in USD'),
	entry('publisher', 'Publisher Revenue', 'What was earned, in USD'),
	entry('advertiser', 'Advertiser ARPDEU', 'Revenue per daily engaged user, in USD'),
	entry('advertiser', 'Advertiser Offer eCPM', 'Per 1,000 offer impressions, in USD'),
	entry('advertiser', 'Advertiser Spend', 'What was spent, in USD'),
	entry('advertiser', 'Offer Conversions', 'Completed offers'),
	entry('advertiser', 'Offer Installs', 'Installs from offers'),
	entry('sister', 'Bid Requests', 'How often bids were requested'),
	entry('sister', 'Bid Responses', 'How often bids were given'),
	entry('sister', 'Clicks', 'Clicks on ads'),
	entry('sister', 'Impressions', 'Ads shown'),
	entry('sister', 'Revenue (USD)', 'What was earned, in USD'),
	entry('sister', 'Rewarded Completions', 'Rewarded ads that were seen to their end'),
	entry('sister', 'Unique Impressions', 'Users that saw an ad'),
];

export const DIMENSIONS: CatalogueEntry[] = [
	entry('all', 'Date', 'One row a UTC day; without it a report has totals only'),
	entry(
		'all',
		'Country',
		'UNITED STATES in the Offer Wall, the ISO code US in DT FairBid and DT Exchange',
	),
	entry('both', 'Action ID', 'The SDK event that an attribution provider reports back'),
	entry('both', 'Affiliate Network Name', 'The older aggregator that an offer came through'),
	entry('both', 'Campaign ID', 'The campaign’s ID, up to 19 digits; stays text'),
	entry('both', 'Campaign Name', 'The name inside DT'),
	entry('both', 'Campaign Title', 'The title that users see'),
	entry('both', 'Campaign Type', 'CPI, CPE, CPA, CPL or CPS'),
	entry('both', 'Demand ID', 'The advertiser’s ID; stays text, as it may start with zeros'),
	entry('both', 'Demand Name', 'The advertiser'),
	entry('both', 'Dynamic Payout Enabled', 'Whether the payout is dynamic: Yes or No'),
	entry('both', 'Offer Actual Position', 'The position at which an offer was shown'),
	entry('both', 'Offer Task Type', 'What the user has to do'),
	entry('both', 'Program ID', 'The ID of the advertiser’s app; stays text'),
	entry('both', 'Program Name', 'The advertiser’s app'),
	entry('both', 'Provider Custom Id', 'With a lower-case d, as DT spells it'),
	entry('both', 'Publisher App Bundle', 'The bundle of the app with the Offer Wall'),
	entry('sister', 'App Name', 'The name of the app'),
	entry('sister', 'Demand Source Type Name', 'The kind of the demand source'),
	entry('sister', 'Device OS', 'The operating system'),
	entry('sister', 'Fyber App ID', 'The app’s ID; stays text'),
	entry('sister', 'Placement Name', 'The name of a placement'),
	entry('sister', 'Placement Type', 'The type of a placement'),
];

const spellings = (catalogue: CatalogueEntry[]): Map<string, string> =>
	new Map(catalogue.map(({ name }) => [name.toLowerCase(), name]));

const METRIC_SPELLINGS = spellings(METRICS);
const DIMENSION_SPELLINGS = spellings(DIMENSIONS);

/** A metric as DT spells it, where only upper and lower case differ; any other as it is. */
export const spelledMetric = (name: string): string =>
	METRIC_SPELLINGS.get(name.toLowerCase()) ?? name;

/** The same for a dimension. */
export const spelledDimension = (name: string): string =>
	DIMENSION_SPELLINGS.get(name.toLowerCase()) ?? name;
