/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- installs servers for the tests, no node */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Progress } from '../progress';
import { run, type RunOptions } from '../run';

/** Debian keeps the programs of PostgreSQL's server out of PATH, in a folder for each version. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

const IS_ROOT = process.getuid?.() === 0;

/** Where a program is, or undefined. */
function find(name: string): string | undefined {
	const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES).sort() : [];
	const folders = [
		...versions.reverse().map((version) => join(DEBIAN_POSTGRES, version, 'bin')),
		...(process.env.PATH ?? '').split(delimiter),
	];
	return folders.map((folder) => join(folder, name)).find(existsSync);
}

const PROGRAMS = ['postgres', 'initdb', 'psql', 'pg_dump', 'redis-server', 'redis-cli'];

const areThere = () => PROGRAMS.every((name) => find(name));

/** Whether the servers of queue mode are on this machine, or can be installed on it. */
export const canHaveServers = (): boolean =>
	areThere() || (IS_ROOT && find('apt-get') !== undefined);

/** PostgreSQL and Redis from Debian's packages, unless they are there. */
export async function ensureServers(): Promise<void> {
	if (areThere()) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const progress = new Progress('installing PostgreSQL and Redis with apt-get');
	await run('apt-get', ['update', '-qq'], { cwd: '/', env });
	const packages = ['postgresql', 'redis-server'];
	await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
		cwd: '/',
		env,
		progress,
	});
	if (!areThere())
		throw new Error(`apt-get installed no ${PROGRAMS.filter((name) => !find(name))}`);
}

/** @throws where it is not on this machine */
export function programOf(name: string): string {
	const path = find(name);
	if (path === undefined) throw new Error(`${name} is not on this machine`);
	return path;
}

/** The user that PostgreSQL runs as where this process is root's: its programs refuse to run as root. */
export async function postgresUser(): Promise<RunOptions['user']> {
	if (!IS_ROOT) return undefined;
	const number = async (flag: string) =>
		Number((await run('id', [flag, 'postgres'], { cwd: '/' })).stdout);
	return { uid: await number('-u'), gid: await number('-g') };
}
