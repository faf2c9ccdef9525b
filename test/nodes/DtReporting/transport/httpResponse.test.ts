/* eslint-disable @n8n/community-nodes/no-restricted-imports -- plays a response for a test, no node */
import { Readable } from 'node:stream';

import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import {
	parseThrown,
	sendRequest,
	type HttpResponse,
} from '../../../../nodes/DtReporting/transport/httpResponse';
import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import { toHookError } from '../../../../nodes/DtReporting/errors/credentialError';

const node = { name: 'DT Reporting', type: 'x', typeVersion: 1 } as INode;
const httpError = (status: number, data: unknown) =>
	Object.assign(new Error(`Request failed with status code ${status}`), {
		code: 'ERR_BAD_REQUEST',
		response: { status, headers: { 'Retry-After': 7 }, data },
	});
const coded = (code: string, extra: object = {}) =>
	Object.assign(new Error(code), { code, ...extra });
/** In production n8n's helpers throw a NodeApiError around what the HTTP client threw. */
const wrapped = (error: Error) => new NodeApiError(node, error as unknown as JsonObject);

describe.each([
	['raw', (error: Error) => error],
	['wrapped by n8n', wrapped],
])('an error that is %s', (_, shape) => {
	it('gives the response that it was thrown for', () => {
		expect(parseThrown(shape(httpError(400, '{"error":"invalid_client"}')))).toEqual({
			status: 400,
			headers: { 'retry-after': '7' },
			body: '{"error":"invalid_client"}',
		});
	});

	it('takes bodies that the HTTP client has parsed or not decoded', () => {
		expect(parseThrown(shape(httpError(400, { error: 'x' })))).toMatchObject({
			body: '{"error":"x"}',
		});
		expect(parseThrown(shape(httpError(400, Buffer.from('x'))))).toMatchObject({ body: 'x' });
		expect(parseThrown(shape(httpError(400, undefined)))).toMatchObject({ body: '' });
	});

	it.each([
		['ECONNREFUSED', {}, 'unreached'],
		['ENOTFOUND', {}, 'unreached'],
		['CERT_HAS_EXPIRED', {}, 'unreached'],
		['ETIMEDOUT', { syscall: 'connect' }, 'unreached'],
		['ETIMEDOUT', {}, 'timeout'],
		['EHOSTUNREACH', { syscall: 'connect' }, 'unreached'],
		['EHOSTUNREACH', { syscall: 'read' }, 'lost'],
		['ENETDOWN', { syscall: 'write' }, 'lost'],
		['ETIMEDOUT', { syscall: 'read' }, 'timeout'],
		['ECONNRESET', {}, 'lost'],
		['EPIPE', {}, 'lost'],
		['ERR_CANCELED', {}, 'cancelled'],
	])('tells %s %j as %s', (code, extra, expected) => {
		expect(parseThrown(shape(coded(code, extra)))).toMatchObject({ kind: expected });
	});

	it('tells a time-out of the HTTP client', () => {
		const error = Object.assign(new Error('timeout of 30000ms exceeded'), { code: 'ECONNABORTED' });
		expect(parseThrown(shape(error))).toMatchObject({ kind: 'timeout' });
	});

	const timeOut = (request?: object) =>
		Object.assign(new Error('timeout of 30000ms exceeded'), { code: 'ECONNABORTED', request });
	const withCause = (error: Error, cause: Error) => Object.assign(error, { cause });
	const tried = (...syscalls: string[]) =>
		Object.assign(new AggregateError(syscalls.map((syscall) => coded('ETIMEDOUT', { syscall }))), {
			code: 'ETIMEDOUT',
		});

	it.each([
		['no socket yet', { socket: null }],
		['data that waits for a connection', { socket: { _pendingData: 'POST …' } }],
		['a handshake under way', { socket: { _pendingData: null, secureConnecting: true } }],
		[
			'all that within a redirecting request',
			{ _currentRequest: { socket: { _pendingData: {} } } },
		],
	])('knows by the socket that nothing was sent: %s', (_, request) => {
		for (const error of [timeOut(request), withCause(coded('ECONNABORTED'), timeOut(request))]) {
			expect(parseThrown(shape(error))).toEqual({
				kind: 'unreached',
				reason: 'connect time-out',
			});
		}
		const reset = coded('ECONNRESET', { request });
		expect(parseThrown(shape(reset))).toEqual({ kind: 'unreached', reason: 'ECONNRESET' });
	});

	it.each([
		['a socket whose data is gone', { socket: { _pendingData: null, secureConnecting: false } }],
		['a redirecting request’s', { _currentRequest: { socket: { _pendingData: null } } }],
		['a socket that says nothing', { socket: {} }],
		['no socket to look at', {}],
	])('takes a time-out for a sent request with %s', (_, request) => {
		expect(parseThrown(shape(timeOut(request)))).toMatchObject({ kind: 'timeout' });
	});

	it('knows that none of several addresses was reached', () => {
		for (const error of [
			tried('connect', 'connect'),
			withCause(coded('ETIMEDOUT'), tried('connect')),
		]) {
			expect(parseThrown(shape(error))).toEqual({ kind: 'unreached', reason: 'ETIMEDOUT' });
		}
		const uncoded = new AggregateError([coded('ETIMEDOUT', { syscall: 'connect' })]);
		expect(parseThrown(shape(uncoded))).toMatchObject({ kind: 'unreached' });
		expect(parseThrown(shape(tried('connect', 'read')))).toMatchObject({ kind: 'timeout' });
		expect(parseThrown(shape(tried()))).toMatchObject({ kind: 'timeout' });
	});

	it('finds the typed error of the credential’s hook', () => {
		const typed = new DtError('invalid_client', { httpStatus: 400 });
		expect(parseThrown(shape(typed))).toBe(typed);
	});
});

