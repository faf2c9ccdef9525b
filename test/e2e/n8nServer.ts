/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs a real n8n, is no node */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sleep } from '../support/waiting';
import { withNode, type Runtime } from './installN8n';
import { freePort } from './ports';
import { run, type Outcome } from './run';

const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 20_000;

/** Only the end-to-end tests' own data is ever encrypted with it. */
const ENCRYPTION_KEY = 'for the end-to-end tests only';

export interface ServerOptions {
	runtime: Runtime;
	/** n8n keeps everything it has in `<userFolder>/.n8n`; SQLite among it. */
	userFolder: string;
	preferredPort?: number;
	/** A folder of programs that n8n is to find before all others. */
	programs?: string;
	env?: Record<string, string>;
}

/** A real n8n on the loopback, with its own user folder, that can be stopped and started again. */
export class N8nServer {
	private child?: ChildProcess;

	private constructor(
		private readonly options: ServerOptions,
		readonly port: number,
		private readonly brokerPort: number,
	) {}

	/** Starts n8n and comes back when its REST API answers. */
	static async start(options: ServerOptions): Promise<N8nServer> {
		const port = await freePort(options.preferredPort);
		const server = new N8nServer(options, port, await freePort());
		await server.start();
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** The n8n process. */
	get pid(): number {
		return this.child?.pid ?? NaN;
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

	async start(): Promise<void> {
		const { runtime } = this.options;
		const child = spawn(runtime.node, [runtime.bin, 'start'], {
			cwd: this.userFolder,
			env: this.environment(this.brokerPort),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.child = child;
		const log = createWriteStream(this.logFile, { flags: 'a' });
		child.stdout.pipe(log, { end: false });
		child.stderr.pipe(log, { end: false });
		child.once('close', () => log.end());
		await this.ready(child);
	}

	/** Asks n8n to end, and ends it by its pid when it does not. */
	async stop(): Promise<void> {
		const { child } = this;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		child.kill('SIGTERM');
		const patience = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
		await ended;
		clearTimeout(patience);
	}

	/** Ends n8n as a power cut would: at once, with whatever it had in mind. `start` works afterwards. */
	async kill(): Promise<void> {
		const { child } = this;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		child.kill('SIGKILL');
		await ended;
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** Runs an n8n command on the same user folder, beside the server: a broker port of its own, output as it comes. */
	async cli(...args: string[]): Promise<Outcome> {
		const { runtime } = this.options;
		const outcome = await run(runtime.node, [runtime.bin, ...args], {
			cwd: this.userFolder,
			env: { ...this.environment(await freePort()), N8N_LOG_LEVEL: 'info' },
			timeout: READY_WITHIN_MS,
			anyExit: true,
		});
		appendFileSync(this.logFile, `${outcome.stdout}${outcome.stderr}`);
		return outcome;
	}

	/** While n8n starts it answers every path with 200: only the settings tell that the REST API is there. */
	private async ready(child: ChildProcess): Promise<void> {
		const until = Date.now() + READY_WITHIN_MS;
		while (Date.now() < until) {
			if (child.exitCode !== null || child.signalCode !== null) break;
			const answer = await fetch(`${this.url}/rest/settings`).then(
				async (response) => await response.text(),
				() => '',
			);
			if (answer.startsWith('{"data":')) return;
			await sleep(200);
		}
		await this.stop();
		const tail = this.log.split('\n').slice(-30).join('\n');
		throw new Error(`n8n ${this.options.runtime.release.version} did not start:\n${tail}`);
	}

	private environment(brokerPort: number): NodeJS.ProcessEnv {
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
			N8N_PORT: String(this.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_PROTOCOL: 'http',
			N8N_SECURE_COOKIE: 'false',
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
