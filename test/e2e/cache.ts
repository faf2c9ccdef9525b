/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- files and processes of the test machine, no node */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../support/waiting';
import { Progress } from './progress';

/** Where installed n8n versions live: outside the checkout, so that only the first run is slow. */
export const CACHE = join(
	process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
	'n8n-nodes-dt-reporting',
);

const STAMP = '.complete';

/** A folder of the cache is complete when its stamp, written last, holds the fingerprint of what was requested. */
export function isComplete(folder: string, fingerprint: string): boolean {
	const stamp = join(folder, STAMP);
	return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === fingerprint;
}

export function markComplete(folder: string, fingerprint: string): void {
	writeFileSync(join(folder, STAMP), `${fingerprint}\n`);
}

export function fingerprintOf(...contents: Array<string | Buffer>): string {
	const hash = createHash('sha256');
	for (const content of contents) hash.update(content);
	return hash.digest('hex');
}

/**
 * Runs `work` as the only installer on this machine. The lock is a folder (made in one step) with the
 * holder's pid in it; a lock whose holder is gone is taken over.
 */
export async function locked<T>(work: () => Promise<T>): Promise<T> {
	mkdirSync(CACHE, { recursive: true });
	const lock = join(CACHE, 'install.lock');
	const waiting = new Progress('waiting for another install on this machine');
	while (!tryLock(lock)) {
		if (holderIsGone(lock)) rmSync(lock, { recursive: true, force: true });
		else {
			waiting.start();
			await sleep(1000);
		}
	}
	waiting.stop();
	try {
		return await work();
	} finally {
		rmSync(lock, { recursive: true, force: true });
	}
}

function tryLock(lock: string): boolean {
	try {
		mkdirSync(lock);
	} catch {
		return false;
	}
	writeFileSync(join(lock, 'pid'), String(process.pid));
	return true;
}

function holderIsGone(lock: string): boolean {
	try {
		const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
		if (!pid) return false;
		process.kill(pid, 0);
		return false;
	} catch (error) {
		// No pid file: the holder is between its two steps, or was ended there (then remove the folder by hand).
		return (error as NodeJS.ErrnoException).code === 'ESRCH';
	}
}
