import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import {
	ERROR_TABLE,
	errorRow,
	type DtErrorCode,
	type Facts,
} from '../../../../nodes/DtReporting/errors/errorCodes';

const CODES = Object.keys(ERROR_TABLE) as DtErrorCode[];
/** Nothing known, and everything known. */
const FACTS: Facts[] = [
	{},
	{
		httpStatus: 418,
		text: 'a teapot',
		retryAfterMs: 90_000,
		resetsAtEpochMs: 0,
		doing: 'requesting a token',
		field: 'Metrics',
		reason: 'an empty file',
		remedy: 'Choose one.',
		waitedSeconds: 5,
		reportId: 'r1',
		reportUrl: 'https://files.example/r1.csv',
		urlExpiresAt: '2026-11-24T15:00:00.000Z',
	},
];
const cases = CODES.flatMap((code) => FACTS.map((facts) => [code, facts] as const));
/** Codes are quotations, not our words. */
const ownWords = (text: string) => text.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, '');

it('has the codes that workflows branch on', () => {
	expect(CODES.sort()).toEqual(
		[
			'cancelled',
			'connection_failed',
			'internal_server_error',
			'invalid_client',
			'invalid_parameters',
			'invalid_request',
			'method_not_allowed',
			'quota_exhausted',
			'rate_limited',
			'report_expired',
			'report_not_ready',
			'report_rejected',
			'report_too_large',
			'report_unreadable',
			'request_rejected',
			'service_unavailable',
			'timed_out',
			'unauthorized',
			'unexpected_response',
			'unknown_outcome',
			'unsupported_grant_type',
		].sort(),
	);
});

