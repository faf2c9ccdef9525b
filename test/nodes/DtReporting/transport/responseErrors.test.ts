import type {
	HttpResponse,
	TransportFailure,
} from '../../../../nodes/DtReporting/transport/httpResponse';
import {
	reportError,
	requestError,
	tokenError,
} from '../../../../nodes/DtReporting/transport/responseErrors';
import { retryAfterMs } from '../../../../nodes/DtReporting/transport/retryAfter';

const NOW = Date.parse('2026-11-24T18:00:00Z');
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
const failed = (name: TransportFailure['kind']): TransportFailure => ({
	kind: name,
	reason: 'ECODE',
});

it.each([tokenError, reportError, requestError])(
	'a body of which only a part is read is no response of DT',
	(toError) => {
		const cut = { ...answer(200, '{"id": "1", "url": "'), isCutOff: true };
		const error = toError(cut, context);
		expect(error.dtCode).toBe('unexpected_response');
		expect(error.message).toContain('it is larger than what is read of it');
		expect(toError({ ...cut, status: 404 }, context).message).not.toContain('larger');
	},
);

describe('the token endpoint', () => {
	it.each([
		[answer(400, { error: 'unsupported_grant_type' }), 'unsupported_grant_type'],
		[answer(400, { error: 'invalid_request' }), 'invalid_request'],
		[answer(400, { error: 'invalid_client' }), 'invalid_client'],
		[answer(401, { error: 'invalid_client' }), 'invalid_client'],
		[answer(401, ''), 'invalid_client'],
		[answer(500, { error: 'internal_server_error' }), 'internal_server_error'],
		[answer(500, '<html>'), 'service_unavailable'],
		[answer(503), 'service_unavailable'],
		[answer(405), 'method_not_allowed'],
		[answer(429, '', { 'retry-after': '5' }), 'rate_limited'],
		[answer(302, '', { location: 'https://elsewhere.example' }), 'unexpected_response'],
		[answer(404, '<html>not here</html>'), 'unexpected_response'],
		[answer(400, { error: 'something_new' }), 'unexpected_response'],
		[answer(400, ''), 'unexpected_response'],
		[answer(403, { error: 'forbidden' }), 'invalid_client'],
		[answer(403, 'RBAC: access denied'), 'unexpected_response'],
		[answer(200, { error: 'invalid_client' }), 'invalid_client'],
		[answer(200, { error: 'invalid_request', message: 'no' }), 'invalid_request'],
		[answer(200, { error: 'internal_server_error' }), 'internal_server_error'],
		[answer(200, { code: 'LIMIT', message: 'Rate limit exceeded' }), 'rate_limited'],
		[answer(200, { code: 'LOCKED', message: 'The account is locked' }), 'unexpected_response'],
		[answer(200, { tokenType: 'bearer' }), 'unexpected_response'],
		[failed('unreached'), 'connection_failed'],
		[failed('lost'), 'connection_failed'],
		[failed('timeout'), 'timed_out'],
		[failed('cancelled'), 'cancelled'],
	])('%j is %s', (outcome, code) => expect(tokenError(outcome, context).dtCode).toBe(code));
});

