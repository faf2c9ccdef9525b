import { N8nProcess, type ProcessOptions } from '../n8nProcess';
import { freePort } from '../ports';

/** A worker of a real n8n in queue mode. */
export class N8nWorker extends N8nProcess {
	private constructor(
		options: ProcessOptions,
		private readonly healthPort: number,
		brokerPort: number,
	) {
		super(options, 'worker', brokerPort);
	}

	/** Starts a worker and comes back when it takes executions. */
	static async start(options: ProcessOptions): Promise<N8nWorker> {
		const worker = new N8nWorker(options, await freePort(), await freePort());
		await worker.start();
		return worker;
	}

	/** Whether it has run this execution, or begun to. */
	hasStarted(executionId: string): boolean {
		return this.log.includes(`Worker started execution ${executionId} `);
	}

	protected async isReady(): Promise<boolean> {
		const url = `http://127.0.0.1:${this.healthPort}/healthz/readiness`;
		return await fetch(url).then(
			({ ok }) => ok,
			() => false,
		);
	}

	protected override environment(brokerPort: number): NodeJS.ProcessEnv {
		return {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(this.healthPort),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			// A worker has no editor to install a package with: it installs what the database names.
			N8N_REINSTALL_MISSING_PACKAGES: 'true',
			...super.environment(brokerPort),
		};
	}
}