it.each(cases)('%s speaks in words that help (%j)', (code, facts) => {
	const { message, description } = new DtError(code, facts);
	for (const text of [message, description]) {
		expect(ownWords(text)).not.toMatch(/error|problem|failure|mistake/i);
		expect(text).not.toMatch(/undefined|null|NaN|\[object|<[a-z]/);
		expect(text.length).toBeGreaterThan(15);
		expect(text).toMatch(/^["A-Z]/);
	}
	expect(description.endsWith(` Code: ${code}.`)).toBe(true);
	expect(description.match(/Code: /g)).toHaveLength(1);
	expect(description).not.toMatch(/\.\.|\. \.|\s{2}/);
	expect(message).not.toBe(description);
});

it('names the menus where keys are made wherever the keys are at fault', () => {
	for (const code of ['invalid_client', 'invalid_request', 'unauthorized'] as const) {
		const { description } = new DtError(code);
		expect(description).toContain('User Profile > Advanced Reporting API > Generate New Keys');
		expect(description).toContain('Users > User Profile > Reporting API Keys');
	}
});

it('names the keys that are easily taken for these where DT does not know the pair', () =>
	expect(new DtError('invalid_client').description).toContain(
		"The keys of DT's Management API are others, and do not work here.",
	));

it.each([
	['invalid_client', 'credential', 'credential-invalid'],
	['unauthorized', 'credential', 'credential-invalid'],
	['invalid_request', 'configuration', 'configuration-invalid'],
	['unsupported_grant_type', 'configuration', 'configuration-invalid'],
	['method_not_allowed', 'configuration', 'configuration-invalid'],
	['report_rejected', 'configuration', 'configuration-invalid'],
	['request_rejected', 'configuration', 'configuration-invalid'],
	['invalid_parameters', 'configuration', 'configuration-invalid'],
	['internal_server_error', 'service', 'temporarily-unavailable'],
	['unexpected_response', 'service', 'temporarily-unavailable'],
	['service_unavailable', 'service', 'temporarily-unavailable'],
	['rate_limited', 'quota', 'rate-limited'],
	['quota_exhausted', 'quota', 'quota-exhausted'],
	['report_not_ready', 'report', 'temporarily-unavailable'],
	['report_expired', 'report', 'configuration-invalid'],
	['report_unreadable', 'report', 'temporarily-unavailable'],
	['report_too_large', 'report', 'configuration-invalid'],
	['unknown_outcome', 'report', 'temporarily-unavailable'],
	['connection_failed', 'network', 'temporarily-unavailable'],
	['timed_out', 'network', 'temporarily-unavailable'],
	['cancelled', 'execution', undefined],
] as const)('%s is of kind %s and tells n8n %s', (code, kind, cause) => {
	expect(errorRow(code)).toMatchObject({ kind });
	expect(errorRow(code).cause).toBe(cause);
});

it('asks nobody to repeat what may cost a second report', () => {
	expect(errorRow('unknown_outcome').retryable).toBe(false);
});

it.each([
	['DT is busy', 'DT said: DT is busy. Code: service_unavailable.'],
	['Try again!', 'DT said: Try again! Code: service_unavailable.'],
	['A long text…', 'DT said: A long text… Code: service_unavailable.'],
])('ends %s as a sentence before the code', (text, end) =>
	expect(new DtError('service_unavailable', { text }).description.endsWith(end)).toBe(true),
);

it.each([
	[1, 'The report was not ready after 1 second'],
	[2, 'The report was not ready after 2 seconds'],
	[3600, 'The report was not ready after 3600 seconds'],
	[undefined, 'The report is not ready yet'],
])('waits of %s seconds read as %s', (waitedSeconds, message) =>
	expect(new DtError('report_not_ready', { waitedSeconds }).message).toBe(message),
);

it.each([
	[400, 'Run the node again in 1 second.'],
	[1_000, 'Run the node again in 1 second.'],
	[1_001, 'Run the node again in 2 seconds.'],
])('a pause of %s ms reads as %s', (retryAfterMs, words) =>
	expect(new DtError('rate_limited', { retryAfterMs }).description).toContain(words),
);

describe('a report that is not ready', () => {
	const link = { reportUrl: 'https://files.example/r1.csv?X-Amz-Signature=abc' };

	it.each([
		['2026-11-24T15:00:30.000Z', 'works until 2026-11-24 15:00 UTC,'],
		['2027-01-01T00:00:00Z', 'works until 2027-01-01 00:00 UTC,'],
		[undefined, 'works for some hours,'],
		['soon', 'works until soon,'],
	])('says how long its link works (%s) and that it costs nothing more', (urlExpiresAt, words) => {
		const { description, details } = new DtError('report_not_ready', { ...link, urlExpiresAt });
		expect(description).toContain(words);
		expect(description).toContain(
			'Run the node again: it resumes the same report, and no new one is spent.',
		);
		expect(description).not.toContain('X-Amz-Signature');
		expect(details).toMatchObject({ ...link, retryable: true });
	});

	it('has the remedy of whoever knows better in that place', () => {
		const { description } = new DtError('report_not_ready', { ...link, remedy: 'Press again.' });
		expect(description).toContain('Press again. The link in the details');
		expect(description).not.toContain('Run the node again');
	});
});

it.each([
	['report_expired', 'The download link has expired'],
	['quota_exhausted', 'Daily report quota reached'],
	['method_not_allowed', 'DT does not allow this HTTP method here (HTTP 405)'],
	['internal_server_error', 'DT could not carry out the request (internal_server_error)'],
] as const)('%s reads as: %s', (code, message) => expect(new DtError(code).message).toBe(message));

it('names the link in the details where there is one, and says which page answered', () => {
	const reportUrl = 'https://files.example/r.csv';
	const { description } = new DtError('report_not_ready');
	expect(description).not.toContain('reportUrl');
	expect(new DtError('report_not_ready', { reportUrl }).description).toContain('reportUrl');
	const message = (facts: object) => new DtError('unexpected_response', facts).message;
	expect(message({ answeredBy: 'proxyLogin' })).toContain(': a proxy on the way requires a login');
	expect(message({ answeredBy: 'page' })).toContain(': it seems to be the page of a proxy');
	expect(message({ answeredBy: 'page', reason: 'it is a list' })).toContain(': it is a list');
	expect(message({})).not.toContain(':');
});