describe('the report endpoint', () => {
	it.each([
		[answer(400, { error: 'bad_request', message: 'Unknown metric: X' }), 'report_rejected'],
		[answer(400, { error: 'invalid_request' }), 'report_rejected'],
		[answer(422, 'no'), 'report_rejected'],
		[answer(404, 'no'), 'report_rejected'],
		[answer(401), 'unauthorized'],
		[answer(403), 'unexpected_response'],
		[answer(403, { error: 'forbidden' }), 'unauthorized'],
		[answer(403, 'Forbidden'), 'unauthorized'],
		[answer(405), 'method_not_allowed'],
		[answer(429), 'quota_exhausted'],
		[answer(429, '', { 'retry-after': '21600' }), 'quota_exhausted'],
		[answer(429, '', { 'retry-after': '30' }), 'rate_limited'],
		[answer(429, { message: 'Daily quota reached' }, { 'retry-after': '30' }), 'quota_exhausted'],
		[
			answer(400, { error: 'report_limit', message: 'You have used 50 reports per day' }),
			'quota_exhausted',
		],
		[answer(403, { error: 'quota_exceeded' }), 'quota_exhausted'],
		[answer(400, { message: 'Daily limit reached' }), 'quota_exhausted'],
		[answer(422, 'too many reports today'), 'quota_exhausted'],
		[answer(400, { message: 'Rate limit exceeded' }, { 'retry-after': '9' }), 'rate_limited'],
		[answer(429, { message: 'The limit of 5 requests per minute is exceeded' }), 'rate_limited'],
		[
			answer(400, { error: 'bad_request', message: "Unknown metric 'Daily Revenue'" }),
			'report_rejected',
		],
		[answer(400, { message: 'Splits per day need the dimension Date' }), 'report_rejected'],
		[answer(422, { message: 'The date range exceeds 90 days per report' }), 'report_rejected'],
		[answer(403, { message: 'Daily reports are not open to you' }), 'unauthorized'],
		[answer(500, { error: 'internal_server_error' }), 'internal_server_error'],
		[answer(502, '<html>Bad gateway</html>'), 'service_unavailable'],
		[failed('unreached'), 'connection_failed'],
		[failed('lost'), 'unknown_outcome'],
		[failed('timeout'), 'unknown_outcome'],
	])('%j is %s', (outcome, code) => expect(reportError(outcome, context).dtCode).toBe(code));

	it.each([
		[{ error: 'bad_request', message: 'Unknown metric: X' }, 'report_rejected'],
		[{ code: 'E17', message: 'Unknown metric: X' }, 'report_rejected'],
		[{ status: 'error', errors: ['Unknown metric: X'] }, 'report_rejected'],
		[{ status: 'error', errors: [{ message: 'Unknown metric: X' }] }, 'report_rejected'],
		[{ error: 'invalid_request', message: 'Unknown metric: X' }, 'report_rejected'],
	])('reads %j under 200 as under 400', (body, code) => {
		const [ok, bad] = [200, 400].map((status) => reportError(answer(status, body), context));
		expect([ok.dtCode, bad.dtCode]).toEqual([code, code]);
		expect(ok.message).toContain('(HTTP 200)');
		expect(ok.message).toContain('Unknown metric: X');
		expect(ok.facts.text).toBe(bad.facts.text);
		expect(ok.facts.mayBeCounted).toBeUndefined();
	});

	it.each([
		[{ error: 'quota_exceeded' }, 'quota_exhausted'],
		[{ code: 'LIMIT', message: 'The limit of 50 reports per day was reached' }, 'quota_exhausted'],
		[{ status: 'error', errors: ['Daily quota used up'] }, 'quota_exhausted'],
		[{ code: 'SLOW', message: 'Too many requests' }, 'rate_limited'],
		[{ error: 'internal_server_error' }, 'internal_server_error'],
		[{ id: 'r1' }, 'unexpected_response'],
		[{ message: 'Queued' }, 'unexpected_response'],
	])('%j under 200 is %s', (body, code) =>
		expect(reportError(answer(200, body), context).dtCode).toBe(code),
	);

	it('shows DT’s own words, without the secrets in them', () => {
		const { message } = reportError(
			answer(400, { error: 'bad_request', message: 'Unknown metric: X (top-secret)' }),
			context,
		);
		expect(message).toBe(
			'DT did not accept the report request (HTTP 400): bad_request: Unknown metric: X ([secret])',
		);
	});

	describe('knows what DT may have counted', () => {
		const NO_LINK = [
			answer(200, { id: 'r1' }),
			answer(200, { message: 'Queued' }),
			answer(201, []),
			answer(200, '{"id":"r1","ur'),
			answer(200, '<html>Welcome</html>'),
			answer(200, ''),
			answer(204, ''),
		];

		it.each([failed('lost'), failed('timeout'), answer(504), ...NO_LINK])(
			'for good: %j',
			(outcome) => {
				const { facts, details, description } = reportError(outcome, context);
				expect(facts).toMatchObject({ mayBeCounted: true, isFinal: true });
				expect(details).toMatchObject({ mayBeCounted: true, retryable: false });
				expect(description).toContain('Running the node again requests a new report.');
				expect(description).toContain("DT may have counted this request as one of the day's 50");
				expect(tokenError(outcome, context).facts.mayBeCounted).toBeUndefined();
				expect(tokenError(outcome, context).details.retryable).toBe(true);
			},
		);

		it.each([
			answer(500),
			answer(500, { error: 'internal_server_error' }),
			answer(502, '<h1>Bad gateway</h1>'),
			answer(503, '', { 'retry-after': '7' }),
			answer(520, 'unknown'),
			answer(200, { error: 'internal_server_error' }),
		])('and may still come to something: %j', (outcome) => {
			const { facts, details, description } = reportError(outcome, context);
			expect(facts.mayBeCounted).toBe(true);
			expect(facts.isFinal).toBeUndefined();
			expect(details).toMatchObject({ mayBeCounted: true, retryable: true });
			expect(description).toContain('DT may have counted this request');
			expect(tokenError(outcome, context).facts.mayBeCounted).toBeUndefined();
		});

		it.each([
			answer(400, { error: 'bad_request' }),
			answer(401),
			answer(403, '<html>blocked</html>'),
			answer(404, 'no'),
			answer(405),
			answer(407),
			answer(429),
			answer(302, '', { location: 'https://elsewhere.example' }),
			answer(200, { error: 'bad_request', message: 'no' }),
			answer(200, { code: 'LIMIT', message: 'Daily limit reached' }),
			failed('unreached'),
			failed('cancelled'),
		])('and what not: %j', (outcome) => {
			const { facts, details, description } = reportError(outcome, context);
			expect(facts.mayBeCounted).toBeUndefined();
			expect(details).not.toHaveProperty('mayBeCounted');
			expect(description).not.toContain('may have counted');
		});
	});

	it('knows when the quota is whole again', () => {
		expect(reportError(answer(429), context).details).toMatchObject({
			resetsAt: '2026-11-25T00:00:00.000Z',
			httpStatus: 429,
		});
	});
});