/** Up to n8n 2.33 an error of n8n keeps nothing of its cause but the code and the words. */
it.each([
	['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9', 'unreached'],
	['ECONNRESET', 'socket hang up', 'lost'],
	['ECONNABORTED', 'timeout of 30000ms exceeded', 'timeout'],
	['ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:443', 'unreached'],
	['ETIMEDOUT', 'read ETIMEDOUT', 'timeout'],
])('reads %s from an error that has lost its cause', (code, words, kind) => {
	const error = wrapped(Object.assign(new Error(words), { code }));
	Object.defineProperty(error, 'cause', { value: undefined });
	expect(parseThrown(error)).toMatchObject({ kind });
});

it('finds the typed error that the hook throws, with and without a cause', () => {
	const typed = new DtError('invalid_client', { httpStatus: 400 });
	const thrown = toHookError(typed) as Error;
	expect(thrown).toBeInstanceOf(NodeApiError);
	expect(thrown.message).toBe(typed.message);
	expect(JSON.stringify(thrown)).not.toContain('dtCode');
	expect(parseThrown(wrapped(thrown))).toBe(typed);
	for (const name of ['status', 'response', 'code']) expect(thrown).not.toHaveProperty(name);
});

it('does not read a refusal of n8n itself as a matter of the wire', () => {
	expect(parseThrown(new NodeOperationError(node, 'No credentials set'))).toBeUndefined();
	expect(parseThrown(new TypeError('x is not a function'))).toBeUndefined();
});

describe('a response', () => {
	const MB = 1024 * 1024;

	const respond = async (statusCode: number, bytes: number, mostBytes: number) =>
		await sendRequest(
			async () => ({
				statusCode,
				headers: { 'Retry-After': 7 },
				body: Readable.from([Buffer.alloc(bytes, 'a')]),
			}),
			{ timeoutMs: 1_000, mostBytes },
		);

	it.each([200, 299])('under %i is read as far as the caller wants', async (status) => {
		const headers = { 'retry-after': '7' };
		const body = 'a'.repeat(2 * MB);
		expect(await respond(status, 2 * MB, 2 * MB)).toEqual({ status, headers, body });
		const cut = { status, headers, body: 'aaa', isCutOff: true };
		expect(await respond(status, 4, 3)).toEqual(cut);
	});

	it.each([199, 300, 404])('under %i is read as far as a refusal speaks', async (status) => {
		const { body, isCutOff } = (await respond(status, MB + 1, 2 * MB)) as HttpResponse;
		expect(body).toHaveLength(MB);
		expect(isCutOff).toBe(true);
		expect(await respond(status, MB, 2 * MB)).not.toHaveProperty('isCutOff');
		expect(await respond(status, 4, 3)).toMatchObject({ body: 'aaa', isCutOff: true });
	});
});
