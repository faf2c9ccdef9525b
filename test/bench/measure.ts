/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a benchmark in a real n8n, not a node */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { N8nInstance } from '../e2e/n8nInstance';
import type { Workflow, WorkflowNode } from '../e2e/n8nClient';
import { NEWEST } from '../e2e/releases';
import { chain, webhook, type CredentialRef } from '../e2e/workflows';
import { median } from './part';

const FLOOR = join(__dirname, 'floor');
/** Nodes that only start a run or give it its items. */
const FEEDERS = ['Webhook', 'Items'];
const PRELOAD = join(__dirname, 'nodeTimes.cjs');

/** What one run cost. */
export interface Cost {
	/** In the nodes that are compared, milliseconds. */
	ms: number;
	/** The longest time that n8n's event loop stood still in one of these nodes, milliseconds. */
	block: number;
	/** The most memory that the n8n process held during the run, MiB. */
	peak: number;
	/** How much of that was over what it held before, MiB. */
	over: number;
}

/** Starts a process's peak of memory again. Linux only; elsewhere the peak is of its whole life. */
function resetPeak(pid: number): void {
	const file = `/proc/${pid}/clear_refs`;
	if (existsSync(file)) writeFileSync(file, '5');
}

/** A figure of a process's memory, MiB. */
function pollCacheOf(pid: number, name: 'VmHWM' | 'VmRSS'): number {
	const file = `/proc/${pid}/status`;
	if (!existsSync(file)) return NaN;
	const [, kilobytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(file, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}

const peakOf = (pid: number) => pollCacheOf(pid, 'VmHWM');
export const residentOf = (pid: number) => pollCacheOf(pid, 'VmRSS');

/** The nodes' own times of the last run, as the preload has written them. */
function nodeTimes(instance: N8nInstance): Array<{ node: string; ms: number; block: number }> {
	const lines = readFileSync(timesOf(instance.folder), 'utf8').trim().split('\n');
	return lines.map((line) => JSON.parse(line) as { node: string; ms: number; block: number });
}

const timesOf = (folder: string) => join(folder, 'times.jsonl');

/** Starts a workflow by its webhook, waits for its end, and says what its nodes cost. */
export async function costOf(instance: N8nInstance, path: string): Promise<Cost> {
	return (await costAndFirst(instance, path)).cost;
}

/** The same, with the first item that came of it. */
export async function costAndFirst(
	instance: N8nInstance,
	path: string,
	given: unknown = {},
): Promise<{ cost: Cost; first: Record<string, unknown> }> {
	const { pid } = instance.server;
	writeFileSync(timesOf(instance.folder), '');
	resetPeak(pid);
	const before = residentOf(pid);
	const { status, body } = await instance.client.webhook(path, given);
	if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
	const times = nodeTimes(instance).filter(({ node: name }) => !FEEDERS.includes(name));
	const cost = {
		ms: times.reduce((sum, { ms }) => sum + ms, 0),
		block: Math.max(...times.map(({ block }) => block)),
		peak: peakOf(pid),
		over: peakOf(pid) - before,
	};
	return { cost, first: body as Record<string, unknown> };
}

/** Saves and activates a workflow that answers its webhook with one item. */
export async function activate(
	instance: N8nInstance,
	path: string,
	nodes: WorkflowNode[],
	saves = true,
): Promise<void> {
	const trigger = webhook(path);
	trigger.parameters = { ...trigger.parameters, responseData: 'firstEntryJson' };
	const workflow: Workflow = {
		...chain(path, trigger, ...nodes),
		settings: { executionOrder: 'v1', saveDataSuccessExecution: saves ? 'all' : 'none' },
	};
	const { id } = await instance.client.createWorkflow(workflow);
	await instance.client.activate(id);
	await instance.client.webhookReady(path);
}

/** Opens an n8n that times its nodes and knows the floor node, and closes it whatever comes. */
export async function inLab(
	work: (instance: N8nInstance, credential: CredentialRef) => Promise<void>,
): Promise<void> {
	const instance = await N8nInstance.open(NEWEST, (folder) => ({
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		N8N_LOG_LEVEL: 'info',
		N8N_CUSTOM_EXTENSIONS: FLOOR,
		NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
		DT_NODE_TIMES: timesOf(folder),
	}));
	try {
		await work(instance, await instance.credential());
	} finally {
		await instance.close();
	}
}

export const middle = (all: Cost[], of: keyof Cost) => median(all.map((cost) => cost[of]));
export const spread = (all: Cost[], of: keyof Cost) =>
	`${Math.min(...all.map((cost) => cost[of])).toFixed(0)}–${Math.max(...all.map((cost) => cost[of])).toFixed(0)}`;
