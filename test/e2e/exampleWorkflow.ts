/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow, WorkflowNode } from './n8nClient';
import { PROJECT } from './packPackage';
import type { CredentialRef } from './workflows';

export const EXAMPLES = join(PROJECT, 'examples');

export const workflowsIn = (folder: string): string[] =>
	readdirSync(folder).filter((name) => name.endsWith('.json'));

/** The workflow in a file as a user imports it, with these credentials chosen, by type. */
export function exampleWorkflow(
	file: string,
	credentials: Record<string, CredentialRef>,
	folder = EXAMPLES,
): Workflow {
	const workflow = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Workflow;
	for (const node of workflow.nodes) {
		for (const type of Object.keys(node.credentials ?? {})) {
			if (!credentials[type]) throw new Error(`${file}: ${node.name} needs a ${type}`);
			node.credentials![type] = { ...credentials[type] };
		}
	}
	return workflow;
}

export function nodeOf({ name, nodes }: Workflow, nodeName: string): WorkflowNode {
	const found = nodes.find((node) => node.name === nodeName);
	if (!found) throw new Error(`${name} has no node ${nodeName}`);
	return found;
}

/** Sets parameters of a node, as a user does after the import. */
export function setParameters(
	workflow: Workflow,
	nodeName: string,
	parameters: Record<string, unknown>,
): void {
	const node = nodeOf(workflow, nodeName);
	node.parameters = { ...node.parameters, ...parameters };
}
