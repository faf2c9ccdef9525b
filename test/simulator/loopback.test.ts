/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a Node program, not a node */
import { networkInterfaces } from 'node:os';

import { startSimulator } from './index';
import { listenOn } from './loopback';

const hasIPv6 = Object.values(networkInterfaces())
	.flat()
	.some((address) => address?.address === '::1');

it('serves files at every address that localhost stands for', async () => {
	const dt = await startSimulator();
	const { port } = new URL(dt.fileUrl);
	for (const host of ['localhost', '127.0.0.1', ...(hasIPv6 ? ['[::1]'] : [])])
		expect((await fetch(`http://${host}:${port}/`)).status).toBe(403);
	await dt.close();
	await expect(fetch(dt.fileUrl)).rejects.toThrow();
});

it('says so when a port that was requested is taken, and leaves nothing open', async () => {
	const dt = await startSimulator();
	const taken = Number(new URL(dt.fileUrl).port);
	await expect(startSimulator({ filePort: taken })).rejects.toThrow('EADDRINUSE');
	await dt.close();
});

it('does without an address that this machine has not', async () => {
	const listener = await listenOn(['127.0.0.1', '192.0.2.1'], 0, (_, response) =>
		response.end('x'),
	);
	expect(await (await fetch(`http://127.0.0.1:${listener.port}`)).text()).toBe('x');
	await listener.close();
});
