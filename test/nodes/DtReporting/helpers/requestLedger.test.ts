import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import { forgetRequests, RequestLedger } from '../../../../nodes/DtReporting/helpers/requestLedger';
import { nodeContext } from '../../../support/nodeContext';

beforeEach(forgetRequests);

const ledger = (place = {}) => new RequestLedger(nodeContext(place));
const final = new DtError('unknown_outcome', { reason: 'ECONNRESET' });
const passing = new DtError('service_unavailable', { reason: 'HTTP 503' });
const failing = (error: unknown) => jest.fn(async () => await Promise.reject(error));

describe('a request in the ledger', () => {
	it('that ended for good is not sent again in its execution', async () => {
		await expect(ledger().once('key', failing(final))).rejects.toBe(final);
		const again = jest.fn(async () => 'response');
		await expect(ledger().once('key', again)).rejects.toBe(final);
		expect(again).not.toHaveBeenCalled();
	});

	it.each([
		['under another key', {}, 'other key'],
		['in another execution', { execution: 'e2' }, 'key'],
		['by another node', { node: 'DT Reporting1' }, 'key'],
		['in another workflow', { workflow: 'w2' }, 'key'],
	])('is sent %s', async (_, place, key) => {
		await expect(ledger().once('key', failing(final))).rejects.toBe(final);
		await expect(ledger(place).once(key, async () => 'response')).resolves.toBe('response');
	});

	it.each([
		['failed for a while', passing],
		['failed otherwise', new TypeError('no error of DT')],
	])('is sent again where it %s', async (_, error) => {
		await expect(ledger().once('key', failing(error))).rejects.toBe(error);
		await expect(ledger().once('key', async () => 'response')).resolves.toBe('response');
	});

	it('is sent again after success', async () => {
		const send = jest.fn(async () => 'response');
		await ledger().once('key', send);
		await ledger().once('key', send);
		expect(send).toHaveBeenCalledTimes(2);
	});
});

describe('a request for an item', () => {
	const retried = (place = {}) => ledger({ retryOnFail: true, ...place });
	const first = async () => await retried().onceForItem(0, 'key', async () => 'first');

	it('gives a retry of the same run the response that it had', async () => {
		await first();
		const again = jest.fn(async () => 'second');
		await expect(retried().onceForItem(0, 'key', again)).resolves.toBe('first');
		expect(again).not.toHaveBeenCalled();
	});

	it.each([
		['of another item', {}, 1, 'key'],
		['under another key', {}, 0, 'other key'],
		['in the next round of a loop', { runIndex: 1 }, 0, 'key'],
		['in another execution', { execution: 'e2' }, 0, 'key'],
		['where the node is not retried', { retryOnFail: false }, 0, 'key'],
	])('is sent %s', async (_, place, item, key) => {
		await first();
		const again = retried(place).onceForItem(item, key, async () => 'second');
		await expect(again).resolves.toBe('second');
	});

	it.each([
		['that is not retried', { retryOnFail: false }],
		['of an execution without an id', { execution: '' }],
	])('is sent each time by a node %s', async (_, place) => {
		for (const response of ['first', 'second']) {
			const sent = retried(place).onceForItem(0, 'key', async () => response);
			await expect(sent).resolves.toBe(response);
		}
	});

	it('is sent again where it failed for a while', async () => {
		await expect(retried().onceForItem(0, 'key', failing(passing))).rejects.toBe(passing);
		await expect(first()).resolves.toBe('first');
	});
});
