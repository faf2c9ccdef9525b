import type { DtErrorCode } from '../../../../nodes/DtReporting/errors/errorCodes';
import { answeredBy } from '../../../../nodes/DtReporting/transport/foreignResponse';
import type {
	HttpResponse,
	TransportFailure,
} from '../../../../nodes/DtReporting/transport/httpResponse';
import { costOf, LOST } from '../../../../nodes/DtReporting/transport/requestCost';
import {
	isQuotaError,
	missingLinkError,
	reportError,
	requestError,
	tokenError,
} from '../../../../nodes/DtReporting/transport/responseErrors';
import { retryAfterMs } from '../../../../nodes/DtReporting/transport/retryAfter';

const NOW = Date.parse('2026-11-24T18:00:00Z');
const LINK = 'https://files.example/r1.csv?X-Amz-Signature=abc';
const context = { doing: 'asking', secrets: ['top-secret'], now: NOW };
const answer = (
	status: number,
	body: unknown = '',
	headers: Record<string, string> = {},
): HttpResponse => ({
	status,
	headers,
	body: typeof body === 'string' ? body : JSON.stringify(body),
});
const failed = (kind: TransportFailure['kind']): TransportFailure => ({ kind, reason: 'ECODE' });

const REQUESTS = [
	['the token', tokenError],
	['a report', reportError],
	['anything else', requestError],
] as const;

describe.each(REQUESTS)('a request for %s', (_, toError) => {
	it.each([300, 302, 307, 399])(
		'takes HTTP %i for a redirect, which DT does not give',
		(status) => {
			const error = toError(answer(status, { error: 'moved' }), context);
			expect(error.dtCode).toBe('unexpected_response');
			expect(error.facts).toMatchObject({ httpStatus: status, doing: 'asking', text: 'moved' });
			expect(error.facts.reason).toContain('redirect');
		},
	);

	it('that did not leave says what was done, and why it did not', () => {
		const error = toError(failed('unreached'), context);
		expect(error.message).toBe('No connection to DT while asking (ECODE)');
	});

	it('that a fault of DT’s ends says how long to pause', () => {
		const response = answer(503, { message: 'Down' }, { 'retry-after': '7' });
		const { details } = toError(response, context);
		expect(details).toMatchObject({ serverMessage: 'Down', retryAfterSeconds: 7 });
	});
});

it.each([
	['the token', tokenError, 'unexpected_response'],
	['a report', reportError, 'report_rejected'],
	['anything else', requestError, 'request_rejected'],
] as const)(
	'a refusal of %s is none of DT’s faults, whatever it calls itself',
	(_, toError, code) =>
		expect(toError(answer(400, { error: 'internal_server_error' }), context).dtCode).toBe(code),
);

describe('the token endpoint', () => {
	it.each<[HttpResponse, DtErrorCode]>([
		[answer(400, { error: 'invalid_client' }), 'invalid_client'],
		[answer(499, { error: 'invalid_client' }), 'invalid_client'],
		[answer(500, { error: 'invalid_client' }), 'service_unavailable'],
		[answer(503, { error: 'invalid_request' }), 'service_unavailable'],
		[answer(401, ' \n'), 'invalid_client'],
		[answer(401, 'who are you'), 'unexpected_response'],
		[answer(403, { error: 'account_locked' }), 'invalid_client'],
	])('%j is %s', (response, code) => {
		const { details } = tokenError(response, context);
		expect(details).toMatchObject({ code, httpStatus: response.status });
	});

	it.each([
		[answer(200, { tokenType: 'bearer' }), 'it holds no accessToken'],
		[answer(400, { error: 'something_new' }), undefined],
	])('%j is unexpected since %s', (response, reason) =>
		expect(tokenError(response, context).facts.reason).toBe(reason),
	);

	it('that gives no response in time is named with what was done', () =>
		expect(tokenError(failed('timeout'), context).message).toBe(
			'DT gave no response in time while asking',
		));
});

