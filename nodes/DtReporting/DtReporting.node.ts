import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { properties } from './actions/description';
import { router } from './actions/router';

export class DtReporting implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DT Reporting',
		name: 'dtReporting',
		icon: { light: 'file:dtReporting.svg', dark: 'file:dtReporting.dark.svg' },
		group: ['input'],
		// No defaultVersion: n8n offers its custom API call only to nodes without one, and takes the last.
		version: [1, 2],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Get Digital Turbine (DT) Offer Wall reports: revenue, impressions, clicks and more by day, country or campaign',
		defaults: { name: 'DT Reporting' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		sensitiveOutputFields: ['accessToken'],
		credentials: [{ name: 'dtReportingApi', required: true }],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
