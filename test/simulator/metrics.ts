/** The metrics that the stand-in knows. Source: docs/dt-api.md sections 4 and 6 (A or B each). */

/** A number that adds up over rows and days (unique users too, to keep it simple); `daily` is its usual total. */
interface Amount {
	shape: 'count' | 'money';
	daily: number;
	/** Counts each user once, so that it does not add up at DT. */
	unique?: boolean;
}

/** One amount divided by another, so that its definition holds in every row. */
interface Ratio {
	shape: 'ratio';
	of: string;
	per: string;
	times?: number;
}

export type Metric = Amount | Ratio;

const count = (daily: number): Amount => ({ shape: 'count', daily });
const unique = (daily: number): Amount => ({ ...count(daily), unique: true });
const money = (daily: number): Amount => ({ shape: 'money', daily });
const ratio = (of: string, per: string, times?: number): Ratio => ({
	shape: 'ratio',
	of,
	per,
	times,
});

export const METRICS: Record<string, Metric> = {
	'Publisher Revenue': money(1900),
	'Publisher ARPU': ratio('Publisher Revenue', 'OFW Unique Users'),
	'OFW Unique Users': unique(21_000),
	'OFW Container Impressions': count(40_000),
	'Offer Impressions': count(260_000),
	'Offer Clicks': count(9000),
	'Avg. Offers per Container': ratio('Offer Impressions', 'OFW Container Impressions'),
	'Avg. Position': ratio('sum of positions', 'Offer Impressions'),
	'Container Fill Rate': ratio('filled containers', 'OFW Container Impressions'),
	'Offer Completion Time': ratio('sum of completion seconds', 'Offer Conversions'),
	'Offer Installs': count(2400),
	'Offer Conversions': count(900),
	'Advertiser Spend': money(2600),
	// What DT divides by is not public (?); users that clicked are the engaged ones here.
	'Advertiser ARPDEU': ratio('Advertiser Spend', 'Offer Clicks'),
	'Advertiser Offer eCPM': ratio('Advertiser Spend', 'Offer Impressions', 1000),
};

/** Metrics of the sister products, requested with `source: "mediation"` (B). */
export const MEDIATION_METRICS: Record<string, Metric> = {
	'Bid Requests': count(2_000_000),
	'Bid Responses': count(700_000),
	Impressions: count(120_000),
	Clicks: count(4000),
	'Rewarded Completions': count(90_000),
	'Revenue (USD)': money(1300),
	'Unique Impressions': unique(60_000),
};

/** Amounts behind ratios that no report names. */
const HIDDEN: Record<string, Metric> = {
	'sum of positions': count(1_100_000),
	'filled containers': count(21_000),
	'sum of completion seconds': count(900 * 41_000),
};

/** Where a value may be missing: not in sums (B). */
export function mayBeMissing(name: string): boolean {
	const metric = metricOf(name);
	return metric.shape === 'ratio' || metric.unique === true;
}

export const metricOf = (name: string): Metric =>
	METRICS[name] ?? MEDIATION_METRICS[name] ?? HIDDEN[name];
