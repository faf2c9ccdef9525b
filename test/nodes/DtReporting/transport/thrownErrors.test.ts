import { toHookError } from '../../../../nodes/DtReporting/errors/credentialError';
import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import { plainBody } from '../../../../nodes/DtReporting/transport/bodyText';
import {
	isSuccess,
	parseThrown,
	plainHeaders,
	sendRequest,
} from '../../../../nodes/DtReporting/transport/httpResponse';
import { wasNotSent } from '../../../../nodes/DtReporting/transport/notSent';

const LOST = { kind: 'lost', reason: 'ECONNRESET' };
const coded = (code: string, extra: object = {}) =>
	Object.assign(new Error(code), { code, ...extra });
/** An error with that many others around it. */
const within = (count: number, error: object): object =>
	count === 0 ? error : within(count - 1, { message: 'around it', cause: error });

describe('a code of the network', () => {
	it.each([
		'EAI_AGAIN',
		'EHOSTUNREACH',
		'ENETUNREACH',
		'ENETDOWN',
		'EADDRNOTAVAIL',
		'EPROTO',
		'ERR_INVALID_URL',
		'UND_ERR_CONNECT_TIMEOUT',
	])('%s says that nothing was sent', (code) =>
		expect(parseThrown(coded(code))).toEqual({ kind: 'unreached', reason: code }),
	);

	it.each([
		['EHOSTUNREACH', 'read', 'lost'],
		['ENETUNREACH', 'read', 'lost'],
		['ENETUNREACH', 'write', 'lost'],
		['ENETDOWN', 'read', 'lost'],
		['EHOSTUNREACH', 'getaddrinfo', 'unreached'],
		['EPROTO', 'write', 'unreached'],
	])('%s at a %s is %s', (code, syscall, kind) =>
		expect(parseThrown(coded(code, { syscall }))).toEqual({ kind, reason: code }),
	);

	it.each([
		['ECONNABORTED', 'timeout of 30000ms exceeded', 'timeout'],
		['ECONNABORTED', 'request aborted', 'lost'],
		['ECONNRESET', 'closed after a timeout', 'lost'],
	])('%s with the words “%s” is %s', (code, message, kind) =>
		expect(parseThrown(coded(code, { message }))).toEqual({ kind, reason: code }),
	);

	it.each([
		['ECONNRESET', LOST],
		['404', undefined],
		['SECONDS', undefined],
		['Error: EPIPE', undefined],
		['EPIPE happened', undefined],
		[['ECONNRESET'], undefined],
		[undefined, undefined],
	])('stands in httpCode where that is %j: %j', (httpCode, outcome) =>
		expect(parseThrown({ message: 'gone', httpCode })).toEqual(outcome),
	);
});

describe('the cause of an error', () => {
	const response = { status: 400, headers: { A: 'b' }, data: 'no' };
	const refused = { status: 400, headers: { a: 'b' }, body: 'no' };

	it.each([
		['with a code is what happened', coded('ERR_X', { cause: coded('ECONNRESET') }), LOST],
		['without a code says less', coded('ECONNRESET', { cause: { message: 'gone' } }), LOST],
		['with a response is what happened', coded('ERR_X', { cause: { response } }), refused],
		['says less than a response', { response, cause: coded('ECONNRESET') }, refused],
		['says less than a response, also null', { response, cause: null }, refused],
		['may be null', coded('ECONNRESET', { cause: null }), LOST],
		['may be a text', coded('ECONNRESET', { cause: 'gone' }), LOST],
		[
			'may be a text beside the words that count',
			{ message: 'Domain not allowed', cause: 'policy' },
			{ kind: 'unreached', reason: 'not allowed by this n8n' },
		],
		['is found five deep', within(5, coded('ECONNRESET')), LOST],
		['is not found six deep', within(6, coded('ECONNRESET')), undefined],
	])('%s', (_, error, outcome) => expect(parseThrown(error)).toEqual(outcome));

	it('may be the error itself', () => {
		const circle: Record<string, unknown> = { code: 'ECONNRESET' };
		circle.cause = circle;
		expect(parseThrown(circle)).toEqual(LOST);
	});
});

