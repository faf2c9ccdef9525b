/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- a Node program, not a node */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Starts the command line in one process: the `tsx` command has a second one, which kills a program
 * that takes longer than a few hundredths of a second to hear a signal.
 */
function start(...given: string[]) {
	const program = ['--import', 'tsx', join(__dirname, 'cli.ts')];
	const child = spawn(process.execPath, [...program, ...given]);
	let printed = '';
	child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
	const says = async (pattern: RegExp) =>
		await new Promise<RegExpExecArray>((resolve, reject) => {
			const look = () => {
				const found = pattern.exec(printed);
				if (found) resolve(found);
			};
			child.stdout.on('data', look);
			void ended.then(() => reject(new Error(`Ended without ${String(pattern)}: ${printed}`)));
			look();
		});
	return { child, ended, says, printed: () => printed };
}

it('prints addresses, a working pair and a line a request, and ends when told to', async () => {
	const { child, ended, says } = start('--port', '0', '--ready-after', '0', '--seed', 'cli');
	const [, url] = await says(/Base URL +(\S+)/);
	const [, id] = await says(/Client ID +(\S+)/);
	const [, secret] = await says(/Client Secret +(\S+)\n/);
	await says(/curl .*\/auth\/v1\/token/);
	const answer = await fetch(`${url}/auth/v1/token`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({
			grant_type: 'client_credentials',
			client_id: id,
			client_secret: secret,
		}),
	});
	expect(answer.status).toBe(200);
	await says(/api +200 +POST \/auth\/v1\/token/);
	child.kill('SIGTERM');
	expect(await ended).toBe(0);
});

it.each([[['--what']], [['--port', 'x']], [['more']]])(
	'refuses %j with its usage',
	async (given) => {
		const { ended, printed } = start(...given);
		expect(await ended).toBe(2);
		expect(printed()).toContain('Usage:');
	},
);
