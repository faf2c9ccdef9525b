/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a benchmark in a real n8n, not a node */
import { execFile } from 'node:child_process';
import {
	closeSync,
	existsSync,
	openSync,
	readFileSync,
	statSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decoderOf } from '../../nodes/DtReporting/report/charset';
import { readTable } from '../../nodes/DtReporting/report/table';
import { table } from '../demo/table';
import { itemsOf, Lab } from '../n8n/lab';
import type { Workflow, WorkflowNode } from '../n8n/n8nClient';
import { NEWEST } from '../n8n/releases';
import {
	chain,
	DT_CREDENTIAL,
	dtNode,
	manualTrigger,
	node,
	QUERY,
	REPORT,
	webhook,
	type CredentialRef,
} from '../n8n/workflows';
import { headerOf, manyRows } from '../simulator/offerWallData';
import { serveFile } from './fileServer';
import { median, type Part } from './part';

const ROUNDS = 5;
const FLOOR = join(__dirname, 'floor');
const PRELOAD = join(__dirname, 'nodeTimes.cjs');
/** Eight columns, as an Offer Wall report often has. */
const WIDE = {
	metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks', 'Offer Conversions'],
	splits: ['Date', 'Country', 'Campaign ID', 'Campaign Name'],
};
/** Twelve. */
const WIDER = {
	metrics: [...WIDE.metrics, 'Offer Installs', 'Advertiser Spend'],
	splits: [...WIDE.splits, 'Demand ID', 'Demand Name'],
};

/** What one run cost. */
interface Cost {
	/** In the nodes that are compared, milliseconds. */
	ms: number;
	/** The longest time that n8n's event loop stood still in one of these nodes, milliseconds. */
	block: number;
	/** The most memory that the n8n process held during the run, MiB. */
	peak: number;
}

/** Starts a process's peak of memory anew. Linux only; elsewhere the peak is of its whole life. */
function resetPeak(pid: number): void {
	const file = `/proc/${pid}/clear_refs`;
	if (existsSync(file)) writeFileSync(file, '5');
}

