/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- a program that runs Stryker, no node */
/**
 * Mutation testing: changes what decides, one place at a time, and looks whether a unit test notices. `npm run
 * mutation` tries all groups and writes docs/mutation.md; with words behind `--` only the groups whose names
 * hold one of them, and `--page` writes the page from the last results.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { installFolder, packageVersion } from '../tools/installFolder';
import { GROUPS, type Group } from './groups';
import { writePage, type GroupResult, type MutationReport } from './page';

const FOLDER = __dirname;
const ROOT = join(FOLDER, '..', '..');
const REPORTS = join(FOLDER, 'reports');

const fileOf = ({ name }: Group) => join(REPORTS, `${name.replace(/\W+/g, '-')}.json`);

/** Tries all mutants of a group. */
function run(group: Group): void {
	console.error(`\n=== ${group.name}`);
	const config = join(REPORTS, 'stryker.config.json');
	const settings = {
		mutate: group.sources.map((source) => `nodes/DtReporting/${source}`),
		testRunner: 'jest',
		jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
		coverageAnalysis: 'perTest',
		concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
		timeoutMS: 10_000,
		mutator: { excludedMutations: group.without?.mutators ?? [] },
		reporters: ['json', 'progress-append-only'],
		jsonReporter: { fileName: fileOf(group) },
		ignorePatterns: [
			'dist',
			'coverage',
			'docs',
			'test/{bench,mutation}/node_modules',
			'test/mutation/reports',
		],
		tempDirName: 'test/mutation/.stryker-tmp',
		cleanTempDir: 'always',
		disableTypeChecks: false,
	};
	writeFileSync(config, JSON.stringify(settings));
	const stryker = join(FOLDER, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
	const tests = group.tests.map((test) => `test/${test}`).join(';');
	const { status } = spawnSync(process.execPath, [stryker, 'run', config], {
		cwd: ROOT,
		stdio: ['ignore', 2, 2],
		env: { ...process.env, MUTATION_TESTS: tests },
	});
	if (status !== 0) throw new Error(`Stryker has ended with ${status} on "${group.name}"`);
}

function main(words: string[]): void {
	mkdirSync(REPORTS, { recursive: true });
	const onlyPage = words.includes('--page');
	const chosen = GROUPS.filter(
		({ name }) =>
			words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase())),
	);
	if (!onlyPage) {
		installFolder(FOLDER);
		for (const group of chosen) run(group);
	}
	const results: GroupResult[] = GROUPS.filter((group) => existsSync(fileOf(group))).map(
		(group) => ({
			group,
			isNew: !onlyPage && chosen.includes(group),
			report: JSON.parse(readFileSync(fileOf(group), 'utf8')) as MutationReport,
		}),
	);
	const version = packageVersion(FOLDER, '@stryker-mutator/core') ?? '?';
	const { unexplained, score } = writePage(join(ROOT, 'docs', 'mutation.md'), results, version);
	console.error(`${score.toFixed(1)} % killed; ${unexplained} survivors without an explanation`);
	process.exitCode = score < 90 || unexplained > 0 ? 1 : 0;
}

main(process.argv.slice(2));
