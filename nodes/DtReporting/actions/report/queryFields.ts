import type { INodeProperties } from 'n8n-workflow';

import type { QueryInput } from '../../core/report/query';
import { additionalMetricsOf, readOptions, type ReadParameter } from '../parameters';
import { dateFields, dateFieldsV1 } from './dateFields';
import {
	additionalMetricsField,
	additionalSplitsField,
	filtersField,
	metricsField,
	splitsField,
} from './nameFields';
import {
	endpointFieldV1,
	endpointOf,
	offerWallPathOption,
	productField,
	sourceFieldV1,
	sourceOption,
} from './productFields';

/** The parameters of a report query, for every operation that requests one. */
export const queryFields: INodeProperties[] = [
	productField,
	{ ...metricsField, required: true },
	splitsField,
	...dateFields,
	filtersField,
];

/** The entries of the Options collection that are part of the query. */
export const queryOptions: INodeProperties[] = [
	additionalMetricsField,
	additionalSplitsField,
	offerWallPathOption,
	sourceOption,
];

/** The same query in the form of version 1. */
export const queryFieldsV1: INodeProperties[] = [
	metricsField,
	splitsField,
	...dateFieldsV1,
	filtersField,
	sourceFieldV1,
	endpointFieldV1,
	additionalMetricsField,
	additionalSplitsField,
];

/**
 * The query as the user chose it, unchecked (see planQuery). What version 2 has among its options, version 1
 * has as parameters of the same names.
 *
 * @throws DtError `invalid_parameters` for a product that is none
 */
export function readQueryInput(read: ReadParameter): QueryInput {
	const options = readOptions(read);
	// null, not undefined: n8n throws for a parameter that is hidden and has no fallback
	const value = (name: string): unknown => read(name, null);
	return {
		endpoint: value('endpoint') ?? endpointOf(value('product'), options.offerWallPath),
		source: value('source') ?? options.source ?? 'event',
		dateRange: value('dateRange'),
		startDate: value('startDate'),
		endDate: value('endDate'),
		metrics: value('metrics'),
		additionalMetrics: additionalMetricsOf(read),
		splits: value('splits'),
		additionalSplits: value('additionalSplits') ?? options.additionalSplits,
		filters: value('filters'),
	};
}
