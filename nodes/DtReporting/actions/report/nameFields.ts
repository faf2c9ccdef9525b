import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { DIMENSIONS, METRICS, SIDES, type CatalogueEntry } from '../../core/report/catalogue';

/** A product's parameter is `endpoint` in version 1 and `product` in version 2. */
const OFFER_WALL = { endpoint: ['offerwall', 'report'], product: ['offerWall'] };
export const SISTERS = { endpoint: ['fairBid', 'exchange'], product: ['fairBid', 'exchange'] };

/** An entry of a list, shown with the products that have it. */
function toOption({ name, side, definition }: CatalogueEntry): INodePropertyOptions {
	const description = `${SIDES[side]}: ${definition}`;
	if (side === 'all') return { name, value: name, description: definition };
	const hide = side === 'sister' ? OFFER_WALL : SISTERS;
	return { name, value: name, description, displayOptions: { hide } };
}

export const metricsField: INodeProperties = {
	displayName: 'Metrics',
	name: 'metrics',
	type: 'multiOptions',
	options: METRICS.map(toOption),
	default: [],
	description:
		'What to measure. Money is in USD. A name that is not in the list goes into Additional Metrics; where it is the only one, write it as an expression: {{ ["My New Metric"] }}.',
};

export const splitsField: INodeProperties = {
	displayName: 'Splits',
	name: 'splits',
	type: 'multiOptions',
	options: DIMENSIONS.map(toOption),
	default: ['Date'],
	description: 'What to break the metrics down by. Without Date there is no row per day.',
};

export const filtersField: INodeProperties = {
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
};

export const additionalMetricsField: INodeProperties = {
	displayName: 'Additional Metrics',
	name: 'additionalMetrics',
	type: 'string',
	default: '',
	placeholder: 'e.g. My New Metric',
	description: 'Exact names that the Metrics list lacks, separated by commas',
};

export const additionalSplitsField: INodeProperties = {
	displayName: 'Additional Splits',
	name: 'additionalSplits',
	type: 'string',
	default: '',
	placeholder: 'e.g. My New Split',
	description: 'Exact names that the Splits list lacks, separated by commas',
};
