/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- packs the package, no node */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { run } from './run';

export const PROJECT = join(__dirname, '..', '..');

interface Manifest {
	name: string;
	version: string;
	peerDependencies?: Record<string, string>;
	/** What n8n loads by name. */
	n8n: { nodes: string[]; credentials: string[] };
}

const manifestIn = (folder: string) =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The package's name, which n8n puts before the names of its node types. */
export const PACKAGE = manifestIn(PROJECT);

/** Packs the built package as `npm publish` would; returns the tarball's path. */
export async function packPackage(into: string): Promise<string> {
	mkdirSync(into, { recursive: true });
	const { stdout } = await run(
		'npm',
		['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', into],
		{ cwd: PROJECT },
	);
	const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
	return join(into, filename);
}

/**
 * A folder with an `npm` of its own, which knows only this package: n8n installs community packages by
 * calling npm, and finds this one first in its PATH.
 */
export function npmThatKnows(tarball: string, into: string): string {
	const folder = join(into, 'bin');
	mkdirSync(folder, { recursive: true });
	const script = `#!/bin/sh
case "$1" in
	view) echo '"${PACKAGE.version}"' ;;
	pack) cp '${tarball}' . && echo '${basename(tarball)}' ;;
	install) test -f package.json ;; # the package has no dependencies
	outdated) echo '{}' ;;
	*) exit 1 ;;
esac
`;
	writeFileSync(join(folder, 'npm'), script, { mode: 0o755 });
	return folder;
}

/** Where each peer dependency of the package is found when n8n provides it; throws when it provides none. */
export function peersFrom(n8nFolder: string): Record<string, string> {
	const n8n = createRequire(join(n8nFolder, 'node_modules', 'n8n', 'package.json'));
	const peers = Object.keys(PACKAGE.peerDependencies ?? {});
	return Object.fromEntries(peers.map((peer) => [peer, n8n.resolve(peer)]));
}
