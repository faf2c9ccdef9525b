import { NodeApiError } from 'n8n-workflow';

import { carriedBy, toHookError } from '../../../../nodes/DtReporting/errors/credentialError';
import { DtError } from '../../../../nodes/DtReporting/errors/dtError';

const typed = new DtError('invalid_client', { httpStatus: 401 });

describe('what the credential’s hook throws', () => {
	it('is n8n’s error with the words of the failure, of a node that n8n accepts', () => {
		const thrown = toHookError(typed) as NodeApiError;
		expect(thrown).toBeInstanceOf(NodeApiError);
		expect(thrown).toMatchObject({ message: typed.message, description: typed.description });
		expect(thrown.node).toMatchObject({
			name: 'DT Reporting API',
			type: 'dtReportingApi',
			typeVersion: 1,
			position: [0, 0],
		});
	});

	it('carries the failure where nothing stores it', () => {
		const thrown = toHookError(typed);
		expect(carriedBy(thrown)).toBe(typed);
		expect(JSON.stringify(thrown)).not.toContain('dtCode');
	});

	it('is any other error as it is', () => {
		const other = new TypeError('a fault');
		expect(toHookError(other)).toBe(other);
	});
});

describe('the failure in something thrown', () => {
	it('is itself, carried, or the cause of others', () => {
		expect(carriedBy(typed)).toBe(typed);
		const wrapped = new Error('outer', {
			cause: new Error('inner', { cause: toHookError(typed) }),
		});
		expect(carriedBy(wrapped)).toBe(typed);
	});

	it.each([[new Error('none')], ['words'], [undefined], [{ cause: typed }]])(
		'is nothing in %p',
		(thrown) => expect(carriedBy(thrown)).toBeUndefined(),
	);
});
