/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports -- runs a server for the tests, no node */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { eventually } from '../../support/waiting';

const READY_WITHIN_MS = 30_000;

export interface ServiceOptions {
	program: string;
	args: string[];
	/** The user it runs as, where that is another. */
	user?: { uid: number; gid: number };
	logFile: string;
	/** The signal that ends it in good order. */
	stopSignal: NodeJS.Signals;
	isReady: () => Promise<boolean>;
}

/** A server beside n8n, with a data folder of its own, that can be stopped and started again. */
export class Service {
	private child?: ChildProcess;

	constructor(private readonly options: ServiceOptions) {}

	/** Starts the server and comes back when it can be used. */
	async start(): Promise<void> {
		const { program, args, user, logFile, isReady } = this.options;
		const child = spawn(program, args, { ...user, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
		this.child = child;
		const log = createWriteStream(logFile, { flags: 'a' });
		child.stdout.pipe(log, { end: false });
		child.stderr.pipe(log, { end: false });
		child.once('close', () => log.end());
		const started = async () => {
			if (!this.isRunning) throw new Error(`${program} ended at once, see ${logFile}`);
			return (await isReady()) || undefined;
		};
		await eventually(started, READY_WITHIN_MS, `${program} to start, see ${logFile}`);
	}

	/** Ends the server in good order; what it has stored stays for the next start. */
	async stop(): Promise<void> {
		const { child } = this;
		if (!child || !this.isRunning) return;
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		child.kill(this.options.stopSignal);
		await ended;
	}

	private get isRunning(): boolean {
		const { child } = this;
		return child !== undefined && child.exitCode === null && child.signalCode === null;
	}
}
