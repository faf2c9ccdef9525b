/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- a benchmark in a real n8n, not a node */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Lab } from '../n8n/lab';
import type { Workflow, WorkflowNode } from '../n8n/n8nClient';
import { NEWEST } from '../n8n/releases';
import {
	chain,
	DT_CREDENTIAL,
	dtNode,
	node,
	QUERY,
	REPORT,
	webhook,
	type CredentialRef,
} from '../n8n/workflows';
import { median, type Part } from './part';

const ROUNDS = 3;
const MEBIBYTE = 1024 * 1024;
/** Eight columns, as an Offer Wall report often has. */
const WIDE = {
	metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks', 'Offer Conversions'],
	splits: ['Date', 'Country', 'Campaign ID', 'Campaign Name'],
};

/** What one run cost. */
interface Cost {
	seconds: number;
	/** The most memory that the n8n process held during the run, MiB. */
	peak: number;
}

/** Starts a process's peak of memory anew. Linux only; elsewhere the peak is of its whole life. */
function resetPeak(pid: number): void {
	const file = `/proc/${pid}/clear_refs`;
	if (existsSync(file)) writeFileSync(file, '5');
}

function peakOf(pid: number): number {
	const file = `/proc/${pid}/status`;
	if (!existsSync(file)) return NaN;
	const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}

/** Starts a workflow by its webhook, waits for its end, and says what it cost. */
async function costOf(lab: Lab, path: string): Promise<Cost> {
	const { pid } = lab.server;
	resetPeak(pid);
	const started = performance.now();
	const { status, body } = await lab.client.webhook(path);
	const seconds = (performance.now() - started) / 1000;
	if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
	return { seconds, peak: peakOf(pid) };
}

/** Saves and activates a workflow that answers its webhook with one item and stores nothing. */
async function activate(lab: Lab, path: string, ...nodes: WorkflowNode[]): Promise<void> {
	const trigger = webhook(path);
	trigger.parameters = { ...trigger.parameters, responseData: 'firstEntryJson' };
	const workflow: Workflow = {
		...chain(path, trigger, ...nodes),
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
	};
	const { id } = await lab.client.createWorkflow(workflow);
	await lab.client.activate(id);
	await lab.client.webhookReady(path);
}

/** n8n's own nodes for the same: ask, fetch, extract. They wait for nothing, so the file must be there. */
function stockNodes(lab: Lab, credential: CredentialRef): WorkflowNode[] {
	const ask: WorkflowNode = {
		...node('Ask', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${lab.simulator.apiUrl}/api/v1/report/offerwall?format=csv`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: DT_CREDENTIAL,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify({ ...QUERY, ...WIDE }),
		}),
		credentials: { [DT_CREDENTIAL]: credential },
	};
	const fetchFile = node('Fetch', 'n8n-nodes-base.httpRequest', 4.2, {
		url: '={{ $json.url }}',
		options: { response: { response: { responseFormat: 'file' } } },
	});
	return [
		ask,
		fetchFile,
		node('Extract', 'n8n-nodes-base.extractFromFile', 1, { operation: 'csv' }),
	];
}

async function inLab(work: (lab: Lab, credential: CredentialRef) => Promise<void>): Promise<void> {
	const lab = await Lab.open(NEWEST, {
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		N8N_LOG_LEVEL: 'info',
	});
	try {
		await work(lab, await lab.credential());
	} finally {
		await lab.close();
	}
}

/** Alternates two ways and gives the medians of each. */
async function sideBySide(lab: Lab, a: string, b: string): Promise<[Cost, Cost]> {
	const costs: [Cost[], Cost[]] = [[], []];
	for (let round = 0; round <= ROUNDS; round++) {
		const [first, second] = [await costOf(lab, a), await costOf(lab, b)];
		// The first round warms up and is not counted.
		if (round > 0) [first, second].forEach((cost, index) => costs[index].push(cost));
	}
	const middle = (all: Cost[]) => ({
		seconds: median(all.map(({ seconds }) => seconds)),
		peak: median(all.map(({ peak }) => peak)),
	});
	return [middle(costs[0]), middle(costs[1])];
}

const line = (name: string, { seconds, peak }: Cost) =>
	console.log(
		`${name.padEnd(44)} ${seconds.toFixed(2).padStart(7)} s   peak ${peak.toFixed(0).padStart(5)} MiB`,
	);

export const rowsBesideStock: Part = {
	name: 'rows-beside-stock-nodes',
	title: `100,000 rows × 8 columns as items in n8n ${NEWEST.version}: DT Reporting beside n8n's own nodes`,
	run: async () =>
		await inLab(async (lab, credential) => {
			lab.simulator.set({ rows: 100_000 });
			await activate(lab, 'ours', dtNode(credential, { ...REPORT, ...WIDE }));
			await activate(lab, 'stock', ...stockNodes(lab, credential));
			const [ours, stock] = await sideBySide(lab, 'ours', 'stock');
			line('DT Reporting (half a second before it looks)', ours);
			line('HTTP Request ×2, Extract from File', stock);
			console.log(
				`ratio ours : stock   time ${(ours.seconds / stock.seconds).toFixed(2)}   peak memory ${(ours.peak / stock.peak).toFixed(2)}`,
			);
		}),
};

export const fileMemory: Part = {
	name: 'file-memory',
	title: `A file of 1,000,000 rows beside one of 10 rows, streamed to binary storage in n8n ${NEWEST.version}`,
	run: async () =>
		await inLab(async (lab, credential) => {
			await activate(lab, 'file', dtNode(credential, { ...REPORT, ...WIDE, output: 'file' }));
			const costs: Cost[] = [];
			for (const rows of [10, 10, 1_000_000]) {
				lab.simulator.set({ rows });
				costs.push(await costOf(lab, 'file'));
			}
			const [, small, large] = costs;
			const bytes = (await (await fetch(lab.simulator.reports.at(-1)!.url)).arrayBuffer())
				.byteLength;
			line('10 rows', small);
			line(`1,000,000 rows (${(bytes / MEBIBYTE).toFixed(0)} MiB)`, large);
			console.log(
				`ratio large : small  peak memory ${(large.peak / small.peak).toFixed(2)}   more by ${(large.peak - small.peak).toFixed(0)} MiB`,
			);
		}),
};
