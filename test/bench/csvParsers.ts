/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports -- a benchmark, not a node */
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { table } from '../demo/table';
import { headerOf, manyRows } from '../simulator/offerWallData';
import { inChunks } from '../support/chunks';
import { csvContestants, OURS, type CsvContestant } from './csvContestants';
import {
	BROKEN_VECTORS,
	REAL_WORLD_VECTORS,
	RFC_VECTORS,
	spectrumVectors,
	type CsvVector,
} from './csvVectors';
import { race, type Part } from './part';
import { FOLDER } from './baselines';

const ROWS = 100_000;
const CHUNK_BYTES = 64 * 1024;
const ROUNDS = 7;
const VECTOR_CHUNKS = [1, 7, 1 << 20];

const QUERY = {
	source: 'event',
	dateRange: { start: '2026-11-01', end: '2026-11-07' },
	metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks', 'Container Fill Rate'],
	splits: ['Date', 'Country', 'Campaign ID', 'Campaign Name'],
	filters: [],
};

const report = () => Buffer.from(headerOf(QUERY) + [...manyRows(QUERY, ROWS, 'dt')].join(''));

async function passes({ read }: CsvContestant, { csv, records }: CsvVector): Promise<boolean> {
	for (const size of VECTOR_CHUNKS) {
		const result = await read(inChunks(csv, size)).catch(() => undefined);
		if (!isDeepStrictEqual(result, records)) return false;
	}
	return true;
}

async function failures(contestant: CsvContestant, vectors: CsvVector[]): Promise<string[]> {
	const failed: string[] = [];
	for (const vector of vectors) if (!(await passes(contestant, vector))) failed.push(vector.name);
	return failed;
}

/** The parser alone, bundled and minified, in KB. */
async function bundleKb(source: string): Promise<number> {
	const { outputFiles } = await build({
		stdin: { contents: source, resolveDir: FOLDER, loader: 'ts' },
		bundle: true,
		minify: true,
		write: false,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		legalComments: 'none',
	});
	return outputFiles[0].contents.length / 1000;
}

async function run(): Promise<void> {
	const contestants = csvContestants();
	const csv = report();
	const chunks = () => inChunks(csv, CHUNK_BYTES);
	const size = (csv.length / 1e6).toFixed(1);
	console.log(`An Offer Wall report of ${ROWS} rows × 8 columns, ${size} MB, in chunks of 64 KB;`);
	console.log(`medians of ${ROUNDS} alternating rounds; speed is rows a second, ours = 1.\n`);

	const expected = await contestants[0].read(chunks());
	// The vectors come after the race: what they throw would slow down what was compiled for the report.
	const timings = await race(
		contestants.map(({ name, read }) => ({
			name,
			work: async () => await read(chunks()).catch(() => undefined),
		})),
		OURS,
		ROUNDS,
	);
	const suites = {
		'RFC 4180': RFC_VECTORS,
		'real files': REAL_WORLD_VECTORS,
		refusals: BROKEN_VECTORS,
		'csv-spectrum': (await spectrumVectors()).filter(({ records }) => records),
	};
	const notes: string[] = [];
	const facts = new Map<string, Record<string, unknown>>();
	for (const contestant of contestants) {
		const { name, fed, bundle } = contestant;
		const same = isDeepStrictEqual(
			await contestant.read(chunks()).catch(() => undefined),
			expected,
		);
		const row: Record<string, unknown> = { fed, 'same rows': same ? 'yes' : 'NO' };
		for (const [suite, vectors] of Object.entries(suites)) {
			const failed = await failures(contestant, vectors);
			const passed = `${vectors.length - failed.length}/${vectors.length}`;
			row[suite] = failed.length === 0 ? passed : `${passed} FAILS`;
			if (failed.length > 0) notes.push(`${name}, ${suite}: ${failed.join('; ')}`);
		}
		facts.set(name, { ...row, 'min KB': (await bundleKb(bundle)).toFixed(1) });
	}

	const rows = contestants.map(({ name }) => {
		const { ms = 0, ratio = 0 } = timings.get(name) ?? {};
		return { parser: name, speed: `${ratio.toFixed(2)}×`, ms: Math.round(ms), ...facts.get(name) };
	});
	console.log(table(rows));
	console.log('\nfed: chunks = as they come, stream = its own stream API, blocks = whole records.');
	console.log('refusals: text that is no CSV is refused, not guessed at.');
	if (notes.length > 0)
		console.log(`\nFailed vectors\n${notes.map((note) => `- ${note}`).join('\n')}`);
}

export const csvParsers: Part = {
	name: 'csv-parsers',
	title: 'CSV parsers on an Offer Wall report',
	run,
};
