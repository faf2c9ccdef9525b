import { invalidParameter, notAChoice } from '../../errors/dtError';
import { textOf } from '../../errors/shown';
import { spelledDimension, spelledMetric } from './catalogue';
import { countryValues, type CountryStyle } from './countries';
import { resolveDateRange, type DateRange } from './dates';
import type { Expected } from './fileHead';
import { readFilters, type ReportFilter } from './filters';
import { textList } from './lists';

/** The source of DT FairBid and DT Exchange distinguishes their queries from the Offer Wall's. */
const MEDIATION = 'mediation';

/**
 * The paths a report can be requested at. Two official pages name different ones (docs/dt-api.md section
 * 2, ?), so it is the user's choice.
 */
export const ENDPOINTS = {
	offerwall: { path: '/api/v1/report/offerwall', file: 'offerwall' },
	report: { path: '/api/v1/report', file: 'offerwall' },
	fairBid: { path: '/api/v1/report', file: 'fairbid', source: MEDIATION },
	exchange: { path: '/api/v1/report', file: 'exchange', source: MEDIATION },
} as const satisfies Record<string, EndpointEntry>;
export type Endpoint = keyof typeof ENDPOINTS;

interface EndpointEntry {
	path: string;
	/** The product, as the names of files have it. */
	file: string;
	/** The only source that this product has (docs/dt-api.md section 6, B); else the user chooses. */
	source?: string;
}

const endpointEntry = (endpoint: Endpoint): EndpointEntry => ENDPOINTS[endpoint];

export const SOURCES = ['event', 'performance'] as const;

export const isOfferWall = (source: string): boolean => source !== MEDIATION;

export const COUNTRY = 'Country';

export const countryStyleOf = (source: string): CountryStyle =>
	isOfferWall(source) ? 'names' : 'codes';

/** What the user chose, as n8n gives it, unchecked. */
export interface QueryInput {
	endpoint: unknown;
	source: unknown;
	dateRange: unknown;
	startDate?: unknown;
	endDate?: unknown;
	metrics: unknown;
	additionalMetrics?: unknown;
	splits: unknown;
	additionalSplits?: unknown;
	filters?: unknown;
}

/** The body of DT's report request, field for field (docs/dt-api.md section 2, A). */
export interface ReportBody {
	source: string;
	dateRange: DateRange;
	metrics: string[];
	splits: string[];
	filters: ReportFilter[];
}

/** A checked request for one report. It is plain data, so that it can be kept and compared. */
export interface ReportQuery {
	endpoint: Endpoint;
	body: ReportBody;
}

/** The same query for other days. */
export const forDays = (query: ReportQuery, { start, end }: DateRange): ReportQuery => ({
	...query,
	body: { ...query.body, dateRange: { start, end } },
});

/** The columns of a report. Source: docs/dt-api.md section 3 (B). */
export const columnsOf = ({ body }: ReportQuery): string[] => [...body.splits, ...body.metrics];

/** The columns that identify a file as the report of a query. */
export const expectedOf = (query: ReportQuery): Expected => ({ all: columnsOf(query) });

/**
 * Checks what the user chose and makes DT's request of it. Known names are sent in DT's upper and lower case,
 * others as written: the lists of names are incomplete, so DT decides. Countries are translated where that is
 * certain.
 *
 * @param input the node's parameters
 * @param now epoch milliseconds
 * @throws DtError `invalid_parameters` naming the parameter as the user sees it
 */
export function planQuery(input: QueryInput, now: number): ReportQuery {
	const endpoint = textOf(input.endpoint);
	if (!Object.keys(ENDPOINTS).includes(endpoint)) {
		throw notAChoice('Report Endpoint', input.endpoint, Object.keys(ENDPOINTS));
	}
	const source = endpointEntry(endpoint as Endpoint).source ?? readSource(input.source);
	const metrics = unique(metricsIn(input).map(spelledMetric));
	if (metrics.length === 0) {
		throw invalidParameter(
			'Metrics',
			'a report needs at least one metric',
			'Choose one from the list, or write its exact name into Additional Metrics.',
		);
	}
	const dateRange = resolveDateRange(input.dateRange, now, input);
	return {
		endpoint: endpoint as Endpoint,
		body: {
			source,
			dateRange,
			metrics,
			splits: unique(splitsIn(input).map(spelledDimension)),
			filters: readFilters(input.filters).map(({ dimension, values }) =>
				withCountries({ dimension: spelledDimension(dimension), values }, source),
			),
		},
	};
}

/** A filter by country, with the names or codes that the product has; other filters as they are. */
function withCountries({ dimension, values }: ReportFilter, source: string): ReportFilter {
	if (dimension !== COUNTRY) return { dimension, values };
	return { dimension, values: countryValues(values, countryStyleOf(source)).values };
}

function readSource(given: unknown): string {
	const source = textOf(given);
	if ((SOURCES as readonly string[]).includes(source)) return source;
	throw notAChoice('Source', given, SOURCES);
}

/** The name of a report's file: `dt-<product>_<source>_<start>_<end>.csv`. */
export function fileNameOf({ endpoint, body: { source, dateRange } }: ReportQuery): string {
	return `dt-${ENDPOINTS[endpoint].file}_${source}_${dateRange.start}_${dateRange.end}.csv`;
}

/** The metrics that the user named, in the list and beside it. */
export const metricsIn = ({ metrics, additionalMetrics }: QueryInput): string[] => [
	...textList('Metrics', metrics),
	...textList('Additional Metrics', additionalMetrics),
];

/** The splits that the user named, in the list and beside it. */
export const splitsIn = ({ splits, additionalSplits }: QueryInput): string[] => [
	...textList('Splits', splits),
	...textList('Additional Splits', additionalSplits),
];

const unique = (names: string[]): string[] => [...new Set(names)];
