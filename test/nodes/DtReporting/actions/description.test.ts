import type { INodeProperties, INodePropertyCollection, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { DtReporting } from '../../../../nodes/DtReporting/DtReporting.node';
import { DtReportingTrigger } from '../../../../nodes/DtReporting/DtReportingTrigger.node';

const node = new DtReporting().description;
const trigger = new DtReportingTrigger().description;

/** What a node has in the editor before anyone fills anything in, in order. */
function shown(
	description: INodeTypeDescription,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): INodeProperties[] {
	const type = description.name;
	const values = NodeHelpers.getNodeParameters(
		description.properties,
		parameters as never,
		true,
		false,
		{ typeVersion, type } as never,
		description,
	)!;
	return description.properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, { typeVersion, type } as never, description),
	);
}

const namesOf = (properties: INodeProperties[]) => properties.map(({ name }) => name);
const optionsIn = (properties: INodeProperties[]) =>
	namesOf(
		properties.find(({ name }) => name === 'options')?.options as INodePropertyCollection[] &
			INodeProperties[],
	);

describe('the form of Run Report', () => {
	it('has what is needed first, and the product above the names that it decides', () => {
		expect(namesOf(shown(node, 2))).toEqual([
			'resource',
			'operation',
			'product',
			'metrics',
			'splits',
			'dateRange',
			'filters',
			'output',
			'options',
		]);
		expect(optionsIn(shown(node, 2))).toEqual([
			'additionalMetrics',
			'additionalSplits',
			'limit',
			'maxReports',
			'maxWait',
			'offerWallPath',
			'sortRows',
			'source',
			'valueTypes',
		]);
	});

	it('asks for nothing but metrics', () => {
		const required = shown(node, 2).filter(({ required: isRequired }) => isRequired);
		expect(namesOf(required)).toEqual(['metrics']);
	});

	it('is for workflows of version 1 what it was', () => {
		expect(namesOf(shown(node, 1))).toEqual([
			'resource',
			'operation',
			'metrics',
			'splits',
			'dateRange',
			'filters',
			'source',
			'endpoint',
			'additionalMetrics',
			'additionalSplits',
			'output',
			'options',
		]);
		expect(optionsIn(shown(node, 1))).toEqual(['limit', 'maxReports', 'maxWait', 'valueTypes']);
		expect(namesOf(shown(node, 1, { operation: 'download' }))).toEqual([
			'resource',
			'operation',
			'reportUrl',
			'additionalMetrics',
			'output',
			'options',
		]);
	});

	it.each([
		[2, { product: 'offerWall' }, 'Publisher Revenue', 'Revenue (USD)'],
		[2, { product: 'exchange' }, 'Revenue (USD)', 'Publisher Revenue'],
		[2, { product: 'fairBid' }, 'Device OS', 'Campaign ID'],
		[1, { endpoint: 'report' }, 'Publisher Revenue', 'Revenue (USD)'],
		[1, { endpoint: 'fairBid' }, 'Revenue (USD)', 'Publisher Revenue'],
	])('version %i with %j lists %s and not %s', (version, parameters, listed, not) => {
		const fields = shown(node, version, parameters);
		const names = fields
			.filter(({ name }) => ['metrics', 'splits'].includes(name))
			.flatMap(({ options }) => options as INodeProperties[])
			.filter((option) =>
				NodeHelpers.displayParameter(parameters, option, { typeVersion: version }, node),
			)
			.map(({ name }) => name);
		expect(names).toContain('Date');
		expect(names).toContain(listed);
		expect(names).not.toContain(not);
	});

	it('lets a model fill in the date range, and tells it the names', () => {
		const tool = shown({ ...node, name: 'dtReportingTool' }, 2);
		const [dateRange] = tool.filter(({ name }) => name === 'dateRange');
		expect(dateRange.type).toBe('string');
		const [description] = tool.filter(({ name }) => name === 'toolDescription');
		for (const name of ['Publisher Revenue', 'Offer Clicks', 'Country', 'last7Days']) {
			expect(description.default).toContain(name);
		}
	});

	it.each([
		['custom', ['startDate', 'endDate']],
		['last7Days', []],
		["={{ $fromAI('Date_Range') }}", ['startDate', 'endDate']],
		// The editor takes an expression that it cannot resolve for nothing.
		['', ['startDate', 'endDate']],
	])('lets a model fill in the dates where the range is %s', (dateRange, dates) => {
		const tool = shown({ ...node, name: 'dtReportingTool' }, 2, { dateRange });
		expect(namesOf(tool).filter((name) => /^(start|end)Date$/.test(name))).toEqual(dates);
	});
});

describe('the form of the trigger', () => {
	it('says when the first rows come, unless Start From says so', () => {
		expect(namesOf(shown(trigger, 2))).toContain('firstRows');
		expect(namesOf(shown(trigger, 2, { startFrom: '2026-11-01' }))).not.toContain('firstRows');
	});

	it('has its days between the splits and the filters, the rest among the options', () => {
		expect(namesOf(shown(trigger, 2))).toEqual([
			'event',
			'howItWorks',
			'product',
			'metrics',
			'splits',
			'startFrom',
			'firstRows',
			'lookbackDays',
			'filters',
			'output',
			'options',
		]);
		expect(optionsIn(shown(trigger, 2))).toEqual([
			'addKey',
			'additionalMetrics',
			'additionalSplits',
			'emptyDays',
			'historyReports',
			'daysPerReport',
			'offerWallPath',
			'sortRows',
			'source',
			'valueTypes',
			'zeroByteReports',
		]);
	});

	it('is for workflows of version 1 what it was', () => {
		expect(namesOf(shown(trigger, 1))).toEqual([
			'event',
			'howItWorks',
			'metrics',
			'splits',
			'startFrom',
			'lookbackDays',
			'filters',
			'source',
			'endpoint',
			'additionalMetrics',
			'additionalSplits',
			'output',
			'options',
		]);
		expect(optionsIn(shown(trigger, 1))).toEqual([
			'addKey',
			'emptyDays',
			'historyReports',
			'daysPerReport',
			'valueTypes',
			'zeroByteReports',
		]);
	});
});
