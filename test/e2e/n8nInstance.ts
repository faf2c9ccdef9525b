/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../simulator';
import { Calendar } from './calendar/calendar';
import { ensureN8n, type Runtime } from './installN8n';
import { N8nClient, type Execution, type Item } from './n8nClient';
import { filesFolder } from './n8nFiles';
import { N8nServer } from './n8nServer';
import { npmThatKnows, PACKAGE, packPackage } from './packPackage';
import type { Release } from './releases';
import { DT_CREDENTIAL, type CredentialRef } from './workflows';

/** Who signs in. */
export const OWNER = { email: 'owner@example.com', password: 'Passw0rd1' };

/** Everything one run of the end-to-end tests stands on: a simulator, a real n8n with the packed package, a client. */
export class N8nInstance {
	/** Secrets that were ever in use, besides the simulator's current one. */
	readonly secrets = new Set<string>();

	/** Tokens that a workflow requested by name, so that they stand in its stored execution by right. */
	readonly tokensAskedFor = new Set<string>();

	private credentials = 0;

	private constructor(
		readonly folder: string,
		readonly runtime: Runtime,
		readonly simulator: Simulator,
		readonly server: N8nServer,
		readonly client: N8nClient,
		private readonly moved: Calendar | undefined,
	) {}

	/**
	 * @param settings further environment of n8n, given the instance's folder
	 * @param start ISO 8601; with it n8n and the simulator share a calendar that begins then and can be moved
	 */
	static async open(
		release: Release,
		settings: (folder: string) => Record<string, string> = () => ({}),
		start?: string,
	): Promise<N8nInstance> {
		const runtime = await ensureN8n(release);
		const folder = mkdtempSync(join(tmpdir(), `n8n-${release.version}-`));
		const calendar = start === undefined ? undefined : new Calendar(folder, start);
		const userFolder = join(folder, 'user');
		mkdirSync(userFolder);
		const programs = npmThatKnows(await packPackage(folder), folder);
		const simulator = await startSimulator({
			dailyQuota: 100_000,
			...(calendar && { now: calendar.now }),
		});
		const env = {
			N8N_LOG_LEVEL: 'debug',
			N8N_RESTRICT_FILE_ACCESS_TO: filesFolder(folder),
			...calendar?.environment,
			...settings(folder),
		};
		const server = await N8nServer.start({ runtime, userFolder, programs, env }).catch(
			async (error) => {
				// Left open, it keeps the run from ending.
				await simulator.close();
				throw error;
			},
		);
		const client = new N8nClient(server.url);
		await client.setUp(OWNER);
		await client.installPackage(PACKAGE.name, PACKAGE.version);
		return new N8nInstance(folder, runtime, simulator, server, client, calendar);
	}

	/** The calendar of n8n and the simulator, where the instance was opened with one. */
	get calendar(): Calendar {
		if (!this.moved) throw new Error('this n8n goes by the real clock');
		return this.moved;
	}

	async close(): Promise<void> {
		await this.server.stop();
		await this.simulator.close();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** A new credential with the simulator's keys, or with other values. */
	async credential(changes: Record<string, unknown> = {}): Promise<CredentialRef> {
		this.credentials += 1;
		const { clientId, clientSecret, apiUrl: baseUrl } = this.simulator;
		const data = {
			clientId,
			clientSecret,
			baseUrl,
			// 2.8 requires it; it is n8n's own field of every credential.
			allowedHttpRequestDomains: 'all',
			...changes,
		};
		if (data.clientSecret) this.secrets.add(String(data.clientSecret));
		return await this.client.createCredential(
			`DT Reporting ${this.credentials}`,
			DT_CREDENTIAL,
			data,
		);
	}

	/** New keys at DT: the old ones, and with them every token and every result kept of them, are of no use. */
	newKeys(): void {
		this.secrets.add(this.simulator.clientSecret);
		this.simulator.setKeys(randomBytes(16).toString('hex'), randomBytes(256).toString('base64url'));
		this.secrets.add(this.simulator.clientSecret);
	}

	/** What the simulator counts from now on. */
	counter(): () => { tokens: number; reports: number; refused: number } {
		const { simulator } = this;
		const now = () => ({
			tokens: simulator.count('token'),
			reports: simulator.reports.length,
			refused: simulator.count('report', 401),
		});
		const before = now();
		return () => {
			const after = now();
			return {
				tokens: after.tokens - before.tokens,
				reports: after.reports - before.reports,
				refused: after.refused - before.refused,
			};
		};
	}
}

/** The items a node gave on one of its outputs in its last run. */
export function itemsOf(execution: Execution, node = 'DT Reporting', output = 0): Item[] {
	const runs = execution.data.resultData.runData[node] ?? [];
	return runs.at(-1)?.data?.main?.[output] ?? [];
}

/** Fails with n8n's own words when an execution did not succeed. */
export function expectSuccess(execution: Execution): void {
	const { error } = execution.data.resultData;
	expect({
		status: execution.status,
		message: error?.message,
		description: error?.description,
	}).toEqual({ status: 'success', message: undefined, description: undefined });
}
