/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a Node program, not a node */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { s3Error } from '../support/s3Error';
import type { Fault, FaultBody, RequestKind } from './faults';
import { breakOff, isBrokenEnd } from './wire';

/** One request and the answer to it, on either host. */
export interface Exchange {
	kind: RequestKind;
	method: string;
	url: URL;
	headers: Record<string, string>;
	body: string;
	/** Set when the request made, or fetched, a report. */
	reportId?: string;
}

/** A response; the body may be lines, so that a large file is never held in memory. */
export interface Reply {
	status: number;
	headers?: Record<string, string>;
	body: string | Buffer | Iterable<string>;
	/** Set when the request made, or fetched, a report. */
	reportId?: string;
}

export const json = (
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): Reply => ({
	status,
	headers: { 'Content-Type': 'application/json', ...headers },
	body: JSON.stringify(body),
});

/** A response of the file host in S3's XML. */
export const xml = (status: number, code: string, message: string): Reply => ({
	status,
	headers: { 'Content-Type': 'application/xml' },
	body: s3Error(code, message),
});

export async function readBody(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

/** The response that a fault puts in the place of DT's own. */
export function scriptedReply({ status = 200, headers, body = '' }: Fault, to: Exchange): Reply {
	const made = typeof body === 'function' ? (body as (exchange: Exchange) => FaultBody)(to) : body;
	if (typeof made === 'string' || Buffer.isBuffer(made)) return { status, headers, body: made };
	return json(status, made, headers);
}

/** Sends a response, in the way that a fault wants it. */
export async function send(
	response: ServerResponse,
	reply: Reply,
	action?: Fault['action'],
): Promise<void> {
	const isLines = typeof reply.body !== 'string' && !Buffer.isBuffer(reply.body);
	const whole = isLines && action === undefined ? undefined : bytesOf(reply);
	const length: Record<string, string> = whole ? { 'Content-Length': String(whole.length) } : {};
	if (whole && isBrokenEnd(action)) return await breakOff(response, reply, whole, action);
	response.writeHead(reply.status, { ...reply.headers, ...length });
	if (action === 'slow' && whole) {
		for (let index = 0; index < whole.length && !response.destroyed; index += 5) {
			response.write(whole.subarray(index, index + 5));
			await nextTurn();
		}
		response.end();
	} else if (whole) {
		response.end(whole);
	} else {
		await sendLines(response, reply.body as Iterable<string>);
	}
}

export function bytesOf({ body }: Pick<Reply, 'body'>): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : [...body].join(''));
}

/** Lines in pieces of some size, as fast as the other side takes them. */
async function sendLines(response: ServerResponse, lines: Iterable<string>): Promise<void> {
	await pipeline(Readable.from(inPieces(lines)), response).catch(() => response.destroy());
}

function* inPieces(lines: Iterable<string>): Generator<string> {
	let piece = '';
	for (const line of lines) {
		piece += line;
		if (piece.length > 65_536) {
			yield piece;
			piece = '';
		}
	}
	yield piece;
}
