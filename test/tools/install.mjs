#!/usr/bin/env node
// Makes sure that node_modules is there and is what package-lock.json says. It stands at the head of
// the commands that must work from a fresh clone (`npm test`, `npm run demo`), as a call rather than
// as a pre-script: the project's .npmrc has ignore-scripts=true, which skips those too.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stamp = join(root, 'node_modules', '.installed-from');
const OLDEST_NODE = [20, 19];

const say = (text) => console.error(`[install] ${text}`);
const lockHash = () =>
	createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.digest('hex');

/** True when npm's own record of what it installed agrees with package-lock.json, package by package. */
function matchesLock() {
	const record = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(record)) return false;
	const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
	const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
	return Object.entries(wanted).every(
		([path, { version, optional, devOptional, peer }]) =>
			path === '' ||
			installed[path]?.version === version ||
			((optional || devOptional || peer) && !installed[path]),
	);
}

function npm(command) {
	say(`npm ${command} (one to three minutes the first time)…`);
	const started = Date.now();
	const { status } = spawnSync('npm', [command, '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: root,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	say(`npm ${command}: ${status === 0 ? 'done' : 'failed'} after ${seconds(started)} s`);
	return status === 0;
}

const seconds = (started) => Math.round((Date.now() - started) / 1000);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
	say(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.version}.`);
	process.exit(1);
}

const upToDate = existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
if (!upToDate) {
	if (!matchesLock()) {
		rmSync(stamp, { force: true });
		if (!npm('ci') && !npm('install')) {
			say('The packages could not be installed; see the lines above.');
			process.exit(1);
		}
	}
	writeFileSync(stamp, lockHash());
}