describe('a connection that did not come about', () => {
	const connecting = { code: 'ETIMEDOUT', syscall: 'connect' };

	it.each([
		['is known five deep', within(5, connecting), true],
		['is not looked for six deep', within(6, connecting), false],
		['is not known by an attempt that is nothing', { errors: [null] }, false],
		['is not known by one attempt of two', { errors: [connecting, undefined] }, false],
		['is not known by a cause that is null', { cause: null }, false],
		['is not known by nothing', undefined, false],
	])('%s', (_, error, expected) => expect(wasNotSent(error)).toBe(expected));
});

describe('what has no code', () => {
	it.each(['Domain not allowed: dt.example', 'The host is a Restricted IP', 'Request blocked'])(
		'is a refusal of n8n’s with the words “%s”, so nothing was sent',
		(message) =>
			expect(parseThrown(new Error(message))).toEqual({
				kind: 'unreached',
				reason: 'not allowed by this n8n',
			}),
	);

	it.each([
		['an AbortError', { name: 'AbortError', message: 'This operation was aborted' }],
		['an AbortError with a code', { name: 'AbortError', code: 'ABORT_ERR' }],
	])('is an execution that was stopped when it is %s', (_, error) =>
		expect(parseThrown(error)).toEqual({ kind: 'cancelled', reason: 'stopped' }),
	);

	it.each([undefined, null, 'ECONNRESET', 7, {}, { response: {} }])(
		'is no matter of the wire when it is %j',
		(thrown) => expect(parseThrown(thrown)).toBeUndefined(),
	);

	it('is no response when its status is missing', () =>
		expect(parseThrown(coded('ECONNRESET', { response: {} }))).toEqual(LOST));
});

it.each([
	[199, false],
	[200, true],
	[299, true],
	[300, false],
	[404, false],
])('HTTP %i is a success: %s', (status, expected) =>
	expect(isSuccess({ status, headers: {}, body: '' })).toBe(expected),
);

it('reads headers by names in lower case, and leaves out what holds nothing', () => {
	const headers = {
		'Retry-After': 7,
		Via: '',
		Link: ['a', 'b'],
		A: undefined,
		B: null,
		C: () => 1,
	};
	expect(plainHeaders(headers)).toEqual({ 'retry-after': '7', via: '', link: 'a,b' });
	expect(plainHeaders(undefined)).toEqual({});
	expect(plainHeaders(null)).toEqual({});
});

it.each([
	[undefined, ''],
	[null, ''],
	[() => 1, ''],
	['text', 'text'],
	[Buffer.from('Zürich'), 'Zürich'],
	[{ error: 'x' }, '{"error":"x"}'],
	[0, '0'],
])('reads the body %p as the text %j', (body, text) => expect(plainBody(body)).toBe(text));

describe('a request that throws', () => {
	const limits = { timeoutMs: 1_000, mostBytes: 100 };
	const send = async (thrown: unknown) =>
		await sendRequest(async () => await Promise.reject(thrown), limits);

	it('gives what the wire made of it', async () =>
		await expect(send(coded('ECONNRESET'))).resolves.toEqual(LOST));

	it.each([
		['the typed error of the credential’s hook', (typed: DtError) => typed],
		['the same within n8n’s error', (typed: DtError) => toHookError(typed)],
	])('throws %s', async (_, shape) => {
		const typed = new DtError('invalid_client', { httpStatus: 400 });
		await expect(send(shape(typed))).rejects.toBe(typed);
	});

	it('throws an error that is not of the wire as it is, and anything else as an error', async () => {
		const error = new TypeError('x is not a function');
		await expect(send(error)).rejects.toBe(error);
		await expect(send('a text')).rejects.toEqual(new Error('a text'));
	});
});
