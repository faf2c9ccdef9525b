/* eslint-disable @n8n/community-nodes/no-restricted-imports -- asks the system for free ports, no node */
import { createServer } from 'node:net';

/** A free port on the loopback, the preferred one where it is free. */
export async function freePort(preferred = 0): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error) => (preferred ? resolve(freePort()) : reject(error)));
		server.listen(preferred, '127.0.0.1', () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});
}
