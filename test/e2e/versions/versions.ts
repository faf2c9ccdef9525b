/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a program, no node */
/**
 * The short set of scenarios in one n8n version after the other: `npm run test:e2e:versions` runs the list
 * in trials.ts, `-- 2.35.7@24` one version with one Node, `-- latest` the newest that npm has. Ends with a table.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../packPackage';
import { TRIALS, type Trial } from './trials';

/** What a version that is not in the list runs with. */
const CURRENT_NODE = 24;

interface Result extends Trial {
	passed: number;
	failed: number;
	seconds: number;
}

/** The trials that arguments such as `2.35.7`, `2.35.7@24` and `latest` name. */
function trialsOf(names: string[]): Trial[] {
	if (names.length === 0) return TRIALS;
	return names.flatMap((name) => {
		const [version, node] = name.split('@');
		if (node !== undefined) return [{ version: resolved(version), node: Number(node) }];
		const listed = TRIALS.filter((trial) => trial.version === version);
		return listed.length > 0 ? listed : [{ version: resolved(version), node: CURRENT_NODE }];
	});
}

/** The number of a version that npm knows by another name. */
function resolved(name: string): string {
	if (/^\d/.test(name)) return name;
	const { stdout, stderr } = spawnSync('npm', ['view', `n8n@${name}`, 'version']);
	const version = String(stdout).trim();
	if (!/^\d+\.\d+\.\d+/.test(version))
		throw new Error(`npm knows no n8n@${name}: ${String(stderr)}`);
	return version;
}

function run({ version, node }: Trial): Result {
	const folder = mkdtempSync(join(tmpdir(), 'dt-versions-'));
	const output = join(folder, 'results.json');
	const started = Date.now();
	process.stdout.write(`\n=== n8n ${version} on Node ${node}\n`);
	const config = join('test', 'e2e', 'versions', 'jest.config.js');
	const { status } = spawnSync(
		process.execPath,
		[
			join('node_modules', 'jest', 'bin', 'jest.js'),
			...['--config', config, '--json', '--outputFile', output],
		],
		{
			cwd: PROJECT,
			env: { ...process.env, DT_N8N: version, DT_NODE: String(node) },
			stdio: ['ignore', 'ignore', 'inherit'],
		},
	);
	const counts = existsSync(output)
		? (JSON.parse(readFileSync(output, 'utf8')) as Record<string, number>)
		: {};
	rmSync(folder, { recursive: true, force: true });
	const passed = counts.numPassedTests ?? 0;
	const failed = counts.numFailedTests ?? 0;
	return {
		version,
		node,
		passed,
		// A run that counted nothing, or ended badly for another reason, has failed too.
		failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed,
		seconds: Math.round((Date.now() - started) / 1000),
	};
}

const results = trialsOf(process.argv.slice(2)).map(run);
const rows = results.map(
	({ version, node, passed, failed, seconds }) =>
		`| ${version} | ${node} | ${failed === 0 ? 'all' : `${failed} of ${passed + failed} fail`} | ${seconds} |`,
);
process.stdout.write(
	['', '| n8n | Node | passed | seconds |', '| --- | --- | --- | --- |', ...rows, ''].join('\n'),
);
process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;
