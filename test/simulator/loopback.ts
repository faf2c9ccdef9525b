/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- a Node program, not a node */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often another free port is tried when one of the addresses has it taken. */
const TRIES = 10;

/** Servers that answer alike on the same port of several addresses. */
export interface Listener {
	port: number;
	close(): Promise<void>;
}

/**
 * Listens on every one of the addresses that this machine has; the first must be there.
 *
 * @param port any free one if 0
 */
export async function listenOn(
	addresses: readonly string[],
	port: number,
	answer: RequestListener,
): Promise<Listener> {
	for (let attempt = 1; ; attempt++) {
		const servers: Server[] = [];
		const close = async () => {
			await Promise.all(servers.map(shut));
		};
		try {
			let chosen = port;
			for (const address of addresses) {
				const server = await bind(address, chosen, answer, servers.length > 0);
				if (!server) continue;
				servers.push(server);
				chosen = (server.address() as AddressInfo).port;
			}
			return { port: chosen, close };
		} catch (error) {
			await close();
			const taken = (error as { code?: string }).code === 'EADDRINUSE';
			if (!taken || port !== 0 || attempt === TRIES) throw error;
		}
	}
}

/** A listening server, or undefined where an optional address does not exist on this machine. */
async function bind(
	address: string,
	port: number,
	answer: RequestListener,
	optional: boolean,
): Promise<Server | undefined> {
	const server = createServer(answer);
	try {
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject).listen(port, address, resolve);
		});
		return server;
	} catch (error) {
		const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as { code: string }).code);
		if (optional && absent) return undefined;
		throw error;
	}
}

async function shut(server: Server): Promise<void> {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
}
