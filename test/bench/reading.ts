/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports -- a benchmark, not a node */
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sleep } from 'n8n-workflow';
import { decoderOf } from '../../nodes/DtReporting/core/csv/charset';
import { readTable } from '../../nodes/DtReporting/core/csv/table';
import { exactNumber } from '../../nodes/DtReporting/core/csv/values';
import { table } from '../demo/table';
import { headerOf, manyRows } from '../simulator/offerWallData';
import { inChunks } from '../support/chunks';
import { csvContestants, OURS } from './csvContestants';
import { race, type Part } from './part';

const ROWS = 100_000;
const LARGE = 1_000_000;
const ROUNDS = 7;
const CHUNK_BYTES = 64 * 1024;

const QUERY = {
	source: 'event',
	dateRange: { start: '2026-11-01', end: '2026-11-07' },
	metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks', 'Offer Conversions'],
	splits: ['Date', 'Country', 'Campaign ID', 'Campaign Name'],
	filters: [],
};
const FORM = { metrics: QUERY.metrics, itemIndex: 0 };

const bytesOf = (rows: number) =>
	Buffer.from(headerOf(QUERY) + [...manyRows(QUERY, rows, 'dt')].join(''));

/** What our reader gives, made of the records of another. */
function itemsOf([header, ...records]: string[][]) {
	const isMetric = header.map((name) => QUERY.metrics.includes(name));
	return records.map((record) => {
		const json: Record<string, string | number | null> = {};
		header.forEach((name, column) => {
			const text = record[column];
			json[name] = !isMetric[column] ? text : text === '' ? null : exactNumber(text);
		});
		return { json, pairedItem: { item: 0 } };
	});
}

async function run(): Promise<void> {
	const csv = bytesOf(ROWS);
	const chunks = () => inChunks(csv, CHUNK_BYTES);
	const read = async () => await readTable({ chunks: chunks(), decode: decoderOf() }, FORM);
	const { items } = await read();
	const json = JSON.stringify(items.map((item) => item.json));
	const others = csvContestants().filter(({ name }) => name !== OURS);
	const timings = await race(
		[
			{ name: OURS, work: read },
			{ name: 'JSON.parse of the same rows', work: async () => JSON.parse(json) as unknown },
			...others.map(({ name, read: records }) => ({
				name,
				work: async () => itemsOf(await records(chunks())),
			})),
		],
		OURS,
		ROUNDS,
	);
	console.log(
		`${ROWS} rows × 8 columns, ${(csv.length / 1e6).toFixed(1)} MB, as typed items; medians of ${ROUNDS} alternating rounds.\n`,
	);
	console.log(
		table(
			[...timings].map(([reader, { ms, ratio }]) => ({
				reader,
				ms: Math.round(ms),
				'time : ours': 1 / ratio,
			})),
		),
	);
	await longestBlock(csv);
}

/** How long n8n's only thread is held up while a large file is read into items. */
async function longestBlock(csv: Buffer): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'reading-'));
	const file = join(folder, 'report.csv');
	const below = csv.subarray(csv.indexOf('\n') + 1);
	writeFileSync(file, csv);
	for (let part = 1; part < LARGE / ROWS; part++) writeFileSync(file, below, { flag: 'a' });
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const started = performance.now();
	const { total } = await readTable(
		{ chunks: createReadStream(file), decode: decoderOf() },
		{ ...FORM },
	);
	const ms = performance.now() - started;
	await sleep(20);
	delay.disable();
	rmSync(folder, { recursive: true, force: true });
	console.log(
		`\n${total} rows into items in ${(ms / 1000).toFixed(1)} s: the event loop stood still for ${(delay.max / 1e6).toFixed(0)} ms at most, 99 of 100 times for less than ${(delay.percentile(99) / 1e6).toFixed(0)} ms.`,
	);
}

export const reading: Part = {
	name: 'reading',
	title: 'Reading a report into typed items',
	run,
};
