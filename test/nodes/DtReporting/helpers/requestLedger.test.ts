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
