import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { properties } from './trigger/description';
import { poll } from './trigger/poll';

export class DtReportingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DT Reporting Trigger',
		name: 'dtReportingTrigger',
		icon: { light: 'file:dtReporting.svg', dark: 'file:dtReporting.dark.svg' },
		group: ['trigger'],
		// No defaultVersion: n8n offers its custom API call only to nodes without one, and takes the last.
		version: [1, 2],
		subtitle: '={{ [$parameter["metrics"]].flat().join(", ") }}',
		// n8n's node panel shows this for both nodes.
		description:
			'Digital Turbine (DT) Offer Wall reports: revenue, impressions, clicks and more, on request or day by day',
		eventTriggerDescription: 'Waiting for the last complete day; this costs one DT report',
		activationMessage:
			'Each UTC day is delivered once, from 12:00 UTC on the day after. With a past day in Start From the first rows come within minutes, without it when the next day is complete.',
		defaults: { name: 'DT Reporting Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'dtReportingApi', required: true }],
		properties,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
