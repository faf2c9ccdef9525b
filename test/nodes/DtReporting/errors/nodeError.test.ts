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
});
