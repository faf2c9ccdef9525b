/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- a benchmark in a real n8n, not a node */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../demo/table';
import type { N8nInstance } from '../e2e/n8nInstance';
import type { WorkflowNode } from '../e2e/n8nClient';
import { NEWEST } from '../e2e/releases';
import { dtNode, node } from '../e2e/workflows';
import { serveFile } from './fileServer';
import { activate, costAndFirst, inLab, middle, residentOf, type Cost } from './measure';
import type { Part } from './part';
import { writeReport } from './reportFile';

const PAGE = 5_000;
const ROWS = 1_000_000;
const PAGES = ROWS / PAGE;
/** What n8n itself takes on to run a workflow at all is there after so many pages. */
const WARM = 20;

/** What one way of handing on so many pages cost, page by page. */
interface Series {
	costs: Cost[];
	/** What the n8n process holds after each page, MiB. */
	resident: number[];
}

async function series(
	instance: N8nInstance,
	of: WorkflowNode,
	next: (first: Record<string, unknown>, page: number) => string | null,
): Promise<Series> {
	await activate(instance, 'page', [of], false);
	const costs: Cost[] = [];
	const resident: number[] = [];
	let cursor: string | null = '';
	while (cursor !== null) {
		const { cost, first } = await costAndFirst(instance, 'page', { cursor });
		costs.push(cost);
		resident.push(residentOf(instance.server.pid));
		cursor = next(first, costs.length);
	}
	return { costs, resident };
}

const line = (way: string, { costs, resident }: Series) => {
	const warm = costs.slice(WARM);
	const ms = (from: number, to: number) => middle(costs.slice(from, to), 'ms').toFixed(0);
	const at = (page: number) => resident[page - 1].toFixed(0);
	return {
		way,
		'ms a page, 21st to 40th': ms(WARM, 2 * WARM),
		'last 20': ms(-WARM, costs.length),
		'longest block ms': Math.max(...warm.map(({ block }) => block)).toFixed(0),
		'peak MiB': Math.max(...warm.map(({ peak }) => peak)).toFixed(0),
		'held after 50, 100, 150, 200 pages': [50, 100, 150, 200].map(at).join(', '),
	};
};

/** Runs work with a report's file served, and clears up. */
async function withReport(work: (url: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'pages-'));
	const file = join(folder, 'report.csv');
	await writeReport(file, ROWS);
	const host = await serveFile(file);
	try {
		await work(host.url);
	} finally {
		host.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function run(): Promise<void> {
	const lines: Array<Record<string, string>> = [];
	let page: unknown[] = [];
	await withReport(
		async (reportUrl) =>
			await inLab(async (instance, credential) => {
				const options = { cursor: '={{ $json.body.cursor ?? "" }}', limit: PAGE };
				const ours = dtNode(credential, {
					resource: 'report',
					operation: 'download',
					reportUrl,
					options,
				});
				lines.push(line('ours', await series(instance, ours, (first) => String(first._dt_cursor))));
				const { first } = await costAndFirst(instance, 'page', { cursor: '' });
				page = Array.from({ length: PAGE }, () => first);
			}),
	);
	await inLab(async (instance) => {
		const file = join(instance.folder, 'page.json');
		writeFileSync(file, JSON.stringify(page));
		const floor = node('Floor', 'CUSTOM.floor', 1, { file });
		const next = (_: unknown, done: number) => (done < PAGES ? '' : null);
		lines.push(line('floor, the same page each time', await series(instance, floor, next)));
	});
	console.log(table(lines));
}

export const pages: Part = {
	name: 'pages',
	title: `1,000,000 rows in pages of 5,000, an execution each, in n8n ${NEWEST.version}`,
	run,
};
