/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nInstance } from '../n8nInstance';
import type { Release } from '../releases';
import { N8nWorker } from './n8nWorker';
import { Postgres } from './postgres';
import { ensureServers } from './programs';
import { Redis } from './redis';

const WORKERS = 2;

/** Where the calendar begins: before noon, so that the day before is the first to become complete. */
const START = '2026-11-20T11:00:00Z';

/** So soon n8n finds out that a worker has gone; a minute and half a minute by default. */
const STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
};

/** So often n8n tries to reach a database that has gone; the pauses grow to half a minute by default. */
const RECOVERY = { DB_RECOVERY_BACKOFF_MAX_MS: '1000' };

/** A real n8n in queue mode: PostgreSQL, Redis, a main process and two workers, each with a user folder of its own. */
export class QueueInstance {
	private parts?: { postgres: Postgres; redis: Redis; main: N8nInstance };

	readonly workers: N8nWorker[] = [];

	/** What ends the parts that were started, the last of them first. */
	private readonly closers: Array<() => Promise<void>> = [];

	static async open(release: Release): Promise<QueueInstance> {
		await ensureServers();
		const instance = new QueueInstance();
		await instance.startParts(release).catch(async (error: unknown) => {
			await instance.close();
			throw error;
		});
		return instance;
	}

	get postgres(): Postgres {
		return this.started.postgres;
	}

	get redis(): Redis {
		return this.started.redis;
	}

	/** The main process, the simulator and the client. */
	get main(): N8nInstance {
		return this.started.main;
	}

	/** The worker that has run an execution, or begun to. */
	workerOf(executionId: string): N8nWorker {
		const worker = this.workers.find((each) => each.hasStarted(executionId));
		if (!worker) throw new Error(`no worker has started execution ${executionId}`);
		return worker;
	}

	/** The workflows in whose static data a report's link stands. */
	async workflowsThatKeepLinks(): Promise<string[]> {
		return await this.postgres.rows(
			`select name from workflow_entity where "staticData"::text like '%X-Amz-Signature%'`,
		);
	}

	async close(): Promise<void> {
		for (const close of this.closers.splice(0).reverse()) await close();
	}

	private get started() {
		if (!this.parts) throw new Error('n8n is not running');
		return this.parts;
	}

	private async startParts(release: Release): Promise<void> {
		const folder = mkdtempSync(join(tmpdir(), `n8n-${release.version}-queue-`));
		this.closers.push(async () => rmSync(folder, { recursive: true, force: true }));
		const postgres = await Postgres.start(join(folder, 'postgres.log'));
		this.closers.push(async () => await postgres.close());
		const redis = await Redis.start(join(folder, 'redis'));
		this.closers.push(async () => await redis.close());
		const shared = {
			EXECUTIONS_MODE: 'queue',
			...STALLED,
			...RECOVERY,
			...postgres.environment,
			...redis.environment,
		};
		const main = await N8nInstance.open(release, () => shared, START);
		this.closers.push(async () => await main.close());
		this.parts = { postgres, redis, main };
		const workers = Array.from({ length: WORKERS }, async (_, index) => {
			const userFolder = join(folder, `worker-${index + 1}`);
			mkdirSync(userFolder);
			const worker = await N8nWorker.start({ ...main.server.options, userFolder });
			this.closers.push(async () => await worker.stop());
			this.workers.push(worker);
		});
		await Promise.all(workers);
	}
}
