/* eslint-disable @n8n/community-nodes/no-restricted-imports -- watches sockets, is no node */
import { Socket } from 'node:net';

/** Every address that this process connects to while it is watched: `host:port`. */
export function watchConnections(): { to: string[]; stop: () => void } {
	const to: string[] = [];
	const { connect } = Socket.prototype;
	const spy = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (
		this: Socket,
		...given: unknown[]
	) {
		const [first] = given.flat() as Array<{ host?: string; port?: number }>;
		to.push(`${first.host ?? 'localhost'}:${first.port}`);
		return (connect as (...all: unknown[]) => Socket).apply(this, given);
	});
	return { to, stop: () => spy.mockRestore() };
}
