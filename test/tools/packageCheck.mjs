// What n8n's verification looks at, before anything is published: the packed files, package.json,
// and n8n's own scanner over the source and over the packed code. Needs a build (npm run build).
import { execFileSync, spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

import { differences } from './differences.mjs';
import { licenceFaults } from './licences.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'dt-package-check-'));
let failed = 0;

/** Every file of the package. A new one is a decision, so it is added here by hand; pages stay in the repository. */
const SHIPPED = [
	'LICENSE',
	'README.md',
	'dist/credentials/DtReportingApi.credentials.js',
	'dist/nodes/DtReporting/DtReporting.node.js',
	'dist/nodes/DtReporting/DtReporting.node.json',
	'dist/nodes/DtReporting/DtReportingTrigger.node.js',
	'dist/nodes/DtReporting/DtReportingTrigger.node.json',
	'dist/nodes/DtReporting/dtReporting.dark.svg',
	'dist/nodes/DtReporting/dtReporting.svg',
	'dist/shared.js',
	'index.js',
	'package.json',
];
const LARGEST_TARBALL = 60_000;
/** npm runs these when a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

/** What `npm audit` says of everything but the devDependencies. */
function audit() {
	const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: ROOT });
	const { metadata, message } = JSON.parse(String(stdout));
	if (!metadata) return message ?? 'no answer from npm audit';
	const { total } = metadata.vulnerabilities;
	return total === 0 ? '' : `${total} vulnerabilities`;
}

function report(name, problem) {
	if (problem) failed++;
	process.stdout.write(
		`${problem ? 'FAILED' : 'ok    '}  ${name}${problem ? `: ${problem}` : ''}\n`,
	);
}

/** n8n's scanner over a folder; lint rules resolve file names upwards, so the copy stands apart. */
async function scan(name, folder, patterns) {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	report(name, passed ? '' : `${message}\n${details ?? ''}`);
	report(`${name}, without a warning either`, await findings(folder, patterns));
}

/** Everything that the scanner's rules find, warnings too: the scanner itself counts errors only. */
async function findings(folder, patterns) {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	if (results.length === 0) return 'there are no files';
	return results
		.flatMap(({ filePath, messages }) =>
			messages.map(({ ruleId, line, message }) => `${filePath}:${line} ${ruleId}: ${message}`),
		)
		.join('\n');
}

function unpack(tarball) {
	const folder = join(work, 'packed');
	mkdirSync(folder);
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	return folder;
}

try {
	const packed = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--pack-destination', work], { cwd: ROOT }).toString(),
	)[0];
	const names = packed.files.map(({ path }) => path);
	report('what ships is this list of files', differences(names, SHIPPED));
	report(
		'the tarball has at most 60 kB',
		packed.size <= LARGEST_TARBALL ? '' : `it has ${(packed.size / 1000).toFixed(1)} kB`,
	);
	const promised = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	report(
		'everything that n8n is to load is packed',
		promised.filter((name) => !names.includes(name)).join(', '),
	);
	report(
		'nothing runs when it is installed',
		INSTALL_SCRIPTS.filter((name) => name in (manifest.scripts ?? {})).join(', '),
	);
	report(
		'there are no runtime dependencies',
		['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies']
			.filter((name) => Object.keys(manifest[name] ?? {}).length > 0)
			.join(', '),
	);
	report('npm audit finds nothing in what ships', audit());
	report(
		'n8n-workflow is the only peer dependency',
		JSON.stringify(manifest.peerDependencies) === '{"n8n-workflow":"*"}' ? '' : 'it is not',
	);
	report('n8n.strict is on', manifest.n8n.strict === true ? '' : 'it is off');

	const folder = unpack(join(work, packed.filename));
	const shared = readFileSync(join(folder, 'dist', 'shared.js'), 'utf8');
	report('each bundled library has its licence in the shared file', licenceFaults(ROOT, shared));
	report(
		'a licence that is cut off would be noticed',
		licenceFaults(ROOT, shared.replace('Permission is hereby granted', '')) ? '' : 'it would not',
	);
	report(
		'the licence is MIT, as n8n requires',
		manifest.license === 'MIT' &&
			readFileSync(join(folder, 'LICENSE'), 'utf8').startsWith('MIT License')
			? ''
			: 'it is not',
	);
	await scan("n8n's scanner passes the packed code", folder, ['**/*.js', 'package.json']);

	const source = join(work, 'source');
	for (const name of ['package.json', 'nodes', 'credentials', 'tsconfig.json']) {
		cpSync(join(ROOT, name), join(source, name), { recursive: true });
	}
	await scan("n8n's scanner passes the source", source, SOURCE_FILE_PATTERNS);

	writeFileSync(join(source, 'nodes', 'planted.js'), 'console.log(process.env.HOME);\n');
	const { passed } = await analyzePackage(source, SOURCE_FILE_PATTERNS);
	report(
		"n8n's scanner finds a planted fault",
		passed ? 'it does not, so its word means nothing' : '',
	);
	// A file that nothing uses is a warning to n8n's rules, no error.
	rmSync(join(source, 'nodes', 'planted.js'));
	writeFileSync(join(source, 'nodes', 'test.ts'), 'export const planted = 1;\n');
	report(
		'and a planted warning is found',
		(await findings(source, SOURCE_FILE_PATTERNS)) ? '' : 'it is not',
	);

	// As n8n loads it: from another folder, with n8n-workflow from the host and nothing else around.
	const load = `for (const file of ${JSON.stringify(promised)}) {
		const name = file.split('/').pop().split('.')[0];
		new (require(require('path').join(${JSON.stringify(folder)}, file))[name])();
	}`;
	const workflowOnly = join(work, 'host');
	mkdirSync(workflowOnly);
	symlinkSync(join(ROOT, 'node_modules', 'n8n-workflow'), join(workflowOnly, 'n8n-workflow'));
	const { status, stderr } = spawnSync(process.execPath, ['-e', load], {
		env: { ...process.env, NODE_PATH: workflowOnly },
	});
	report(
		'the packed classes load beside nothing but n8n-workflow',
		status === 0 ? '' : String(stderr),
	);
} finally {
	rmSync(work, { recursive: true, force: true });
}
process.stdout.write(
	failed === 0 ? 'The package can be published.\n' : `${failed} checks failed.\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
