/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- installs what a tool needs, no node */
/** Libraries that only one tool needs live in its folder's own node_modules, at the versions of its package.json. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of a package in a folder's node_modules; undefined where it is not there. */
export function packageVersion(folder: string, name: string): string | undefined {
	const file = join(folder, 'node_modules', name, 'package.json');
	if (!existsSync(file)) return undefined;
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Installs what is missing or of another version. */
export function installFolder(folder: string): void {
	const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const isThere = Object.entries(dependencies).every(
		([name, version]) => packageVersion(folder, name) === version,
	);
	if (isThere) return;
	const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
	const { status } = spawnSync('npm', ['install', ...options], {
		cwd: folder,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	if (status !== 0) throw new Error(`The packages of ${folder} could not be installed`);
}