describe('a report that was requested', () => {
	it.each(['lost', 'timeout'] as const)('says why nothing came back: %s', (kind) =>
		expect(reportError(failed(kind), context).facts.reason).toBe('ECODE'),
	);

	it.each([
		[{ id: 'r1' }, undefined, 'r1'],
		[{ id: 'r1', href: LINK }, undefined, 'r1'],
		[{ id: 'r1', message: 'Queued' }, 'Queued', 'r1'],
		[{ message: 'Queued for top-secret' }, 'Queued for [secret]', undefined],
		['accepted', 'accepted', undefined],
		['', undefined, undefined],
	])('and has no link in %j is quoted as %j', (body, text, reportId) => {
		const response = answer(200, body);
		for (const error of [
			reportError(response, context),
			missingLinkError(response, context),
			missingLinkError(response, context, 'its link is no link to a file'),
		]) {
			expect(error.dtCode).toBe('unexpected_response');
			expect(error.facts).toMatchObject({ ...LOST, httpStatus: 200 });
			expect([error.facts.text, error.facts.reportId]).toEqual([text, reportId]);
			expect(`${error.message} ${error.description}`).not.toContain('files.example');
		}
	});

	it.each([
		[undefined, 'it holds no link to the report'],
		['its link is no link to a file', 'its link is no link to a file'],
	])('and has the link that %s says %s', (given, reason) =>
		expect(missingLinkError(answer(200), context, given).facts.reason).toBe(reason),
	);

	it.each<[string | undefined, DtErrorCode]>([
		[undefined, 'quota_exhausted'],
		['soon', 'quota_exhausted'],
		['0', 'rate_limited'],
		['3600', 'rate_limited'],
		['3601', 'quota_exhausted'],
	])('is refused under 429 with the pause %s as %s', (pause, code) => {
		const headers: Record<string, string> = pause === undefined ? {} : { 'retry-after': pause };
		expect(reportError(answer(429, '', headers), context).dtCode).toBe(code);
	});
});

it.each([
	[answer(400, { message: 'Daily quota reached' }), true],
	[answer(499, 'Daily quota reached'), true],
	[answer(500, { message: 'Daily quota reached' }), false],
	[answer(503, 'Daily quota reached'), false],
	[answer(200, { message: 'Daily quota reached' }), false],
	[answer(200, { error: 'daily_quota_reached' }), true],
	[answer(429, 'quota'), true],
	[answer(400, 'quota'), false],
	[answer(400, 'Rate limit exceeded'), false],
])('%j tells that the day’s quota is used up: %s', (response, expected) =>
	expect(isQuotaError(response)).toBe(expected),
);

it.each([
	[failed('lost'), LOST],
	[failed('timeout'), LOST],
	[failed('unreached'), {}],
	[failed('cancelled'), {}],
	[answer(504), LOST],
	[answer(500), { mayBeCounted: true }],
	[answer(499), {}],
	[answer(302), {}],
	[answer(299, { id: 'r1' }), LOST],
	[answer(200, { error: 'bad_request' }), {}],
])('%j may have cost %j', (outcome, cost) => expect(costOf(outcome)).toEqual(cost));

it.each([
	[answer(200), undefined],
	[answer(399), undefined],
	[answer(400), 'page'],
	[answer(401), undefined],
	[answer(404, ' \n'), 'page'],
	[answer(405), undefined],
	[answer(407), 'proxyLogin'],
	[answer(429), undefined],
	[answer(499), 'page'],
	[answer(500), undefined],
	[answer(503), undefined],
	[answer(400, { message: 'start must be < end' }), undefined],
	[answer(400, '<h1>No</h1>'), 'page'],
	[answer(400, 'No', { 'content-type': 'application/xml' }), 'page'],
	[answer(400, 'No', { 'content-type': 'text/plain' }), undefined],
])('%j is answered by %s', (response, by) => expect(answeredBy(response)).toBe(by));

it.each([
	['1.25', 1_250],
	['0.5', 500],
	['Tue, 24 Nov 2026 18:00:30 +0000', 30_000],
	['24 Nov 2026 18:00:30 GMT', 30_000],
])('Retry-After %s is %i ms', (value, expected) =>
	expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(expected),
);
