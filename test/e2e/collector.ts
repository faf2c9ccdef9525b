/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server for the tests, no node */
import { createServer } from 'node:http';

/** What a workflow has posted. */
export interface Post<T> {
	/** Epoch milliseconds of the collector's clock. */
	at: number;
	body: T;
}

/**
 * A server of the test's own that workflows post to: what they have really received is what has arrived
 * here.
 */
export interface Collector {
	url: string;
	/** Everything that was posted to a path, in the order of its arrival: JSON parsed, anything else as text. */
	posted<T>(path: string): Array<Post<T>>;
	close(): Promise<void>;
}

/** @param now the clock, epoch milliseconds */
export async function startCollector(now: () => number): Promise<Collector> {
	const posts: Array<Post<unknown> & { path: string }> = [];
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (text += chunk));
		request.on('end', () => {
			const isJson = request.headers['content-type']?.startsWith('application/json');
			const body: unknown = isJson ? JSON.parse(text) : text;
			posts.push({ path: request.url ?? '', at: now(), body });
			response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}`,
		posted: <T>(path: string) => posts.filter((post) => post.path === path) as Array<Post<T>>,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
