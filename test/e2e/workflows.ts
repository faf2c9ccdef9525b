/** Builders of the workflows that the tests and the demo hand to n8n. */
import type { Connections, Workflow, WorkflowNode } from './n8nClient';
import { PACKAGE } from './packPackage';

export const DT_NODE = `${PACKAGE.name}.dtReporting`;
export const DT_TOOL = `${DT_NODE}Tool`;
export const DT_TRIGGER = `${PACKAGE.name}.dtReportingTrigger`;
export const DT_CREDENTIAL = 'dtReportingApi';

export interface CredentialRef {
	id: string;
	name: string;
}

/** A report that the simulator always has rows for. */
export const REPORT = {
	resource: 'report',
	operation: 'run',
	dateRange: 'custom',
	startDate: '2026-11-01',
	endDate: '2026-11-03',
	metrics: ['Publisher Revenue', 'Offer Clicks'],
	splits: ['Date', 'Country'],
};

/** The same as DT's own request body, for nodes that know nothing of ours. */
export const QUERY = {
	source: 'event',
	dateRange: { start: REPORT.startDate, end: REPORT.endDate },
	metrics: REPORT.metrics,
	splits: REPORT.splits,
	filters: [],
};

let made = 0;

export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode {
	made += 1;
	return { id: `node-${made}`, name, type, typeVersion, position: [0, 0], parameters };
}

export const manualTrigger = () => node('Start', 'n8n-nodes-base.manualTrigger', 1);

export const scheduleTrigger = (seconds: number) =>
	node('Schedule Trigger', 'n8n-nodes-base.scheduleTrigger', 1.2, {
		rule: { interval: [{ field: 'seconds', secondsInterval: seconds }] },
	});

/** Answers with what the last node gives. */
export const webhook = (path: string): WorkflowNode => ({
	...node('Webhook', 'n8n-nodes-base.webhook', 2, {
		httpMethod: 'POST',
		path,
		responseMode: 'lastNode',
		responseData: 'allEntries',
	}),
	webhookId: path,
});

export const code = (name: string, jsCode: string) =>
	node(name, 'n8n-nodes-base.code', 2, { jsCode });

/** Our node; without more it runs the standard report. */
export function dtNode(
	credential: CredentialRef,
	parameters: Record<string, unknown> = REPORT,
	extra: Partial<WorkflowNode> = {},
): WorkflowNode {
	return {
		...node('DT Reporting', DT_NODE, 2, parameters),
		credentials: { [DT_CREDENTIAL]: { id: credential.id, name: credential.name } },
		...extra,
	};
}

/** n8n takes no poll time of less than a minute, but as many of them as one likes: this is every second. */
export const EVERY_SECOND = Array.from({ length: 60 }, (_, second) => ({
	mode: 'custom',
	cronExpression: `${second} * * * * *`,
}));

/** Our trigger; without more it delivers each new day, as it is in the simulator 8 rows. */
export function dtTrigger(
	credential: CredentialRef,
	parameters: Record<string, unknown> = {},
): WorkflowNode {
	const { metrics, splits } = REPORT;
	return {
		...node('DT Reporting Trigger', DT_TRIGGER, 2, {
			pollTimes: { item: EVERY_SECOND },
			metrics,
			splits,
			options: { addKey: true },
			...parameters,
		}),
		credentials: { [DT_CREDENTIAL]: { id: credential.id, name: credential.name } },
	};
}

/** Posts to a collector, once whatever the number of items is. */
export const post = (url: string, body: string): WorkflowNode => ({
	...node('Post', 'n8n-nodes-base.httpRequest', 4.2, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify(${body}) }}`,
	}),
	executeOnce: true,
});

/** A workflow whose nodes run one after the other, each fed by the first output of the one before. */
export function chain(name: string, ...nodes: WorkflowNode[]): Workflow {
	const connections: Connections = {};
	nodes.slice(1).forEach((next, index) => connect(connections, nodes[index], next));
	return workflow(name, nodes, connections);
}

export function workflow(name: string, nodes: WorkflowNode[], connections: Connections): Workflow {
	const placed = nodes.map((each, index) => ({
		...each,
		position: [index * 220, 0] as [number, number],
	}));
	return { name, nodes: placed, connections, settings: { executionOrder: 'v1' } };
}

/** Adds a connection from one node's output of this index to the first input of another. */
export function connect(
	connections: Connections,
	from: WorkflowNode,
	to: WorkflowNode,
	output = 0,
	type = 'main',
): void {
	const outputs = ((connections[from.name] ??= {})[type] ??= []);
	while (outputs.length <= output) outputs.push([]);
	outputs[output].push({ node: to.name, type, index: 0 });
}
