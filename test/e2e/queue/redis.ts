/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs a server for the tests, no node */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../ports';
import { run } from '../run';
import { programOf } from './programs';
import { Service } from './service';

/** It writes down each command that changes something, as text, and never puts them together. */
const SETTINGS = [
	['bind', '127.0.0.1'],
	['save', ''],
	['appendonly', 'yes'],
	['aof-use-rdb-preamble', 'no'],
	['auto-aof-rewrite-percentage', '0'],
];

/** A Redis server on the loopback that keeps everything over a restart. */
export class Redis {
	private constructor(
		private readonly folder: string,
		readonly service: Service,
		private readonly port: number,
	) {}

	/** @param folder where it keeps its data */
	static async start(folder: string): Promise<Redis> {
		mkdirSync(folder);
		const port = await freePort();
		const settings = [...SETTINGS, ['port', String(port)], ['dir', folder]];
		const service = new Service({
			program: programOf('redis-server'),
			args: settings.flatMap(([name, value]) => [`--${name}`, value]),
			logFile: join(folder, 'redis.log'),
			stopSignal: 'SIGTERM',
			isReady: async () => (await redis.command('ping')) === 'PONG',
		});
		const redis: Redis = new Redis(folder, service, port);
		await service.start();
		return redis;
	}

	/** The settings by which n8n finds it. */
	get environment(): Record<string, string> {
		return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(this.port) };
	}

	async command(...args: string[]): Promise<string> {
		const where = ['-h', '127.0.0.1', '-p', String(this.port)];
		const { stdout } = await run(programOf('redis-cli'), [...where, ...args], {
			cwd: '/',
			anyExit: true,
		});
		return stdout.trim();
	}

	/** Every value that was ever written to a key, those deleted since included, as text. */
	get everythingWritten(): string {
		const folder = join(this.folder, 'appendonlydir');
		return readdirSync(folder)
			.map((name) => readFileSync(join(folder, name), 'latin1'))
			.join('\n');
	}

	async close(): Promise<void> {
		await this.service.stop();
	}
}
