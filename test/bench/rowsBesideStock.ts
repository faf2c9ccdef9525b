/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- a benchmark in a real n8n, not a node */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decoderOf } from '../../nodes/DtReporting/core/csv/charset';
import { readTable } from '../../nodes/DtReporting/core/csv/table';
import { table } from '../demo/table';
import { itemsOf, type N8nInstance } from '../e2e/n8nInstance';
import type { WorkflowNode } from '../e2e/n8nClient';
import { NEWEST } from '../e2e/releases';
import {
	chain,
	DT_CREDENTIAL,
	dtNode,
	manualTrigger,
	node,
	QUERY,
	REPORT,
	type CredentialRef,
} from '../e2e/workflows';
import { activate, costOf, inLab, middle, residentOf, spread, type Cost } from './measure';
import type { Part } from './part';
import { EIGHT_COLUMNS, TWELVE_COLUMNS, type Columns } from './reportFile';

const ROUNDS = 5;

/** n8n's own nodes for the same: ask, fetch, extract. They wait for nothing, so the file must be there. */
function stockNodes(
	instance: N8nInstance,
	credential: CredentialRef,
	columns: Columns,
): WorkflowNode[] {
	const ask: WorkflowNode = {
		...node('Ask', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${instance.simulator.apiUrl}/api/v1/report/offerwall?format=csv`,
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

/** Runs several ways in turns; the first round warms up and is not counted. */
async function inTurns(instance: N8nInstance, paths: string[]): Promise<Map<string, Cost[]>> {
	const costs = new Map(paths.map((path) => [path, [] as Cost[]]));
	for (let round = 0; round <= ROUNDS; round++) {
		for (const path of paths) {
			const cost = await costOf(instance, path);
			if (round > 0) costs.get(path)?.push(cost);
		}
	}
	return costs;
}

/** The same rows as our node gives, for the floor. */
async function writeRows(instance: N8nInstance, credential: CredentialRef, columns: Columns) {
	const asked = dtNode(credential, { ...REPORT, ...columns, operation: 'create' });
	const execution = await instance.client.runNew(chain('Rows', manualTrigger(), asked));
	const { body } = await fetch(String(itemsOf(execution)[0].json.reportUrl));
	const { metrics } = columns;
	const { items } = await readTable(
		{ chunks: body as unknown as AsyncIterable<Uint8Array>, decode: decoderOf() },
		{ metrics, itemIndex: 0 },
	);
	const file = join(instance.folder, 'rows.json');
	writeFileSync(file, JSON.stringify(items.map(({ json }) => json)));
	return file;
}

async function rows(
	instance: N8nInstance,
	credential: CredentialRef,
	count: number,
	columns: Columns,
): Promise<void> {
	instance.simulator.set({ rows: count });
	const name = `${count}-${columns.metrics.length}`;
	const [ours, stock, floor] = ['ours', 'stock', 'floor'].map((way) => `${way}-${name}`);
	const file = await writeRows(instance, credential, columns);
	// Larger ones do not fit into what n8n can save of an execution.
	const saves = count <= 100_000;
	await activate(instance, ours, [dtNode(credential, { ...REPORT, ...columns })], saves);
	await activate(instance, stock, stockNodes(instance, credential, columns), saves);
	await activate(instance, floor, [node('Floor', 'CUSTOM.floor', 1, { file })], saves);
	const idle = residentOf(instance.server.pid);
	const costs = await inTurns(instance, [ours, stock, floor]);
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
		await inLab(async (instance, credential) => {
			await rows(instance, credential, 100_000, EIGHT_COLUMNS);
			await rows(instance, credential, 300_000, TWELVE_COLUMNS);
		}),
};