/** A figure of a process's memory, MiB. */
function memoryOf(pid: number, name: 'VmHWM' | 'VmRSS'): number {
	const file = `/proc/${pid}/status`;
	if (!existsSync(file)) return NaN;
	const [, kilobytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(file, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}

const peakOf = (pid: number) => memoryOf(pid, 'VmHWM');
const residentOf = (pid: number) => memoryOf(pid, 'VmRSS');

/** The nodes' own times of the last run, as the preload has written them. */
function nodeTimes(lab: Lab): Array<{ node: string; ms: number; block: number }> {
	const lines = readFileSync(timesOf(lab.folder), 'utf8').trim().split('\n');
	return lines.map((line) => JSON.parse(line) as { node: string; ms: number; block: number });
}

const timesOf = (folder: string) => join(folder, 'times.jsonl');

/** Starts a workflow by its webhook, waits for its end, and says what its nodes cost. */
async function costOf(lab: Lab, path: string): Promise<Cost> {
	return (await costAndFirst(lab, path)).cost;
}

/** The same, with the first item that came of it. */
async function costAndFirst(
	lab: Lab,
	path: string,
	given: unknown = {},
): Promise<{ cost: Cost; first: Record<string, unknown> }> {
	const { pid } = lab.server;
	writeFileSync(timesOf(lab.folder), '');
	resetPeak(pid);
	const { status, body } = await lab.client.webhook(path, given);
	if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
	const times = nodeTimes(lab).filter(({ node: name }) => name !== 'Webhook');
	const cost = {
		ms: times.reduce((sum, { ms }) => sum + ms, 0),
		block: Math.max(...times.map(({ block }) => block)),
		peak: peakOf(pid),
	};
	return { cost, first: body as Record<string, unknown> };
}

/** Saves and activates a workflow that answers its webhook with one item. */
async function activate(
	lab: Lab,
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
	const { id } = await lab.client.createWorkflow(workflow);
	await lab.client.activate(id);
	await lab.client.webhookReady(path);
}

/** n8n's own nodes for the same: ask, fetch, extract. They wait for nothing, so the file must be there. */
function stockNodes(lab: Lab, credential: CredentialRef, columns: typeof WIDE): WorkflowNode[] {
	const ask: WorkflowNode = {
		...node('Ask', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${lab.simulator.apiUrl}/api/v1/report/offerwall?format=csv`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: DT_CREDENTIAL,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify({ ...QUERY, ...columns }),
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
	const lab = await Lab.open(NEWEST, (folder) => ({
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		N8N_LOG_LEVEL: 'info',
		N8N_CUSTOM_EXTENSIONS: FLOOR,
		NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
		DT_NODE_TIMES: timesOf(folder),
	}));
	try {
		await work(lab, await lab.credential());
	} finally {
		await lab.close();
	}
}

/** Runs several ways in turns; the first round warms up and is not counted. */
async function inTurns(lab: Lab, paths: string[]): Promise<Map<string, Cost[]>> {
	const costs = new Map(paths.map((path) => [path, [] as Cost[]]));
	for (let round = 0; round <= ROUNDS; round++) {
		for (const path of paths) {
			const cost = await costOf(lab, path);
			if (round > 0) costs.get(path)?.push(cost);
		}
	}
	return costs;
}

const middle = (all: Cost[], of: keyof Cost) => median(all.map((cost) => cost[of]));
const spread = (all: Cost[], of: keyof Cost) =>
	`${Math.min(...all.map((cost) => cost[of])).toFixed(0)}–${Math.max(...all.map((cost) => cost[of])).toFixed(0)}`;

/** The same rows as our node gives, for the floor. */
async function writeRows(lab: Lab, credential: CredentialRef, columns: typeof WIDE) {
	const asked = dtNode(credential, { ...REPORT, ...columns, operation: 'create' });
	const execution = await lab.client.runNew(chain('Rows', manualTrigger(), asked));
	const { body } = await fetch(String(itemsOf(execution)[0].json.reportUrl));
	const { metrics } = columns;
	const { items } = await readTable(
		{ chunks: body as unknown as AsyncIterable<Uint8Array>, decode: decoderOf() },
		{ metrics, itemIndex: 0 },
	);
	const file = join(lab.folder, 'rows.json');
	writeFileSync(file, JSON.stringify(items.map(({ json }) => json)));
	return file;
}

async function rows(
	lab: Lab,
	credential: CredentialRef,
	count: number,
	columns: typeof WIDE,
): Promise<void> {
	lab.simulator.set({ rows: count });
	const name = `${count}-${columns.metrics.length}`;
	const [ours, stock, floor] = ['ours', 'stock', 'floor'].map((way) => `${way}-${name}`);
	const file = await writeRows(lab, credential, columns);
	// Larger ones do not fit into what n8n can save of an execution.
	const saves = count <= 100_000;
	await activate(lab, ours, [dtNode(credential, { ...REPORT, ...columns })], saves);
	await activate(lab, stock, stockNodes(lab, credential, columns), saves);
	await activate(lab, floor, [node('Floor', 'CUSTOM.floor', 1, { file })], saves);
	const idle = residentOf(lab.server.pid);
	const costs = await inTurns(lab, [ours, stock, floor]);
	const of = (path: string) => costs.get(path) as Cost[];
	console.log(
		table(
			[ours, stock, floor].map((path) => ({
				way: path,
				'node ms': middle(of(path), 'ms').toFixed(0),
				spread: spread(of(path), 'ms'),
				'longest block ms': middle(of(path), 'block').toFixed(0),
				'peak over idle MiB': (middle(of(path), 'peak') - idle).toFixed(0),
			})),
		),
	);
	const ratio = (other: string) => (middle(of(ours), 'ms') / middle(of(other), 'ms')).toFixed(2);
	console.log(`ours : stock ${ratio(stock)}   ours : floor ${ratio(floor)}`);
}

export const rowsBesideStock: Part = {
	name: 'rows-beside-stock-nodes',
	title: `Rows as items in n8n ${NEWEST.version}: DT Reporting beside n8n's own nodes, and beside one that only hands on`,
	run: async () =>
		await inLab(async (lab, credential) => {
			await rows(lab, credential, 100_000, WIDE);
			await rows(lab, credential, 300_000, WIDER);
		}),
};

const PAGE = 5_000;
const PAGED = 1_000_000;

/** A report's file with so many rows. */
function writeReport(file: string, count: number): void {
	const query = { ...QUERY, ...WIDE };
	const output = openSync(file, 'w');
	writeSync(output, headerOf(query));
	let piece = '';
	for (const row of manyRows(query, count, 'dt')) {
		piece += row;
		if (piece.length < 1 << 20) continue;
		writeSync(output, piece);
		piece = '';
	}
	writeSync(output, piece);
	closeSync(output);
}

export const pages: Part = {
	name: 'pages',
	title: `1,000,000 rows in pages of 5,000, an execution each, in n8n ${NEWEST.version}`,
	run: async () =>
		await inLab(async (lab, credential) => {
			const file = join(lab.folder, 'report.csv');
			writeReport(file, PAGED);
			const host = await serveFile(file);
			const parameters = {
				resource: 'report',
				operation: 'download',
				reportUrl: host.url,
				options: { cursor: '={{ $json.body.cursor ?? "" }}', limit: PAGE },
			};
			await activate(lab, 'page', [dtNode(credential, parameters)], false);
			const costs: Cost[] = [];
			let rows = 0;
			let idle = 0;
			let cursor: string | null = '';
			while (cursor !== null) {
				const { cost, first } = await costAndFirst(lab, 'page', { cursor });
				costs.push(cost);
				({ cursor } = first._dt as { cursor: string | null });
				rows = (first._dt as { row: number }).row - 1 + PAGE;
				// What n8n itself takes on to run a workflow at all is there after some pages.
				if (costs.length === 20) idle = residentOf(lab.server.pid);
			}
			host.close();
			const at = (from: number, to: number) => middle(costs.slice(from, to), 'ms').toFixed(0);
			console.log(
				table([
					{
						rows,
						pages: costs.length,
						'ms a page, first 20': at(0, 20),
						'in the middle': at(90, 110),
						'last 20': at(-20, costs.length),
						'peak over idle MiB': (
							Math.max(...costs.slice(20).map(({ peak }) => peak)) - idle
						).toFixed(0),
						'longest block ms': Math.max(...costs.slice(20).map(({ block }) => block)).toFixed(0),
					},
				]),
			);
		}),
};

const FILE_ROUNDS = 3;
const FILE_ROWS = 9_000_000;

export const fileBesideCurl: Part = {
	name: 'file',
	title: `A file of some 900 MB to n8n's binary storage, beside curl to a file, in n8n ${NEWEST.version}`,
	run: async () =>
		await inLab(async (lab, credential) => {
			const file = join(lab.folder, 'report.csv');
			writeReport(file, FILE_ROWS);
			const host = await serveFile(file);
			const parameters = {
				resource: 'report',
				operation: 'download',
				reportUrl: host.url,
				output: 'file',
			};
			await activate(lab, 'file', [dtNode(credential, parameters)], false);
			const idle = residentOf(lab.server.pid);
			const costs: Cost[] = [];
			const curls: number[] = [];
			for (let round = 0; round < FILE_ROUNDS; round++) {
				costs.push(await costOf(lab, 'file'));
				const started = performance.now();
				await promisify(execFile)('curl', ['-s', '-o', join(lab.folder, 'curl.csv'), host.url]);
				curls.push(performance.now() - started);
			}
			host.close();
			const curl = median(curls);
			console.log(
				table([
					{
						MB: (statSync(file).size / 1e6).toFixed(0),
						'ours ms': middle(costs, 'ms').toFixed(0),
						spread: spread(costs, 'ms'),
						'curl ms': curl.toFixed(0),
						'ours : curl': (middle(costs, 'ms') / curl).toFixed(2),
						'peak over idle MiB': (middle(costs, 'peak') - idle).toFixed(0),
						'longest block ms': middle(costs, 'block').toFixed(0),
					},
				]),
			);
		}),
};
