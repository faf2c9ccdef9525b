import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { DtError, invalidParameter } from '../../../../nodes/DtReporting/errors/dtError';
import { toErrorItem, toNodeError } from '../../../../nodes/DtReporting/errors/nodeError';
import { ERROR_TABLE, type DtErrorCode } from '../../../../nodes/DtReporting/errors/errorCodes';

const node = { name: 'DT Reporting', type: 'x.dtReporting', typeVersion: 1 } as INode;

it.each(Object.keys(ERROR_TABLE) as DtErrorCode[])('%s keeps its words and its code', (code) => {
	const error = new DtError(code, {
		httpStatus: 400,
		text: 'approvePermissions: ENOENT',
		reason: 'ETIMEDOUT',
	});
	const made = toNodeError(node, error, 3);
	expect(made.message).toBe(error.message);
	expect(made.description).toBe(error.description);
	expect(made.context).toMatchObject({ dt: { code, httpStatus: 400 }, itemIndex: 3 });
	expect((made as { failure?: { cause: string } }).failure?.cause).toBe(
		(ERROR_TABLE[code] as { cause?: string }).cause,
	);
	const operation = code === 'invalid_parameters' || code === 'cancelled';
	expect(made).toBeInstanceOf(operation ? NodeOperationError : NodeApiError);
	expect(made.name).toBe(operation ? 'NodeOperationError' : 'NodeApiError');
});

it('survives being stored as JSON', () => {
	const error = new DtError('quota_exhausted', {
		httpStatus: 429,
		resetsAtEpochMs: 1_795_564_800_000,
	});
	const made = toNodeError(node, error);
	const stored = JSON.parse(JSON.stringify({ ...made, message: made.message }));
	expect(stored).toMatchObject({
		message: 'Daily report quota reached',
		httpCode: '429',
		context: { dt: { code: 'quota_exhausted', kind: 'quota', retryable: true, httpStatus: 429 } },
		failure: { cause: 'quota-exhausted', resetsAtEpochMs: 1_795_564_800_000 },
	});
	expect(stored.context.dt.resetsAt).toBe(new Date(1_795_564_800_000).toISOString());
});

it('leaves an error of n8n itself as it is, and gives any other n8n’s shape', () => {
	const own = new NodeOperationError(node, 'No credentials set');
	expect(toNodeError(node, own)).toBe(own);
	expect(toNodeError(node, new TypeError('x is not a function'))).toBeInstanceOf(
		NodeOperationError,
	);
});

describe('the item on the error output', () => {
	it('has exactly the keys that n8n sorts by', () => {
		const item = toErrorItem(invalidParameter('Metrics', 'a report needs at least one metric'), 2);
		expect(item).toEqual({
			json: {
				error: 'Metrics: a report needs at least one metric',
				message:
					'Correct the parameter and run the node again. Nothing was sent to DT. Code: invalid_parameters.',
				details: {
					code: 'invalid_parameters',
					kind: 'configuration',
					retryable: false,
					parameter: 'Metrics',
				},
			},
			pairedItem: { item: 2 },
		});
	});

	it('carries the link of a report that was not ready', () => {
		const facts = { reportId: 'r1', reportUrl: 'https://f.example/r1.csv', urlExpiresAt: 'x' };
		const { json } = toErrorItem(new DtError('report_not_ready', facts), 0);
		expect(json.details).toMatchObject({ code: 'report_not_ready', ...facts });
	});

	it.each([
		['2.34 and later', { keepsCause: true, names: {} }, true],
		['1.103 to 2.33', { keepsCause: false, names: {} }, false],
		['up to 1.101', { keepsCause: true, names: { START_NODE_TYPE: 'start' } }, false],
	])(
		'shows by n8n’s own traits whether n8n %s routes details',
		(_versions, { keepsCause, names }, details) => {
			jest.isolateModules(() => {
				jest.doMock('n8n-workflow', () => {
					const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
					class OfThatVersion extends actual.NodeApiError {
						constructor(...args: ConstructorParameters<typeof actual.NodeApiError>) {
							super(...args);
							if (!keepsCause) this.cause = undefined;
						}
					}
					return { ...actual, ...names, NodeApiError: OfThatVersion };
				});
				const { toErrorItem: toItem } = jest.requireActual<
					typeof import('../../../../nodes/DtReporting/errors/nodeError')
				>('../../../../nodes/DtReporting/errors/nodeError');
				const { DtError: Refusal } = jest.requireActual<
					typeof import('../../../../nodes/DtReporting/errors/dtError')
				>('../../../../nodes/DtReporting/errors/dtError');
				const toErrorOutput = toItem(new Refusal('report_rejected', {}), 0, true);
				expect('details' in toErrorOutput.json).toBe(details);
				const asItem = toItem(new Refusal('report_rejected', {}), 0);
				expect(asItem.json.details).toMatchObject({ code: 'report_rejected' });
				jest.dontMock('n8n-workflow');
			});
		},
	);
});

describe('what n8n is told of a failure', () => {
	const failureOf = (error: unknown) =>
		(toNodeError(node, error) as { failure?: Record<string, unknown> }).failure;

	it.each([
		[new DtError('rate_limited', { retryAfterMs: 5_000 }), { retryAfterMs: 5_000 }],
		[new DtError('quota_exhausted', { resetsAtEpochMs: 0 }), { resetsAtEpochMs: 0 }],
		[new DtError('rate_limited'), {}],
	])('has the pause and the reset that are known (%#)', (error, facts) => {
		const failure = failureOf(error);
		expect(failure).toEqual({ cause: expect.any(String), ...facts });
		expect(Object.keys(failure as object)).toEqual(['cause', ...Object.keys(facts)]);
	});

	it('is nothing where n8n has no cause for it', () => {
		expect(failureOf(new DtError('cancelled'))).toBeUndefined();
	});

	it('has an HTTP status where there was a response, and no messages besides its own', () => {
		const made = toNodeError(node, new DtError('service_unavailable', { httpStatus: 503 }));
		expect(made).toMatchObject({ httpCode: '503', messages: [] });
		const none = toNodeError(node, new DtError('service_unavailable')) as NodeApiError;
		expect(none.httpCode).not.toBe('undefined');
	});

	it('keeps the item of an error that is not of DT', () => {
		expect(toNodeError(node, new TypeError('a fault'), 4).context).toMatchObject({ itemIndex: 4 });
		const own = new NodeApiError(node, { message: 'refused' });
		expect(toNodeError(node, own, 4)).toBe(own);
	});
});

describe('the item of an error that is not of DT', () => {
	it('has its words only', () => {
		expect(toErrorItem(new TypeError('a fault'), 1, true)).toEqual({
			json: { error: 'a fault' },
			pairedItem: { item: 1 },
		});
		expect(toErrorItem('words', 0).json).toEqual({ error: 'words' });
	});

	it('has details with Continue and on the error output of this n8n', () => {
		const error = new DtError('timed_out');
		for (const toErrorOutput of [true, false]) {
			expect(Object.keys(toErrorItem(error, 0, toErrorOutput).json)).toEqual([
				'error',
				'message',
				'details',
			]);
		}
	});
});
