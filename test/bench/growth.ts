/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- a benchmark in a real n8n, not a node */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../demo/table';
import type { N8nInstance } from '../e2e/n8nInstance';
import type { WorkflowNode } from '../e2e/n8nClient';
import { NEWEST } from '../e2e/releases';
import { dtNode, node, type CredentialRef } from '../e2e/workflows';
import { serveFile } from './fileServer';
import { writePlot, type Curve } from './growthPlot';
import { activate, costOf, inLab, middle, type Cost } from './measure';
import { median, type Part } from './part';
import { writeReport } from './reportFile';

const ROUNDS = 5;
const ROWS = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
const COLUMNS = [5, 10, 20, 35, 50];
const ROWS_OF_COLUMNS = 20_000;
const ROWS_OF_ITEMS = 100;
const ITEMS = [1, 5, 20, 100, 500];

/** A table with so many columns: the day and metrics that a catalogue need not know. */
function writeTable(file: string, columns: number): string[] {
	const names = ['Date', ...Array.from({ length: columns - 1 }, (_, at) => `Metric ${at + 1}`)];
	const output = openSync(file, 'w');
	writeSync(output, `${names.join(',')}\n`);
	for (let row = 0; row < ROWS_OF_COLUMNS; row++) {
		const values = names.slice(1).map((_, at) => ((row * 31 + at * 7919) % 99_991) / 4);
		writeSync(output, `2026-11-01,${values.join(',')}\n`);
	}
	closeSync(output);
	return names;
}

/** The median time that a workflow's nodes take, the first run left out. */
async function timeOf(instance: N8nInstance, path: string, nodes: WorkflowNode[]): Promise<number> {
	await activate(instance, path, nodes, false);
	const costs: Cost[] = [];
	for (let round = 0; round <= ROUNDS; round++) costs.push(await costOf(instance, path));
	return middle(costs.slice(1), 'ms');
}

/** Times a download of a file that is served meanwhile. */
async function downloadTime(
	instance: N8nInstance,
	credential: CredentialRef,
	path: string,
	write: (file: string) => Promise<string[]>,
): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), 'growth-'));
	const file = join(folder, 'report.csv');
	const metrics = (await write(file)).slice(1);
	const host = await serveFile(file);
	try {
		const parameters = {
			resource: 'report',
			operation: 'download',
			reportUrl: host.url,
			options: { additionalMetrics: metrics.join(',') },
		};
		return await timeOf(instance, path, [dtNode(credential, parameters)]);
	} finally {
		host.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Times a download of a small report for each of so many input items. */
async function itemsTime(
	instance: N8nInstance,
	credential: CredentialRef,
	count: number,
): Promise<number> {
	const list = join(instance.folder, `items-${count}.json`);
	const file = join(instance.folder, `report-${count}.csv`);
	await writeReport(file, ROWS_OF_ITEMS);
	const host = await serveFile(file);
	try {
		const links = Array.from({ length: count }, (_, at) => ({ url: `${host.url}&item=${at}` }));
		writeFileSync(list, JSON.stringify(links));
		const items = node('Items', 'CUSTOM.floor', 1, { file: list });
		const parameters = {
			resource: 'report',
			operation: 'download',
			reportUrl: '={{ $json.url }}',
		};
		return await timeOf(instance, `items-${count}`, [items, dtNode(credential, parameters)]);
	} finally {
		host.close();
	}
}

async function curve(
	name: string,
	sizes: number[],
	time: (size: number) => Promise<number>,
): Promise<Curve> {
	const points: Curve['points'] = [];
	for (const size of sizes) points.push([size, await time(size)]);
	return { name, points };
}

/** By which power of the size the time grows, at the large end: 1 is linear. */
function powerOf({ points }: Curve): number {
	const slopes = points.slice(-3).flatMap(([size, ms], at, last) => {
		if (at === 0) return [];
		const [before, msBefore] = last[at - 1];
		return [Math.log(ms / msBefore) / Math.log(size / before)];
	});
	return median(slopes);
}

async function run(): Promise<void> {
	const curves: Curve[] = [];
	await inLab(async (instance, credential) => {
		const download = async (path: string, write: (file: string) => Promise<string[]>) =>
			await downloadTime(instance, credential, path, write);
		curves.push(
			await curve(
				'rows of 8 columns',
				ROWS,
				async (rows) =>
					await download(`rows-${rows}`, async (file) => {
						await writeReport(file, rows);
						return [];
					}),
			),
			await curve(
				`columns of ${ROWS_OF_COLUMNS} rows`,
				COLUMNS,
				async (columns) =>
					await download(`columns-${columns}`, async (file) => writeTable(file, columns)),
			),
			await curve(
				`input items, a download of ${ROWS_OF_ITEMS} rows each`,
				ITEMS,
				async (items) => await itemsTime(instance, credential, items),
			),
		);
	});
	for (const { name, points } of curves) {
		console.log(table(points.map(([size, ms]) => ({ [name]: size, ms: ms.toFixed(1) }))), '\n');
	}
	const powers = curves.map((each) => `${each.name}: ${powerOf(each).toFixed(2)}`).join('; ');
	console.log(`The time grows with this power of the size at the large end: ${powers}.`);
	console.log(
		'Run Report also waits a quarter of a second between the reports that it asks for, on purpose.',
	);
	await writePlot(curves);
}

export const growth: Part = {
	name: 'growth',
	title: `How the node's time grows with the size, in n8n ${NEWEST.version}`,
	picture: 'benchmark-growth.svg',
	run,
};
