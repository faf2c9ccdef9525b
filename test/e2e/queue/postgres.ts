/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs a server for the tests, no node */
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { N8nClient } from '../n8nClient';
import { freePort } from '../ports';
import { run } from '../run';
import type { CredentialRef } from '../workflows';
import { postgresUser, programOf } from './programs';
import { Service } from './service';

const USER = 'n8n';
const DATABASE = 'postgres';

/** A PostgreSQL server on the loopback, with a data folder of its own. */
export class Postgres {
	private constructor(
		private readonly folder: string,
		readonly service: Service,
		private readonly port: number,
	) {}

	/** @param logFile where it writes what it has to say */
	static async start(logFile: string): Promise<Postgres> {
		const user = await postgresUser();
		const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
		if (user) chownSync(folder, user.uid, user.gid);
		const data = join(folder, 'data');
		const initialize = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-sync'];
		await run(programOf('initdb'), initialize, { cwd: '/', user });
		const port = await freePort();
		const settings = {
			listen_addresses: '127.0.0.1',
			port,
			unix_socket_directories: folder,
			fsync: 'off',
		};
		const service = new Service({
			program: programOf('postgres'),
			args: [
				'-D',
				data,
				...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
			],
			user,
			logFile,
			// It ends the sessions of its clients, and then itself.
			stopSignal: 'SIGINT',
			isReady: async () => (await postgres.program('psql', ['-c', 'select 1'], true)).code === 0,
		});
		const postgres: Postgres = new Postgres(folder, service, port);
		await service.start();
		return postgres;
	}

	/** The settings by which n8n finds it. */
	get environment(): Record<string, string> {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(this.port),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: USER,
			DB_POSTGRESDB_PASSWORD: 'none is needed',
		};
	}

	/** A credential of n8n's own nodes for it. */
	async credential(client: N8nClient): Promise<CredentialRef> {
		return await client.createCredential('PostgreSQL', 'postgres', {
			host: '127.0.0.1',
			port: this.port,
			database: DATABASE,
			user: USER,
			password: 'none is needed',
			ssl: 'disable',
			allowUnauthorizedCerts: false,
			sshTunnel: false,
			maxConnections: 10,
			// 2.8 requires it; it is n8n's own field of every credential.
			allowedHttpRequestDomains: 'all',
		});
	}

	/** The rows of a query, one a line, as text. */
	async rows(query: string): Promise<string[]> {
		const { stdout } = await this.program('psql', ['-At', '-c', query]);
		return stdout.split('\n').filter((line) => line !== '');
	}

	/** Everything in the database as SQL text. */
	async dump(): Promise<string> {
		return (await this.program('pg_dump', [])).stdout;
	}

	async close(): Promise<void> {
		await this.service.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}

	private async program(name: string, args: string[], anyExit = false) {
		const where = ['-h', '127.0.0.1', '-p', String(this.port), '-U', USER, '-d', DATABASE];
		return await run(programOf(name), [...where, ...args], { cwd: '/', anyExit });
	}
}
