import { type IDataObject } from 'n8n-workflow';

import { startSimulator, type Simulator } from '../simulator';
import { CredentialStore, runNode, type RunOptions } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let first: Simulator;
let others: Simulator[] = [];
let store: CredentialStore;

const begin = withSimulator((simulator) => (first = simulator));

afterEach(async () => {
	await Promise.all(others.map(async (dt) => await dt.close()));
	others = [];
});

/** Several accounts, each at a DT of its own, and a credential whose fields are expressions on the item. */
async function beginWith(count: number, options = {}): Promise<{ items: IDataObject[] }> {
	await begin({ seed: 'account 0', ...options });
	for (let index = 1; index < count; index++) {
		others.push(await startSimulator({ seed: `account ${index}`, ...options }));
	}
	store = new CredentialStore({
		clientId: '={{ $json.clientId }}',
		clientSecret: '={{ $json.clientSecret }}',
		baseUrl: '={{ $json.baseUrl }}',
	});
	const items = accounts().map(({ clientId, clientSecret, apiUrl }) => ({
		clientId,
		clientSecret,
		baseUrl: apiUrl,
	}));
	return { items };
}

const accounts = () => [first, ...others];
const query = { resource: 'report', metrics: ['Publisher Revenue'], splits: ['Date', 'Country'] };
const perform = async (parameters: IDataObject, items: IDataObject[], options = {}) =>
	await runNode(store, { parameters, items, ...options } as RunOptions);

/** What an account's own execution gives for the same query. */
async function alone(dt: Simulator): Promise<IDataObject[]> {
	const { clientId, clientSecret, apiUrl } = dt;
	const own = new CredentialStore({ clientId, clientSecret, baseUrl: apiUrl });
	return (await runNode(own, { parameters: { ...query, operation: 'run' } })).rows;
}

describe('fields of the credential that are expressions on the item', () => {
	it('give each item of Run the rows of its own account, with one exchange per account', async () => {
		const { items } = await beginWith(3);
		const { outputs, error } = await perform({ ...query, operation: 'run' }, items);
		expect(error).toBeUndefined();
		expect(accounts().map((dt) => dt.count('token'))).toEqual([1, 1, 1]);
		expect(accounts().map((dt) => dt.reports.length)).toEqual([1, 1, 1]);
		for (const [index, dt] of accounts().entries()) {
			const rows = outputs[0]
				.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index)
				.map(({ json }) => json);
			expect(rows).toEqual(await alone(dt));
		}
	});

	it('share a report between items of one account only', async () => {
		const { items } = await beginWith(2);
		const { outputs } = await perform({ ...query, operation: 'run' }, [...items, ...items]);
		expect(outputs[0]).toHaveLength(32);
		expect(accounts().map((dt) => dt.reports.length)).toEqual([1, 1]);
	});

	it('ask each account for its own report in Create', async () => {
		const { items } = await beginWith(3);
		const { rows } = await perform({ ...query, operation: 'create' }, items);
		expect(rows.map(({ reportUrl }) => reportUrl)).toEqual(
			accounts().map((dt) => dt.reports[0].url),
		);
	});

	it('send each request to its own account, and renew the token that DT has dropped', async () => {
		const { items } = await beginWith(2);
		const parameters = {
			resource: 'request',
			operation: 'send',
			method: 'POST',
			path: '/api/v1/report/offerwall',
			query: '{"format": "csv"}',
			body: JSON.stringify({
				source: 'event',
				dateRange: { start: '2026-11-01', end: '2026-11-01' },
				metrics: ['Offer Clicks'],
				splits: [],
				filters: [],
			}),
		};
		await perform(parameters, items);
		for (const dt of accounts()) dt.expireTokens();
		const { rows } = await perform(parameters, items);
		expect(rows.map(({ url }) => url)).toEqual(accounts().map((dt) => dt.reports[1].url));
		expect(accounts().map((dt) => [dt.count('token'), dt.count('report', 401)])).toEqual([
			[2, 1],
			[2, 1],
		]);
	});

	it('fail for the item that has none, and for no other', async () => {
		const { items } = await beginWith(2);
		const { outputs } = await perform({ ...query, operation: 'run' }, [{}, ...items], {
			onError: 'continueErrorOutput',
		});
		expect(outputs[0]).toHaveLength(16);
		expect(outputs[1]).toHaveLength(1);
		expect(outputs[1][0].json.details).toMatchObject({
			code: 'invalid_parameters',
			parameter: 'Client ID',
		});
	});

	it('keep the pending reports of accounts apart', async () => {
		const { items } = await beginWith(2, { readyAfter: 1_000 });
		const wait = { options: { maxWait: 0 } };
		await perform({ ...query, operation: 'run', ...wait }, [items[0]]);
		const { rows } = await perform({ ...query, operation: 'run' }, [items[1]]);
		expect(rows).toEqual(await alone(others[0]));
	});

	it('give no report to an item that knows the Client ID of an account but not its secret', async () => {
		const { items } = await beginWith(1, { readyAfter: 1_000 });
		const wrong = { ...items[0], clientSecret: 'Wr0ng-'.repeat(57) };
		const wait = { options: { maxWait: 0 } };
		const onError = { onError: 'continueErrorOutput' };
		await perform({ ...query, operation: 'run', ...wait }, [items[0]]);
		for (const both of [[wrong], [items[0], wrong]]) {
			const { outputs } = await perform({ ...query, operation: 'run' }, both, onError);
			expect(outputs[0]).toHaveLength(8 * (both.length - 1));
			expect(outputs[1]).toHaveLength(1);
			expect(outputs[1][0].json.details).toMatchObject({ code: 'invalid_client' });
		}
		expect(first.reports).toHaveLength(1);
	});
});
