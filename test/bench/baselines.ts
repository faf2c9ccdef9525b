/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- a benchmark, not a node */
/** The libraries compared with: they live in this folder's own node_modules, at the versions of its package.json. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** This folder. */
export const FOLDER = __dirname;

const here = createRequire(__filename);

const versionIn = (...folder: string[]) => {
	const file = join(FOLDER, ...folder, 'package.json');
	if (!existsSync(file)) return undefined;
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** Installs what is missing or of another version. */
export function installRivals(): void {
	const manifest = join(FOLDER, 'package.json');
	const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const there = Object.entries(dependencies).every(
		([name, version]) => versionIn('node_modules', name) === version,
	);
	if (there) return;
	const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
	const { status } = spawnSync('npm', ['install', ...options], {
		cwd: FOLDER,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	if (status !== 0) throw new Error('The libraries to compare with could not be installed');
}

/** Loads a library at run time, so that the type check passes without it. */
export const load = <Shape>(name: string): Shape => here(name) as Shape;

/** A rival's version, or that of one of the project's own libraries. */
export const versionOf = (name: string): string =>
	versionIn('node_modules', name) ?? versionIn('..', '..', 'node_modules', name) ?? '?';
