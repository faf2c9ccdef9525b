/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- servers of the tests, no node */
import dns from 'node:dns';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import tls, { createServer as createTlsServer } from 'node:tls';

import { CERTIFICATE, CERTIFICATE_KEY } from './certificate';
import type { Place } from './faults';

const listening = async (server: Server): Promise<number> => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
};

/** A TLS front of a server on this machine, and a port that nobody listens on. */
export class Places {
	private target = 0;

	private constructor(
		private readonly front: Server,
		private readonly frontPort: number,
		private readonly closedPort: number,
	) {}

	static async open(): Promise<Places> {
		const places: { made?: Places } = {};
		const front = createTlsServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (socket) => {
			pass(socket, connect(places.made?.target ?? 0, '127.0.0.1'));
		});
		front.on('tlsClientError', () => {});
		const closed = createServer();
		const closedPort = await listening(closed);
		await new Promise((resolve) => closed.close(resolve));
		places.made = new Places(front, await listening(front), closedPort);
		return places.made;
	}

	/** The https address of a server on this machine. */
	secure(url: string): string {
		this.target = Number(new URL(url).port);
		return `https://localhost:${this.frontPort}`;
	}

	/** An address at which a connection fails. */
	origin(place: Place, url: string): string {
		const { port } = new URL(url);
		if (place === 'refused') return `http://127.0.0.1:${this.closedPort}`;
		if (place === 'unknownHost') return `http://localhost:${port}`;
		return place === 'untrusted' ? this.secure(url) : `https://127.0.0.1:${port}`;
	}

	async close(): Promise<void> {
		await new Promise((resolve) => this.front.close(resolve));
	}
}

function pass(outside: Socket, inside: Socket): void {
	outside.pipe(inside).pipe(outside);
	for (const socket of [outside, inside]) {
		socket.on('error', () => {
			outside.destroy();
			inside.destroy();
		});
	}
}

/** No name is known until what is returned is called. */
export function forgetNames(): () => void {
	const spy = jest.spyOn(dns, 'lookup').mockImplementation(((
		name: string,
		...others: unknown[]
	) => {
		const failure = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
			code: 'ENOTFOUND',
			syscall: 'getaddrinfo',
			hostname: name,
		});
		process.nextTick(others.at(-1) as (error: Error) => void, failure);
	}) as typeof dns.lookup);
	return () => spy.mockRestore();
}

/** Any certificate is trusted until what is returned is called. */
export function trustAll(): () => void {
	const { connect: original } = tls;
	const spy = jest
		.spyOn(tls, 'connect')
		.mockImplementation(((options: object, ...others: []) =>
			original({ ...options, rejectUnauthorized: false }, ...others)) as typeof tls.connect);
	return () => spy.mockRestore();
}