describe('any other request', () => {
	it.each([
		[answer(404, { error: 'not_found' }), 'request_rejected'],
		[answer(401), 'unauthorized'],
		[answer(429), 'rate_limited'],
		[answer(429, 'daily quota'), 'quota_exhausted'],
		[answer(500), 'service_unavailable'],
		[failed('timeout'), 'timed_out'],
	])('%j is %s', (outcome, code) => expect(requestError(outcome, context).dtCode).toBe(code));
});

const PAGE = '<!DOCTYPE html><title>Access denied</title><h1>Request blocked</h1>';

describe.each([
	['the token endpoint', tokenError],
	['the report endpoint', reportError],
	['any other request', requestError],
])('what stands in between answers for %s', (_, toError) => {
	it.each([
		[answer(403, PAGE)],
		[answer(403, ' \uFEFF\n<html>blocked</html>')],
		[answer(403, '')],
		[answer(403, ' \r\n ')],
		[answer(400, PAGE)],
		[answer(404, PAGE)],
		[answer(405, PAGE)],
		[answer(401, PAGE)],
		[answer(429, PAGE)],
		[answer(403, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
		[answer(403, 'blocked', { 'content-type': 'text/html; charset=utf-8' })],
		[answer(200, PAGE)],
	])('%j is no verdict of DT', (outcome) => {
		const error = toError(outcome, context);
		expect(error.dtCode).toBe('unexpected_response');
		// A report may have been counted under 200.
		const retryable = !(toError === reportError && outcome.status === 200);
		expect(error.details).toMatchObject({ kind: 'service', retryable });
		expect(error.message).toMatch(/proxy, a firewall or a content network/);
		expect(error.description).toContain('Base URL');
	});

	it.each([[answer(407, PAGE)], [answer(407, '')], [answer(407, { error: 'invalid_client' })]])(
		'%j wants a login at a proxy',
		(outcome) => {
			const error = toError(outcome, context);
			expect(error.dtCode).toBe('unexpected_response');
			expect(error.message).toContain('(HTTP 407): a proxy on the way requires a login');
			expect(error.description).toContain('user name and password of its proxy');
		},
	);

	it('is not quoted as DT', () => {
		const { description } = toError(answer(502, '<h1>Bad gateway</h1>'), context);
		expect(description).toContain('The response began: Bad gateway');
		expect(description).not.toContain('DT said');
	});

	it('is not taken for it when the answer is JSON, whatever its header says', () => {
		const json = answer(400, { error: 'invalid_client' }, { 'content-type': 'text/html' });
		expect(toError(json, context).dtCode).not.toBe('unexpected_response');
	});
});

it.each([
	['5', 5_000],
	['0', 0],
	['Tue, 24 Nov 2026 18:00:30 GMT', 30_000],
	['Tue, 24 Nov 2026 17:00:00 GMT', 0],
	['soon', undefined],
	['', undefined],
])('Retry-After %s is %s ms', (value, expected) =>
	expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(expected),
);
