import { spelledDimension, spelledMetric } from './catalogue';
import { countryValues } from './countries';
import { lastCompleteDay } from './dates';
import { readFilters } from './filters';
import { nameHints } from './nearMisses';
import {
	COUNTRY,
	countryStyleOf,
	isOfferWall,
	metricsIn,
	splitsIn,
	type QueryInput,
	type ReportBody,
	type ReportQuery,
} from './query';

/**
 * How many dimensions a report may have: of the Offer Wall five (docs/dt-api.md section 2, A), not
 * counting Date, as a real client sends six with it (B); of the other products seven (section 6, B).
 */
const MOST_DIMENSIONS = { offerWall: 5, others: 7 };

/** What the user should know of a query that is nevertheless sent: sentences for n8n's execution hints. */
export function queryHints({ body }: ReportQuery, now: number): string[] {
	const { end } = body.dateRange;
	const complete = lastCompleteDay(now);
	const early =
		end > complete
			? [
					`DT completes a day at 12:00 UTC on the day after. ${end} may still be incomplete; the last complete day is ${complete}.`,
				]
			: [];
	return [...early, ...rejectionHints(body)];
}

/** What may be wrong with a query that DT does not accept. */
export const rejectionHints = (body: ReportBody): string[] => [
	...dimensionHints(body),
	...nameHints(body),
	...unknownCountryHints(body),
];

function dimensionHints({ source, splits }: ReportBody): string[] {
	const most = isOfferWall(source) ? MOST_DIMENSIONS.offerWall : MOST_DIMENSIONS.others;
	const count = isOfferWall(source)
		? splits.filter((split) => split !== 'Date').length
		: splits.length;
	if (count <= most) return [];
	return [
		`DT takes at most ${most} dimensions a report, as far as is known, and this one has ${splits.length} splits. Remove a split if DT does not accept it.`,
	];
}

function unknownCountryHints({ filters, source }: ReportBody): string[] {
	const unknown = filters
		.filter(({ dimension }) => dimension === COUNTRY)
		.flatMap(({ values }) => countryValues(values, countryStyleOf(source)).unknown);
	if (unknown.length === 0) return [];
	const form = isOfferWall(source)
		? 'The Offer Wall has upper-case English names, e.g. UNITED STATES'
		: 'DT FairBid and DT Exchange have ISO codes, e.g. US';
	return [`Not known as a country, and sent as written: ${quoted(unknown)}. ${form}.`];
}

/**
 * Which names and countries are sent otherwise than the user wrote them.
 *
 * @param source the one that the query has (see planQuery)
 */
export const translationHints = (input: QueryInput, source: string): string[] => [
	...spellingHints(input),
	...countryHints(input, source),
];

function spellingHints(input: QueryInput): string[] {
	const pairs = [
		...metricsIn(input).map((given) => ({ given, sent: spelledMetric(given) })),
		...dimensionsIn(input).map((given) => ({ given, sent: spelledDimension(given) })),
	].filter(({ given, sent }) => given !== sent);
	if (pairs.length === 0) return [];
	const words = pairs.map(({ given, sent }) => `"${sent}" for "${given}"`).join(', ');
	return [`DT's names are case-sensitive, so that is what is sent: ${words}.`];
}

const dimensionsIn = (input: QueryInput): string[] => [
	...new Set([...splitsIn(input), ...readFilters(input.filters).map(({ dimension }) => dimension)]),
];

function countryHints({ filters }: QueryInput, source: string): string[] {
	const translated = readFilters(filters)
		.filter(({ dimension }) => spelledDimension(dimension) === COUNTRY)
		.flatMap(({ values }) => countryValues(values, countryStyleOf(source)).translated);
	if (translated.length === 0) return [];
	const pairs = translated.map(({ given, sent }) => `${quoted(sent)} for "${given}"`);
	const form = isOfferWall(source)
		? "DT's Offer Wall has upper-case English names of countries"
		: 'DT FairBid and DT Exchange have ISO codes of countries';
	const spellings = translated.some(({ sent }) => sent.length > 1)
		? ' Where its spelling is not known, all that are common are sent.'
		: '';
	return [`${form}, so that is what is sent: ${pairs.join('; ')}.${spellings}`];
}

const quoted = (values: string[]) => values.map((value) => `"${value}"`).join(', ');
