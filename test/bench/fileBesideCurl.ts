/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- a benchmark in a real n8n, not a node */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { table } from '../demo/table';
import { NEWEST } from '../e2e/releases';
import { dtNode, node } from '../e2e/workflows';
import { serveFile } from './fileServer';
import { activate, costOf, inLab, middle, spread, type Cost } from './measure';
import { median, type Part } from './part';
import { writeReport } from './reportFile';

const ROUNDS = 5;
const ROWS = 10_000_000;

async function curlTime(url: string, to: string): Promise<number> {
	const started = performance.now();
	await promisify(execFile)('curl', ['-s', '-o', to, url]);
	return performance.now() - started;
}

async function compare(file: string, reportUrl: string): Promise<void> {
	await inLab(async (instance, credential) => {
		const parameters = { resource: 'report', operation: 'download', reportUrl, output: 'file' };
		const stockNode = node('Fetch', 'n8n-nodes-base.httpRequest', 4.2, {
			url: reportUrl,
			options: { response: { response: { responseFormat: 'file' } } },
		});
		await activate(instance, 'ours', [dtNode(credential, parameters)], false);
		await activate(instance, 'stock', [stockNode], false);
		const ours: Cost[] = [];
		const stock: Cost[] = [];
		const curls: number[] = [];
		for (let round = 0; round <= ROUNDS; round++) {
			ours.push(await costOf(instance, 'ours'));
			stock.push(await costOf(instance, 'stock'));
			curls.push(await curlTime(reportUrl, join(instance.folder, 'curl.csv')));
			if (round > 0) continue;
			// The first round warms up.
			for (const figures of [ours, stock, curls]) figures.pop();
		}
		const line = (way: string, costs: Cost[]) => ({
			way,
			ms: middle(costs, 'ms').toFixed(0),
			spread: spread(costs, 'ms'),
			'time : curl': median(costs.map(({ ms }, round) => ms / curls[round])).toFixed(2),
			'peak over idle MiB': middle(costs, 'over').toFixed(0),
			'longest block ms': middle(costs, 'block').toFixed(0),
		});
		console.log(
			`${(statSync(file).size / 1e6).toFixed(0)} MB; curl takes ${median(curls).toFixed(0)} ms.\n`,
		);
		console.log(
			table([
				line('ours, every row checked', ours),
				line("n8n's HTTP Request, nothing checked", stock),
			]),
		);
	});
}

async function run(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'file-'));
	const file = join(folder, 'report.csv');
	await writeReport(file, ROWS);
	const host = await serveFile(file);
	try {
		await compare(file, host.url);
	} finally {
		host.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

export const fileBesideCurl: Part = {
	name: 'file',
	title: `A file of about 1 GB to n8n's binary storage, beside n8n's HTTP Request and curl, in n8n ${NEWEST.version}`,
	run,
};
