/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a Node program, not a node */
import type { ServerResponse } from 'node:http';

import { sleep } from '../support/waiting';
import type { Reply } from './exchange';
import type { BrokenEnd, Fault } from './faults';

const BROKEN_ENDS: ReadonlySet<unknown> = new Set<BrokenEnd>([
	'truncate',
	'resetInHeaders',
	'resetAfterHeaders',
	'resetInBody',
	'stall',
	'trickle',
	'endless',
]);

export const isBrokenEnd = (action: Fault['action']): action is BrokenEnd =>
	BROKEN_ENDS.has(action);

/** What was written gets so long to arrive before the connection is reset. */
const ARRIVAL_MS = 15;
const BETWEEN_BYTES_MS = 40;
const BLOCK = Buffer.alloc(65_536, 'x');

/** Begins an answer, and ends it in the way that a fault wants, or never. */
export async function breakOff(
	response: ServerResponse,
	{ status, headers }: Reply,
	body: Buffer,
	end: BrokenEnd,
): Promise<void> {
	const { socket } = response;
	const reset = async () => {
		await sleep(ARRIVAL_MS);
		socket?.resetAndDestroy();
	};
	if (end === 'resetInHeaders') {
		socket?.write('HTTP/1.1 200 OK\r\nContent-Ty');
		return await reset();
	}
	const hasEnd = end !== 'endless' && end !== 'trickle';
	const length = hasEnd ? { 'Content-Length': String(Math.max(body.length, 2)) } : {};
	response.writeHead(status, { ...headers, ...length });
	response.flushHeaders();
	if (end === 'resetAfterHeaders') return await reset();
	if (end === 'endless') return pourOut(response);
	response.write(body.subarray(0, Math.floor(body.length / 2)));
	if (end === 'resetInBody') return await reset();
	if (end === 'truncate') {
		await new Promise<void>((resolve) => socket?.end(() => resolve()));
		response.destroy();
	}
	if (end === 'trickle') trickle(response);
}

/** One byte now and then. */
function trickle(response: ServerResponse): void {
	const timer = setInterval(() => response.write('\n'), BETWEEN_BYTES_MS);
	response.once('close', () => clearInterval(timer));
}

function pourOut(response: ServerResponse): void {
	while (!response.destroyed && response.write(BLOCK));
	if (!response.destroyed) response.once('drain', () => pourOut(response));
}
