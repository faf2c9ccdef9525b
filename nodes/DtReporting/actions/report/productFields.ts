import type { INodeProperties } from 'n8n-workflow';

import type { Endpoint } from '../../core/report/query';
import { readChoice } from '../parameters';
import { SISTERS } from './nameFields';

/** Decides which names the lists have, so it stands above them. */
export const productField: INodeProperties = {
	displayName: 'Product',
	name: 'product',
	type: 'options',
	options: [
		{ name: 'Offer Wall', value: 'offerWall', description: 'Reports of the DT Offer Wall' },
		{
			name: 'DT Exchange',
			value: 'exchange',
			description: 'Mediation reports of DT Exchange, with metrics and splits of their own',
		},
		{
			name: 'DT FairBid',
			value: 'fairBid',
			description: 'Mediation reports of DT FairBid, with metrics and splits of their own',
		},
	],
	default: 'offerWall',
	description: 'Which DT product to report on. It decides which metrics and splits there are.',
};

/** An entry of the Options collection: DT's pages name two paths for the Offer Wall. */
export const offerWallPathOption: INodeProperties = {
	displayName: 'Offer Wall Path',
	name: 'offerWallPath',
	type: 'options',
	options: [
		{
			name: 'Path for Advertisers',
			value: 'offerwall',
			description: '/api/v1/report/offerwall, from DT’s newest page',
		},
		{
			name: 'Path for Publishers',
			value: 'report',
			description: '/api/v1/report, from DT’s page for publishers',
		},
	],
	default: 'offerwall',
	description:
		'Where to request Offer Wall reports. If DT does not accept a request at one path, try the other: DT does not say which account has which.',
	displayOptions: { show: { '/product': ['offerWall'] } },
};

const source: INodeProperties = {
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
};

/** An entry of the Options collection. */
export const sourceOption: INodeProperties = {
	...source,
	displayOptions: { show: { '/product': ['offerWall'] } },
};

/** Version 1's parameter, below the names. */
export const sourceFieldV1: INodeProperties = {
	...source,
	displayOptions: { hide: { endpoint: SISTERS.endpoint } },
};

/** Version 1's parameter: product and path in one. */
export const endpointFieldV1: INodeProperties = {
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
};

/**
 * Where a product's report is requested.
 *
 * @throws DtError `invalid_parameters`
 */
export function endpointOf(product: unknown, offerWallPath: unknown = 'offerwall'): Endpoint {
	const chosen = readChoice('Product', product, ['offerWall', 'exchange', 'fairBid']);
	if (chosen !== 'offerWall') return chosen;
	return readChoice('Offer Wall Path', offerWallPath, ['offerwall', 'report']);
}
