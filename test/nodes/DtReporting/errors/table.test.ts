import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import {
	ERROR_TABLE,
	errorRow,
	type DtErrorCode,
	type Facts,
} from '../../../../nodes/DtReporting/errors/table';

const CODES = Object.keys(ERROR_TABLE) as DtErrorCode[];
/** Nothing known, and everything known. */
const FACTS: Facts[] = [
	{},
	{
		httpStatus: 418,
		text: 'a teapot',
		retryAfterMs: 90_000,
		resetsAtEpochMs: 0,
		doing: 'asking for a token',
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
/** DT's own codes in brackets are quotations, not our words. */
const ownWords = (text: string) => text.replace(/\([a-z]+(?:_[a-z]+)+\)/g, '');

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
	expect(description).toMatch(/\.$|teapot$/);
	expect(message).not.toBe(description);
});

it('names the menus where keys are made wherever the keys are at fault', () => {
	for (const code of ['invalid_client', 'invalid_request', 'unauthorized'] as const) {
		const { description } = new DtError(code);
		expect(description).toContain('User Profile > Advanced Reporting API > Generate New Keys');
		expect(description).toContain('Users > User Profile > Reporting API Keys');
	}
});

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
