/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark, not a node */
/**
 * The choices that rest on speed, shown side by side. `npm run bench` runs all parts and writes what they
 * found to docs/benchmarks.md; `npm run bench -- csv-parsers` runs one of them, and writes its section again.
 * Nothing here passes or fails by the clock.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { NEWEST } from '../e2e/releases';
import { csvParsers } from './csvParsers';
import { fileBesideCurl } from './fileBesideCurl';
import { growth } from './growth';
import { overheads } from './overheads';
import { pages } from './pages';
import type { Part } from './part';
import { reading } from './reading';
import { rowsBesideStock } from './rowsBesideStock';
import { installFolder } from '../tools/installFolder';
import { FOLDER } from './baselines';

const PARTS: Part[] = [
	csvParsers,
	reading,
	rowsBesideStock,
	pages,
	fileBesideCurl,
	overheads,
	growth,
];
const REPORT = join(FOLDER, '..', '..', 'docs', 'benchmarks.md');

/** Runs a part, and gives what it printed. */
async function printed({ title, picture, run }: Part): Promise<string> {
	const { log } = console;
	const lines: string[] = [];
	console.log = (...values: unknown[]) => {
		lines.push(values.join(' '));
		log(...values);
	};
	try {
		log(`\n${title}\n`);
		await run();
	} finally {
		console.log = log;
	}
	const shown = picture ? `\n![${title}](${picture})\n` : '';
	const date = new Date().toISOString().slice(0, 10);
	return `## ${title}\n\nMeasured on ${date}.\n\n\`\`\`text\n${lines.join('\n').trim()}\n\`\`\`\n${shown}`;
}

function header(): string {
	const [{ model }] = cpus();
	const memory = (totalmem() / 1024 ** 3).toFixed(0);
	return [
		'# Benchmarks',
		'',
		`What \`npm run bench\` printed, on ${cpus().length} cores of ${model.trim()} with ${memory} GB, Node ${process.version} and n8n ${NEWEST.version}. Figures are medians of one run, all sides in turns against the same server; what counts is their ratios. "Floor" is a node that does nothing but hand on the same rows, read from a file with JSON.parse.`,
		'',
	].join('\n');
}

async function main(wanted: string[]): Promise<void> {
	const known = PARTS.map(({ name }) => name);
	const strange = wanted.find((name) => !known.includes(name));
	if (strange !== undefined)
		throw new Error(`There is no part "${strange}"; there is ${known.join(', ')}`);
	installFolder(FOLDER);
	const before = sectionsBefore();
	const sections: string[] = [];
	for (const part of PARTS) {
		const isWanted = wanted.length === 0 || wanted.includes(part.name);
		sections.push(isWanted ? await printed(part) : (before.get(part.title) ?? ''));
	}
	const text = [header(), ...sections.filter((section) => section !== '')].join('\n');
	writeFileSync(REPORT, text);
	console.log('\nWritten to docs/benchmarks.md.');
}

/** The sections of the last run, by title. */
function sectionsBefore(): Map<string, string> {
	if (!existsSync(REPORT)) return new Map();
	const [, ...sections] = readFileSync(REPORT, 'utf8').split(/^(?=## )/m);
	return new Map(
		sections.map((section) => [/^## (.*)/.exec(section)?.[1] ?? '', `${section.trimEnd()}\n`]),
	);
}

main(process.argv.slice(2))
	.catch((error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	})
	// n8n's core, which one part uses, keeps timers that never end.
	.finally(() => process.exit());
