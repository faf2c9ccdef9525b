import { type IDataObject } from 'n8n-workflow';

import { clearPollCache } from '../../nodes/DtReporting/trigger/pollCache';
import type { Simulator } from '../simulator';
import { PolledTrigger, runNode, type CredentialStore } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;
const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const run = async (parameters: IDataObject) =>
	await runNode(store, {
		typeVersion: 1,
		parameters: { resource: 'report', metrics: ['Publisher Revenue'], ...parameters },
	});

const pathOf = (index: number) =>
	dt.requests.filter(({ kind }) => kind === 'report')[index].path.split('?')[0];

describe('a node of version 1', () => {
	it('requests at the endpoint and from the source that it was saved with', async () => {
		await begin();
		const { rows } = await run({ endpoint: 'report', source: 'performance' });
		expect(rows).toHaveLength(1);
		expect(pathOf(0)).toBe('/api/v1/report');
		expect(dt.reports[0].query.source).toBe('performance');
		await run({});
		expect(pathOf(1)).toBe('/api/v1/report/offerwall');
		expect(dt.reports[1].query.source).toBe('event');
		const exchange = await run({ endpoint: 'exchange', metrics: ['Impressions'] });
		expect(exchange.error).toBeUndefined();
		expect(dt.reports[2].query.source).toBe('mediation');
	});

	it('adds its additional metrics and splits, which need no others beside them', async () => {
		await begin();
		const { rows } = await run({
			metrics: [],
			additionalMetrics: 'Offer Clicks',
			splits: [],
			additionalSplits: 'Country',
		});
		expect(Object.keys(rows[0])).toEqual(['Country', 'Offer Clicks']);
		expect(typeof rows[0]['Offer Clicks']).toBe('number');
	});

	it('pages with _dt, an object', async () => {
		await begin();
		const [{ reportUrl }] = (await run({ operation: 'create', splits: ['Country'] })).rows;
		const download = async (cursor: string) =>
			await run({ operation: 'download', reportUrl, options: { cursor, limit: 3 } });
		const [first] = (await download('')).rows;
		expect(first._dt).toMatchObject({ row: 1, hasMore: true });
		const { cursor } = first._dt as { cursor: string };
		expect((await download(cursor)).rows[0]._dt).toMatchObject({ row: 4 });
	});
});

describe('a trigger of version 1', () => {
	it('gives its items _dt, an object, unless that is switched off', async () => {
		await begin();
		const day = new Date(Date.now() - 36 * 60 * 60 * 1000).toISOString().slice(0, 10);
		const items = async (options: IDataObject) => {
			clearPollCache();
			const parameters = { metrics: ['Offer Clicks'], splits: ['Date'], startFrom: day, options };
			return await new PolledTrigger(store, parameters, 'trigger', 1).pollUntilThere();
		};
		const [{ json }] = await items({});
		expect(json).toEqual({
			Date: day,
			'Offer Clicks': expect.any(Number),
			_dt: { day, change: 'new', revision: 0, reportId: dt.reports[0].id, empty: false },
		});
		const [{ json: plain }] = await items({ addKey: false });
		expect(Object.keys(plain)).toEqual(['Date', 'Offer Clicks']);
	});
});
