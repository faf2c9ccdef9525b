/* eslint-disable @n8n/community-nodes/no-restricted-imports -- serves files, is no node */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves one file as a report's file host does, parts of it too, as fast as it is read. */
export async function serveFile(file: string): Promise<{ url: string; close: () => void }> {
	const { size } = statSync(file);
	const server = createServer((request, response) => {
		const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
		const part = start > 0 ? { 'Content-Range': `bytes ${start}-${size - 1}/${size}` } : {};
		response.writeHead(start > 0 ? 206 : 200, {
			'Content-Type': 'text/csv',
			'Content-Length': size - start,
			ETag: `"${size}"`,
			...part,
		});
		const stream = createReadStream(file, { start, highWaterMark: 256 * 1024 });
		stream.pipe(response);
		response.once('close', () => stream.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/report.csv?X-Amz-Signature=bench`,
		close: () => server.close().closeAllConnections(),
	};
}
