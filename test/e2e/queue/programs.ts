/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- installs programs for the tests, no node */
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

const POSTGRES = ['postgres', 'initdb', 'psql', 'pg_dump'];
const REDIS = ['redis-server', 'redis-cli'];
const CHROMIUM = ['chromium'];

const areThere = (programs: string[]) => programs.every((name) => find(name));
const canInstall = () => IS_ROOT && find('apt-get') !== undefined;

/** Whether the servers of queue mode are on this machine, or can be installed on it. */
export const canHaveServers = (): boolean => canHavePostgres() && (areThere(REDIS) || canInstall());

/** Whether PostgreSQL is on this machine, or can be installed on it. */
export const canHavePostgres = (): boolean => areThere(POSTGRES) || canInstall();

/** Whether Chromium is on this machine, or can be installed on it. */
export const canHaveChromium = (): boolean => areThere(CHROMIUM) || canInstall();

/** Chromium from Debian's package, unless it is there. */
export const ensureChromium = async (): Promise<void> => await ensure(CHROMIUM, 'chromium');

/** PostgreSQL and Redis from Debian's packages, unless they are there. */
export async function ensureServers(): Promise<void> {
	await ensurePostgres();
	await ensure(REDIS, 'redis-server');
}

/** PostgreSQL from Debian's packages, unless it is there. */
export const ensurePostgres = async (): Promise<void> => await ensure(POSTGRES, 'postgresql');

async function ensure(programs: string[], debianPackage: string): Promise<void> {
	if (areThere(programs)) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const progress = new Progress(`installing ${debianPackage} with apt-get`);
	await run('apt-get', ['update', '-qq'], { cwd: '/', env });
	await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], {
		cwd: '/',
		env,
		progress,
	});
	if (!areThere(programs))
		throw new Error(`apt-get installed no ${programs.filter((name) => !find(name))}`);
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
