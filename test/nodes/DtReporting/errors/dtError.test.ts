import { asError } from '../../../../nodes/DtReporting/errors/asError';
import {
	DtError,
	invalidParameter,
	isDtError,
	notAChoice,
} from '../../../../nodes/DtReporting/errors/dtError';
import { shown, textOf } from '../../../../nodes/DtReporting/errors/shown';

const REPORTS = [
	{
		reportId: 'r1',
		reportUrl: 'https://files.example/r1.csv',
		startDate: '2026-11-01',
		endDate: '2026-11-30',
	},
];

describe('the details of a failure', () => {
	it('hold the code, the kind and whether a repeat may help, and nothing that is not known', () => {
		const { details } = new DtError('service_unavailable');
		expect(details).toEqual({ code: 'service_unavailable', kind: 'service', retryable: true });
		expect(Object.keys(details)).toEqual(['code', 'kind', 'retryable']);
	});

	it('hold all that is known', () => {
		const { details } = new DtError('report_not_ready', {
			mayBeCounted: true,
			httpStatus: 503,
			text: 'busy',
			field: 'Metrics',
			retryAfterMs: 1_001,
			resetsAtEpochMs: Date.parse('2026-11-25T00:00:00Z'),
			reportId: 'r1',
			reportUrl: 'https://files.example/r1.csv',
			urlExpiresAt: '2026-11-24T15:00:00.000Z',
			reports: REPORTS,
		});
		expect(details).toEqual({
			code: 'report_not_ready',
			kind: 'report',
			retryable: true,
			mayBeCounted: true,
			httpStatus: 503,
			serverMessage: 'busy',
			parameter: 'Metrics',
			retryAfterSeconds: 2,
			resetsAt: '2026-11-25T00:00:00.000Z',
			reportId: 'r1',
			reportUrl: 'https://files.example/r1.csv',
			urlExpiresAt: '2026-11-24T15:00:00.000Z',
			reports: REPORTS,
		});
	});

	it.each([
		['text', { text: '' }],
		['field', { field: '' }],
		['link', { reportId: '', reportUrl: '', urlExpiresAt: '' }],
	])('leave an empty %s out', (_, facts) => {
		expect(Object.keys(new DtError('report_not_ready', facts).details)).toEqual([
			'code',
			'kind',
			'retryable',
		]);
	});

	it('say that no repeat helps where the failure is final, and only there', () => {
		expect(new DtError('report_unreadable').details.retryable).toBe(true);
		expect(new DtError('report_unreadable', { isFinal: true }).details.retryable).toBe(false);
		expect(new DtError('report_rejected', { isFinal: false }).details.retryable).toBe(false);
	});
});

describe('a failure', () => {
	it.each([
		['unknown_outcome', {}, true],
		['unknown_outcome', { isFinal: false }, true],
		['service_unavailable', { isFinal: true }, true],
		['service_unavailable', { isFinal: false }, false],
		['service_unavailable', {}, false],
	] as const)('%s with %j is final: %s', (code, facts, isFinal) => {
		expect(new DtError(code, facts).isFinal).toBe(isFinal);
	});

	it('takes more facts, of which the later win', () => {
		const error = new DtError('timed_out', { reason: 'a', reportId: 'r1' }).with({ reason: 'b' });
		expect(error.dtCode).toBe('timed_out');
		expect(error.facts).toMatchObject({ reason: 'b', reportId: 'r1' });
	});

	it('ends DT’s words with one full stop, whatever blanks are around them', () => {
		const { description } = new DtError('service_unavailable', { text: 'DT is busy. ' });
		expect(description.endsWith(' DT said: DT is busy. Code: service_unavailable.')).toBe(true);
	});

	it.each([
		[new DtError('timed_out'), true],
		[Object.assign(new Error('of another copy'), { name: 'DtError', dtCode: 'timed_out' }), true],
		[Object.assign(new Error('no code'), { name: 'DtError' }), false],
		[Object.assign(new Error('another name'), { dtCode: 'timed_out' }), false],
		[{ name: 'DtError', dtCode: 'timed_out' }, false],
		[undefined, false],
	])('is known by its name and its code (%#)', (error, isOne) => {
		expect(isDtError(error)).toBe(isOne);
	});
});

describe('a refusal before anything is sent', () => {
	it('names the parameter, the reason and what to do', () => {
		const error = invalidParameter('Metrics', 'this is empty', 'Choose one.');
		expect(error.details).toMatchObject({ code: 'invalid_parameters', parameter: 'Metrics' });
		expect(`${error.message} ${error.description}`).toContain('this is empty');
		expect(error.description).toContain('Choose one.');
	});

	it('names the choices', () => {
		const error = notAChoice('Method', 'GETT', ['GET', 'POST']);
		expect(error.details.parameter).toBe('Method');
		expect(`${error.message} ${error.description}`).toContain(
			'"GETT" is not one of the choices: GET, POST',
		);
	});
});

it.each<[unknown, string]>([
	['a', '"a"'],
	['x'.repeat(50), `"${'x'.repeat(40)}"`],
	[[1, 2], 'A list'],
	[{ a: 1 }, 'An object'],
	[null, 'null'],
	[undefined, 'undefined'],
	[5, '5'],
])('a refused value %p is shown as %s', (value, words) => expect(shown(value)).toBe(words));

it.each<[unknown, string]>([
	[5, '5'],
	[undefined, 'undefined'],
	[{ toString: 1 }, ''],
])('the text of %p is "%s"', (value, text) => expect(textOf(value)).toBe(text));

it('an error is thrown on as it is, and anything else as one', () => {
	const error = new TypeError('a');
	expect(asError(error)).toBe(error);
	expect(asError('words')).toBeInstanceOf(Error);
	expect(asError('words').message).toContain('words');
});

it('has no control characters in its words, and says that a report may be counted', () => {
	const { message } = new DtError('connection_failed', { reason: 'x\nz', doing: 'y\u200b' });
	expect(message).toBe('No connection to DT while y (x z)');
	const plain = new DtError('service_unavailable').description;
	const counted = new DtError('service_unavailable', { mayBeCounted: true }).description;
	expect(counted.length).toBeGreaterThan(plain.length);
});
