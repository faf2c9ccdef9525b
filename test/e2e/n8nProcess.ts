/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs a real n8n, is no node */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sleep } from '../support/waiting';
import { withNode, type Runtime } from './installN8n';

export const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 20_000;

/** Only the end-to-end tests' own data is ever encrypted with it. */
const ENCRYPTION_KEY = 'for the end-to-end tests only';

export interface ProcessOptions {
	runtime: Runtime;
	/** n8n keeps everything it has in `<userFolder>/.n8n`; SQLite among it. */
	userFolder: string;
	/** A folder of programs that n8n is to find before all others. */
	programs?: string;
	env?: Record<string, string>;
}

/** A process of a real n8n with its own user folder, that can be stopped, killed and started again. */
export abstract class N8nProcess {
	private child?: ChildProcess;

	protected constructor(
		readonly options: ProcessOptions,
		/** n8n's command. */
		private readonly command: 'start' | 'worker',
		protected readonly brokerPort: number,
	) {}

	/** Whether the process that was started can be used. */
	protected abstract isReady(): Promise<boolean>;

	get pid(): number {
		return this.child?.pid ?? NaN;
	}

	get isRunning(): boolean {
		const { child } = this;
		return child !== undefined && child.exitCode === null && child.signalCode === null;
	}

	get userFolder(): string {
		return this.options.userFolder;
	}

	/** Everything n8n has written to its stdout and stderr, over all its starts and commands. */
	get logFile(): string {
		return join(this.userFolder, 'n8n.log');
	}

	get log(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	/** Starts n8n and comes back when it can be used. */
	async start(): Promise<void> {
		const { runtime } = this.options;
		const child = spawn(runtime.node, [runtime.bin, this.command], {
			cwd: this.userFolder,
			env: this.environment(this.brokerPort),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.child = child;
		const log = createWriteStream(this.logFile, { flags: 'a' });
		child.stdout.pipe(log, { end: false });
		child.stderr.pipe(log, { end: false });
		child.once('close', () => log.end());
		const until = Date.now() + READY_WITHIN_MS;
		while (Date.now() < until && this.isRunning) {
			if (await this.isReady()) return;
			await sleep(200);
		}
		await this.stop();
		const tail = this.log.split('\n').slice(-30).join('\n');
		throw new Error(`n8n ${runtime.release.version} (${this.command}) did not start:\n${tail}`);
	}

	/** Asks n8n to end, and ends it by its pid when it does not. */
	async stop(): Promise<void> {
		const patience = setTimeout(() => this.child?.kill('SIGKILL'), STOPPED_WITHIN_MS);
		await this.end('SIGTERM');
		clearTimeout(patience);
	}

	/** Ends n8n as a power cut would: at once, with whatever it had in mind. `start` works afterwards. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		const { child } = this;
		if (!child || !this.isRunning) return;
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		child.kill(signal);
		await ended;
	}

	protected environment(brokerPort: number): NodeJS.ProcessEnv {
		const { runtime, userFolder, programs, env } = this.options;
		const path = withNode(runtime.node).PATH;
		return {
			// n8n, like npm, reads settings from the environment: pass on only what a process needs.
			PATH: programs ? `${programs}${delimiter}${path}` : path,
			HOME: process.env.HOME,
			TZ: 'UTC',
			GENERIC_TIMEZONE: 'UTC',
			N8N_USER_FOLDER: userFolder,
			N8N_ENCRYPTION_KEY: ENCRYPTION_KEY,
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			N8N_DISABLED_MODULES: runtime.release.disabledModules,
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			N8N_PYTHON_ENABLED: 'false',
			...env,
		};
	}
}
