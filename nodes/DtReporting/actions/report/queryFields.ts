import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { DIMENSIONS, METRICS, SIDES, type CatalogueEntry } from '../../core/report/catalogue';
import type { QueryInput } from '../../core/report/query';
import type { ReadParameter } from '../parameters';
import { dateFields } from './dateFields';

const SISTER_ENDPOINTS = ['fairBid', 'exchange'];

/** An entry of a list; names of the sister products show with their endpoints, the others with the rest. */
function toOption({ name, side, definition }: CatalogueEntry): INodePropertyOptions {
	const description = `${SIDES[side]}: ${definition}`;
	if (side === 'all') return { name, value: name, description: definition };
	const when = { endpoint: SISTER_ENDPOINTS };
	const displayOptions = side === 'sister' ? { show: when } : { hide: when };
	return { name, value: name, description, displayOptions };
}

/** The parameters of a report query, for every operation that requests one. */
export const queryFields: INodeProperties[] = [
	{
		displayName: 'Metrics',
		name: 'metrics',
		type: 'multiOptions',
		options: METRICS.map(toOption),
		default: [],
		description:
			'What to measure. A name that is not in the list can be written into Additional Metrics. Money is in USD.',
	},
	{
		displayName: 'Splits',
		name: 'splits',
		type: 'multiOptions',
		options: DIMENSIONS.map(toOption),
		default: ['Date'],
		description: 'What to break the metrics down by. Without Date there is no row per day.',
	},
	...dateFields,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Filter',
		default: {},
		description: 'Keep only rows with these values. Several filters must all match.',
		options: [
			{
				displayName: 'Filter',
				name: 'filter',
				values: [
					{
						displayName: 'Dimension',
						name: 'dimension',
						type: 'string',
						default: '',
						placeholder: 'e.g. Country',
						description: 'Exact name of the dimension, as DT spells it',
					},
					{
						displayName: 'Values',
						name: 'values',
						type: 'string',
						default: '',
						placeholder: 'e.g. UNITED STATES, CANADA',
						description:
							'Values to keep, separated by commas. For values that hold commas, give a list as JSON or by an expression. Countries: UNITED STATES for the Offer Wall, US for DT FairBid and DT Exchange; each is translated into the other where that is certain.',
					},
				],
			},
		],
	},
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'Event',
				value: 'event',
				description: 'Billing view: dated when it happened, matches the invoice',
			},
			{
				name: 'Performance',
				value: 'performance',
				description: 'Dated by the impression or click, so past days keep changing',
			},
		],
		default: 'event',
		description:
			'How DT dates the numbers. They are for performance analysis; DT shares data for billing at the end of each month.',
		displayOptions: { hide: { endpoint: SISTER_ENDPOINTS } },
	},
	{
		displayName: 'Report Endpoint',
		name: 'endpoint',
		type: 'options',
		options: [
			{
				name: 'DT Exchange',
				value: 'exchange',
				description: 'The sister product, at /api/v1/report',
			},
			{
				name: 'DT FairBid',
				value: 'fairBid',
				description:
					'The Mediation report of the sister product, at /api/v1/report. Its data is there earlier, but a day counts as complete at 12:00 UTC on the day after here, too.',
			},
			{
				name: 'Offer Wall',
				value: 'offerwall',
				description: 'Offer Wall reports at /api/v1/report/offerwall',
			},
			{
				name: 'Report',
				value: 'report',
				description: 'Offer Wall reports at /api/v1/report, which the page for publishers names',
			},
		],
		default: 'offerwall',
		description:
			'Which report to request. DT’s pages name two paths for the Offer Wall: if it does not accept requests at one, try the other.',
	},
	{
		displayName: 'Additional Metrics',
		name: 'additionalMetrics',
		type: 'string',
		default: '',
		placeholder: 'e.g. Offer Installs, Offer Conversions',
		description: 'Exact names that the Metrics list lacks, separated by commas',
	},
	{
		displayName: 'Additional Splits',
		name: 'additionalSplits',
		type: 'string',
		default: '',
		placeholder: 'e.g. Publisher App Bundle',
		description: 'Exact names that the Splits list lacks, separated by commas',
	},
];

/** The query as the user chose it, unchecked (see planQuery). */
export function readQueryInput(read: ReadParameter): QueryInput {
	// null, not undefined: n8n throws for a parameter that is hidden and has no fallback
	const value = (name: string): unknown => read(name, null);
	return {
		endpoint: value('endpoint'),
		source: value('source'),
		dateRange: value('dateRange'),
		startDate: value('startDate'),
		endDate: value('endDate'),
		metrics: value('metrics'),
		additionalMetrics: value('additionalMetrics'),
		splits: value('splits'),
		additionalSplits: value('additionalSplits'),
		filters: value('filters'),
	};
}
