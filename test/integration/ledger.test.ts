import type { IDataObject } from 'n8n-workflow';

import type { Fault, Simulator } from '../simulator';
import { runNode, type CredentialStore } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const details = (error?: IDataObject) =>
	(error?.context as IDataObject | undefined)?.dt as IDataObject;

const QUERY = {
	source: 'event',
	dateRange: { start: '2026-11-01', end: '2026-11-01' },
	metrics: ['Offer Clicks'],
	splits: [],
	filters: [],
};
const OPERATIONS: Record<string, IDataObject> = {
	run: { resource: 'report', operation: 'run', metrics: ['Offer Clicks'] },
	create: { resource: 'report', operation: 'create', metrics: ['Offer Clicks'] },
	send: {
		resource: 'request',
		operation: 'send',
		method: 'POST',
		path: '/api/v1/report/offerwall',
		query: '{"format": "csv"}',
		body: JSON.stringify(QUERY),
	},
};

/** Three tries of one execution, as Retry On Fail makes them. */
async function threeTries(operation: string, fault: Omit<Fault, 'on'>) {
	await begin();
	dt.fault({ on: 'report', times: 3, ...fault });
	const tries = [];
	for (let attempt = 0; attempt < 3; attempt++) {
		const parameters = OPERATIONS[operation];
		tries.push((await runNode(store, { parameters, executionId: 'same' })).error);
	}
	return { sent: dt.count('report'), details: tries.map(details) };
}

describe.each(['run', 'create', 'send'])('Retry On Fail of %s', (operation) => {
	it.each<[string, Omit<Fault, 'on'>, string]>([
		['a lost response', { action: 'lose' }, 'unknown_outcome'],
		['a 504', { status: 504 }, 'service_unavailable'],
		['a page under 200', { status: 200, body: '<html>Hello</html>' }, 'unexpected_response'],
		['an empty 200', { status: 200, body: '' }, 'unexpected_response'],
		['a 200 that is cut off', { status: 200, body: '{"id": "1", "ur' }, 'unexpected_response'],
	])('sends no second request after %s', async (_, fault, code) => {
		const { sent, details: tries } = await threeTries(operation, fault);
		expect(sent).toBe(1);
		for (const each of tries) {
			expect(each).toMatchObject({ code, retryable: false, mayBeCounted: true });
		}
	});

	it.each([500, 502, 503])('sends again after a plain %i, as the user chose', async (status) => {
		const { sent, details: tries } = await threeTries(operation, { status });
		expect(sent).toBe(3);
		expect(tries[2]).toMatchObject({ retryable: true, mayBeCounted: true });
	});

	it('sends again in the next execution', async () => {
		await threeTries(operation, { action: 'lose', times: 1 });
		const parameters = OPERATIONS[operation];
		expect((await runNode(store, { parameters, executionId: 'next' })).error).toBeUndefined();
		expect(dt.count('report')).toBe(2);
	});
});

describe('Retry On Fail of a report whose file is of no use', () => {
	const attempt = async (executionId: string) =>
		await runNode(store, {
			parameters: { ...OPERATIONS.run, options: { maxWait: 0 } },
			executionId,
		});
	const FAULTS: Array<[string, Omit<Fault, 'on'>, string]> = [
		['a link that the file host ends', { status: 410 }, 'report_expired'],
		['a page under 200', { body: '<html>Hello</html>' }, 'report_unreadable'],
		['text that stays the same', { body: 'null' }, 'report_unreadable'],
		['a refusal of the file host', { status: 400 }, 'report_unreadable'],
		[
			'a redirect that is refused',
			{ status: 302, headers: { Location: 'file:///a' } },
			'report_unreadable',
		],
	];

	it.each(FAULTS)('checks the same link again after %s', async (_, fault, code) => {
		await begin();
		dt.fault({ on: 'file', status: 200, times: Infinity, ...fault });
		for (let checked = 0; checked < 3; checked++) {
			const before = dt.count('file');
			expect(details((await attempt('same')).error)).toMatchObject({ code });
			expect(dt.count('file')).toBeGreaterThan(before);
		}
		expect(dt.count('report')).toBe(1);
	});

	it.each(FAULTS)('delivers the report that comes after %s', async (_, fault) => {
		await begin();
		dt.fault({ on: 'file', status: 200, times: 3, ...fault });
		let { rows, error } = await attempt('same');
		for (let tries = 1; error && tries < 4; tries++) ({ rows, error } = await attempt('same'));
		expect(rows).toHaveLength(1);
		expect(dt.count('report')).toBe(1);
	});

	it('requests a new report in the next execution', async () => {
		await begin();
		dt.fault({ on: 'file', status: 410, times: 1 });
		await attempt('same');
		expect((await attempt('next')).rows).toHaveLength(1);
		expect(dt.count('report')).toBe(2);
	});

	it('replaces the report of an earlier execution once, over all tries', async () => {
		await begin();
		dt.fault({ on: 'file', status: 404, times: 1 });
		expect(details((await attempt('first')).error).code).toBe('report_not_ready');
		dt.fault({ on: 'file', status: 410, times: Infinity });
		for (let tries = 0; tries < 3; tries++) {
			expect(details((await attempt('second')).error).code).toBe('report_expired');
		}
		expect(dt.count('report')).toBe(2);
	});
});
