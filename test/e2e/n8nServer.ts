/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs a real n8n, is no node */
import { appendFileSync } from 'node:fs';
import { N8nProcess, READY_WITHIN_MS, type ProcessOptions } from './n8nProcess';
import { freePort } from './ports';
import { run, type Outcome } from './run';

export interface ServerOptions extends ProcessOptions {
	preferredPort?: number;
}

/** A real n8n on the loopback; where it has workers, their main process. */
export class N8nServer extends N8nProcess {
	private constructor(
		options: ServerOptions,
		readonly port: number,
		brokerPort: number,
	) {
		super(options, 'start', brokerPort);
	}

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
	protected async isReady(): Promise<boolean> {
		const answer = await fetch(`${this.url}/rest/settings`).then(
			async (response) => await response.text(),
			() => '',
		);
		return answer.startsWith('{"data":');
	}

	protected override environment(brokerPort: number): NodeJS.ProcessEnv {
		return {
			N8N_PORT: String(this.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_PROTOCOL: 'http',
			N8N_SECURE_COOKIE: 'false',
			...super.environment(brokerPort),
		};
	}
}
