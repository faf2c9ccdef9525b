import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import { readThrown } from '../../../../nodes/DtReporting/client/answer';
import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import { toHookError } from '../../../../nodes/DtReporting/errors/hookError';

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
	it('gives the answer that it was thrown for', () => {
		expect(readThrown(shape(httpError(400, '{"error":"invalid_client"}')))).toEqual({
			status: 400,
			headers: { 'retry-after': '7' },
			body: '{"error":"invalid_client"}',
		});
	});

	it('takes bodies that the HTTP client has parsed or not decoded', () => {
		expect(readThrown(shape(httpError(400, { error: 'x' })))).toMatchObject({
			body: '{"error":"x"}',
		});
		expect(readThrown(shape(httpError(400, Buffer.from('x'))))).toMatchObject({ body: 'x' });
		expect(readThrown(shape(httpError(400, undefined)))).toMatchObject({ body: '' });
	});

	it.each([
		['ECONNREFUSED', {}, 'unreached'],
		['ENOTFOUND', {}, 'unreached'],
		['CERT_HAS_EXPIRED', {}, 'unreached'],
		['ETIMEDOUT', { syscall: 'connect' }, 'unreached'],
		['ETIMEDOUT', {}, 'timeout'],
		['ECONNRESET', {}, 'lost'],
		['EPIPE', {}, 'lost'],
		['ERR_CANCELED', {}, 'cancelled'],
	])('tells %s %j as %s', (code, extra, expected) => {
		expect(readThrown(shape(coded(code, extra)))).toMatchObject({ wire: expected });
	});

	it('tells a time-out of the HTTP client', () => {
		const error = Object.assign(new Error('timeout of 30000ms exceeded'), { code: 'ECONNABORTED' });
		expect(readThrown(shape(error))).toMatchObject({ wire: 'timeout' });
	});

	it('finds the typed error of the credential’s hook', () => {
		const typed = new DtError('invalid_client', { httpStatus: 400 });
		expect(readThrown(shape(typed))).toBe(typed);
	});
});

/** Up to n8n 2.33 an error of n8n keeps nothing of its cause but the code and the words. */
it.each([
	['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9', 'unreached'],
	['ECONNRESET', 'socket hang up', 'lost'],
	['ECONNABORTED', 'timeout of 30000ms exceeded', 'timeout'],
])('reads %s from an error that has lost its cause', (code, words, wire) => {
	const error = wrapped(Object.assign(new Error(words), { code }));
	Object.defineProperty(error, 'cause', { value: undefined });
	expect(readThrown(error)).toMatchObject({ wire });
});

it('finds the typed error that the hook throws, with and without a cause', () => {
	const typed = new DtError('invalid_client', { httpStatus: 400 });
	const thrown = toHookError(typed) as Error;
	expect(thrown).toBeInstanceOf(NodeApiError);
	expect(thrown.message).toBe(typed.message);
	expect(JSON.stringify(thrown)).not.toContain('dtCode');
	expect(readThrown(wrapped(thrown))).toBe(typed);
	for (const name of ['status', 'response', 'code']) expect(thrown).not.toHaveProperty(name);
});

it('does not read a refusal of n8n itself as a matter of the wire', () => {
	expect(readThrown(new NodeOperationError(node, 'No credentials set'))).toBeUndefined();
	expect(readThrown(new TypeError('x is not a function'))).toBeUndefined();
});
