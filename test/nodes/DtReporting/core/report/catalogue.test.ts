import type { INodePropertyOptions } from 'n8n-workflow';

import { queryFields } from '../../../../../nodes/DtReporting/actions/report/queryFields';
import { DIMENSIONS, METRICS } from '../../../../../nodes/DtReporting/core/report/catalogue';

/** What the editor shows below a name of a list. */
function shownBelow(list: string, name: string): string | undefined {
	const field = queryFields.find((each) => each.name === list);
	const options = (field?.options ?? []) as INodePropertyOptions[];
	return options.find(({ value }) => value === name)?.description;
}

/** DT's definitions (docs/dt-api.md section 4, A), of which each is easily taken for another. */
it.each([
	[
		'metrics',
		'Avg. Offers per Container',
		'Offer Impressions divided by OFW Container Impressions',
	],
	['metrics', 'Avg. Position', 'Average position of an offer, per container impression'],
	['metrics', 'Container Fill Rate', 'Share of container impressions with at least one offer'],
	['metrics', 'Offer Clicks', 'Users that clicked an offer'],
	['metrics', 'Offer Completion Time', 'Average time until an offer is completed'],
	['splits', 'Action ID', 'The SDK event that an attribution provider reports back'],
	['splits', 'Affiliate Network Name', 'The older aggregator that an offer came through'],
	['splits', 'Campaign Title', 'The title that users see'],
	['splits', 'Demand ID', 'The advertiser’s ID; stays text, as it may start with zeros'],
	['splits', 'Demand Name', 'The advertiser'],
	['splits', 'Offer Actual Position', 'The position at which an offer was shown'],
	['splits', 'Program ID', 'The ID of the advertiser’s app; stays text'],
	['splits', 'Program Name', 'The advertiser’s app'],
])('in the list %s, %s is defined as: %s', (list, name, definition) =>
	expect(shownBelow(list, name)).toBe(`Publishers and advertisers: ${definition}`),
);

it.each([
	['metrics', METRICS],
	['splits', DIMENSIONS],
])('every name of the list %s has its own definition below it', (list, entries) => {
	for (const { name, definition } of entries) {
		expect(shownBelow(list, name)).toContain(definition);
		expect(definition).toMatch(/^[A-Z].*[^.\s]$/);
	}
});
