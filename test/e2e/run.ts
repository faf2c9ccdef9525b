/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- starts processes of the test machine, no node */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Progress } from './progress';

export interface RunOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	progress?: Progress;
	/** After so many milliseconds the process is ended and the run has failed. */
	timeout?: number;
	/** Give the outcome back whatever the exit code is. */
	anyExit?: boolean;
	/** The user that the program runs as, where that is another. */
	user?: { uid: number; gid: number };
}

export interface Outcome {
	code: number | null;
	stdout: string;
	stderr: string;
}

const running = new Set<ChildProcess>();

// Whoever ends this process ends what it has started, too, and what that has started in turn: an npm
// that went on alone would write into a folder that the next install starts again.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		for (const { pid } of running) if (pid) process.kill(-pid, 'SIGKILL');
		process.kill(process.pid, signal);
	});
}

/** Runs a program to its end; its output is kept, and shown only when it failed. */
export async function run(
	program: string,
	args: string[],
	{ cwd, env = process.env, progress, timeout, anyExit, user }: RunOptions,
): Promise<Outcome> {
	progress?.start();
	const outcome = await new Promise<Outcome>((resolve, reject) => {
		const child = spawn(program, args, {
			...user,
			cwd,
			env,
			timeout,
			// A process group of its own.
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		running.add(child);
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
		child.on('error', reject);
		child.on('close', (code) => {
			running.delete(child);
			resolve({ code, stdout, stderr });
		});
	});
	progress?.stop(outcome.code === 0 ? 'done' : `ended with code ${outcome.code}`);
	if (outcome.code !== 0 && !anyExit) {
		const tail = `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-30).join('\n');
		throw new Error(`${program} ${args.join(' ')} ended with code ${outcome.code}:\n${tail}`);
	}
	return outcome;
}
