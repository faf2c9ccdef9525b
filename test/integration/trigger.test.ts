import { deepCopy, sleep, type IDataObject } from 'n8n-workflow';

import { clearPollCache } from '../../nodes/DtReporting/trigger/pollCache';
import type { Simulator } from '../simulator';
import { PolledTrigger, type CredentialStore } from './n8nHarness';
import { withSimulator } from './simulatorSetup';

let dt: Simulator;
let store: CredentialStore;

const begin = withSimulator((simulator, credential) => {
	dt = simulator;
	store = credential;
});

const DAY_MS = 24 * 60 * 60 * 1000;
const utcDay = (instant: number) => new Date(instant).toISOString().slice(0, 10);
/** The UTC day so many days before the last complete one. */
const daysBack = (days: number) => utcDay(Date.now() - (1.5 + days) * DAY_MS);

const query = { metrics: ['Publisher Revenue', 'Offer Clicks'], splits: ['Country'] };
const withKey = ({ options, ...others }: IDataObject): IDataObject => ({
	...query,
	...others,
	options: { addKey: true, ...(options as IDataObject | undefined) },
});
const activated = (parameters: IDataObject = {}) =>
	new PolledTrigger(store, withKey({ startFrom: daysBack(0), ...parameters }), 'trigger');
const inEditor = (parameters: IDataObject = {}) =>
	new PolledTrigger(store, withKey(parameters), 'manual');

const keyOf = ({ json }: { json: IDataObject }) => ({
	day: json._dt_day,
	change: json._dt_change,
	revision: json._dt_revision,
	reportId: json._dt_report_id,
	empty: json._dt_empty,
});
const codeOf = (error: unknown) =>
	((error as { context: IDataObject }).context.dt as IDataObject).code;

describe('an activated trigger', () => {
	it('requests in one poll, checks in others, and delivers a day once', async () => {
		await begin({ readyAfter: 700, notReadyAs: 'mixed' });
		const trigger = activated();
		expect(await trigger.poll()).toBeUndefined();
		expect(dt.count('report')).toBe(1);
		expect(dt.count('file')).toBe(0);
		const items = await trigger.pollUntilThere();
		expect(items.length).toBeGreaterThan(3);
		expect(dt.reports[0].query).toMatchObject({
			dateRange: { start: daysBack(0), end: daysBack(0) },
			splits: ['Date', 'Country'],
		});
		for (const item of items) {
			expect(item.json.Date).toBe(daysBack(0));
			expect(typeof item.json.Country).toBe('string');
			expect(keyOf(item)).toEqual({
				day: daysBack(0),
				change: 'new',
				revision: 0,
				reportId: dt.reports[0].id,
				empty: false,
			});
		}
		for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toBeUndefined();
		expect(dt.count('report')).toBe(1);
	});

	it('begins with the next day to become complete where no first day is set', async () => {
		await begin();
		const trigger = activated({ startFrom: '' });
		for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toBeUndefined();
		// The keys are proved when a person activates it, and nothing is requested.
		expect(dt.requests.map(({ kind }) => kind)).toEqual(['token']);
		expect(trigger.staticData.daily).toMatchObject({ v: 2, firstNewDay: daysBack(-1) });
	});

	it('requests countries as the Offer Wall has them', async () => {
		await begin();
		const filters = { filter: [{ dimension: 'Country', values: '["us", "Japan"]' }] };
		const items = await activated({ filters }).pollUntilThere();
		expect(items.map(({ json }) => json.Country).sort()).toEqual(['JAPAN', 'UNITED STATES']);
	});

	it('brings several days in one report, in order, and those without rows too', async () => {
		await begin({ rowOrder: 'none' });
		const filters = { filter: [{ dimension: 'Country', values: 'ATLANTIS' }] };
		const trigger = activated({ startFrom: daysBack(4) });
		const items = await trigger.pollUntilThere();
		const days = items.map(({ json }) => String(json.Date));
		expect(days).toEqual([...days].sort());
		expect([...new Set(days)]).toEqual([4, 3, 2, 1, 0].map(daysBack));
		expect(dt.count('report')).toBe(1);
		clearPollCache();
		const none = await activated({ startFrom: daysBack(1), filters }).pollUntilThere();
		expect(none.map(({ json }) => json)).toEqual(
			[1, 0].map((back) => ({
				Date: daysBack(back),
				empty: true,
				_dt_day: daysBack(back),
				_dt_change: 'new',
				_dt_revision: 0,
				_dt_report_id: dt.reports[1].id,
				_dt_empty: true,
			})),
		);
		clearPollCache();
		const skips = activated({ startFrom: daysBack(1), filters, options: { emptyDays: 'skip' } });
		for (let polls = 0; polls < 4; polls++) {
			expect(await skips.poll()).toBeUndefined();
			await sleep(300);
		}
		expect(skips.staticData.daily).toMatchObject({ delivered: [[daysBack(1), daysBack(0)]] });
	});

	it('delivers a file a day, rows as DT wrote them', async () => {
		await begin();
		const splits = ['Campaign Name'];
		const items = await activated({
			startFrom: daysBack(1),
			output: 'file',
			binaryPropertyName: 'csv',
			splits,
		}).pollUntilThere();
		expect(items.map(({ json }) => json)).toEqual(
			[1, 0].map((back) => ({
				Date: daysBack(back),
				fileName: `dt-offerwall_event_${daysBack(back)}_${daysBack(back)}.csv`,
				fileSize: expect.any(Number),
				rows: expect.any(Number),
				_dt_day: daysBack(back),
				_dt_change: 'new',
				_dt_revision: 0,
				_dt_report_id: dt.reports[0].id,
				_dt_empty: false,
			})),
		);
		const whole = await (await fetch(dt.reports[0].url)).text();
		for (const [index, back] of [1, 0].entries()) {
			const { data } = items[index].binary!.csv;
			const text = Buffer.from(data, 'base64').toString('utf8');
			expect(text.startsWith('Date,Campaign Name,Publisher Revenue,Offer Clicks\n')).toBe(true);
			const records = text.split(/\n(?=\d{4}-)/).slice(1);
			expect(records).toHaveLength(Number(items[index].json.rows));
			for (const record of records) {
				expect(record.startsWith(daysBack(back))).toBe(true);
				expect(whole).toContain(record.trimEnd());
			}
			expect(Buffer.byteLength(text)).toBe(items[index].json.fileSize);
		}
	});

	it('gives values as text, and no key, where that is wanted', async () => {
		await begin();
		const options = { valueTypes: 'text', addKey: false };
		const [first] = await activated({ options }).pollUntilThere();
		expect(Object.keys(first.json)).toEqual([
			'Date',
			'Country',
			'Publisher Revenue',
			'Offer Clicks',
		]);
		expect(typeof first.json['Publisher Revenue']).toBe('string');
	});

	it('is refused with wrong keys, before anything is spent, and by name for other settings', async () => {
		await begin();
		store.stored = { ...store.stored, clientSecret: 'wrong-'.repeat(57) };
		await expect(activated().poll()).rejects.toMatchObject({
			message: expect.stringContaining('invalid_client'),
			failure: { cause: 'credential-invalid' },
		});
		clearPollCache();
		await expect(activated({ startFrom: '' }).poll()).rejects.toMatchObject({
			message: expect.stringContaining('invalid_client'),
		});
		expect(dt.count('report')).toBe(0);
		const refused = async (parameters: IDataObject) => {
			clearPollCache();
			const error = await activated(parameters)
				.poll()
				.catch((thrown: unknown) => thrown);
			expect(codeOf(error)).toBe('invalid_parameters');
			return (error as Error).message;
		};
		expect(await refused({ metrics: [] })).toContain('Metrics');
		expect(await refused({ startFrom: 'soon' })).toContain('Start From');
		expect(await refused({ lookbackDays: 90 })).toContain('Lookback Days');
		expect(await refused({ pollTimes: { item: [{ mode: 'everyDay' }] } })).toContain('Poll Times');
		expect(await refused({ pollTimes: { item: [] } })).toContain('Poll Times');
		expect(await refused({ options: { historyReports: 60 } })).toContain('Max Backfill Reports');
		expect(await refused({ options: { daysPerReport: 91 } })).toContain('Max Days per Report');
		expect(await refused({ options: { addKey: 'false' } })).toContain('Add Key');
	});

	it('tells revoked keys once and goes on by itself when they are right again', async () => {
		await begin();
		const trigger = activated();
		dt.fault({ on: 'token', status: 503 });
		expect(await trigger.poll()).toBeUndefined();
		const { clientId, clientSecret } = dt;
		dt.revoke();
		const notified: unknown[] = [];
		for (let polls = 0; polls < 4; polls++) {
			await trigger.poll().catch((error: unknown) => notified.push(codeOf(error)));
		}
		expect(notified).toEqual(['invalid_client']);
		dt.setKeys(clientId, `${clientSecret}2`);
		store.stored = { ...store.stored, clientSecret: `${clientSecret}2` };
		expect((await trigger.pollUntilThere()).length).toBeGreaterThan(3);
		expect(dt.reports).toHaveLength(1);
	});

	it('tells the quota wall once, with the time of its end, and asks nothing until then', async () => {
		await begin({ dailyQuota: 0 });
		const trigger = activated();
		expect(await trigger.poll()).toBeUndefined();
		const midnight = Date.parse(utcDay(Date.now() + DAY_MS));
		await expect(trigger.poll()).rejects.toMatchObject({
			description: expect.stringMatching(/tries again by itself at .* 00:00 UTC/),
			failure: { cause: 'quota-exhausted', resetsAtEpochMs: midnight },
		});
		const asked = dt.count('report');
		for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toBeUndefined();
		expect(dt.count('report')).toBe(asked);
	});

	it('tells of a lost response in the next poll, and does not ask again at once', async () => {
		await begin();
		const trigger = activated();
		dt.fault({ on: 'report', action: 'lose' });
		expect(await trigger.poll()).toBeUndefined();
		const error = await trigger.poll().catch((thrown: unknown) => thrown);
		expect(codeOf(error)).toBe('unknown_outcome');
		// It is too early for the second request.
		expect(await trigger.poll()).toBeUndefined();
		expect(dt.reports).toHaveLength(1);
	});

	it('requests again for a file that is no report, once, then notifies', async () => {
		await begin();
		const trigger = activated();
		dt.fault({ on: 'file', status: 200, body: '<html>busy</html>', times: 100 });
		const notified: unknown[] = [];
		for (let polls = 0; polls < 40 && notified.length === 0; polls++) {
			await trigger.poll().catch((error: unknown) => notified.push(codeOf(error)));
			await sleep(250);
		}
		expect(notified).toEqual(['report_unreadable']);
		expect(dt.reports).toHaveLength(2);
		for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toBeUndefined();
		expect(dt.reports).toHaveLength(2);
	});

	it('takes up the report requested last when it is switched off and on, not the one n8n has kept', async () => {
		await begin();
		const trigger = activated();
		await trigger.poll();
		// n8n keeps the state after an activation, and then with the next delivery only.
		const kept = deepCopy(trigger.staticData.daily);
		dt.fault({ on: 'file', status: 200, body: '<html>busy</html>', times: 100 });
		for (let polls = 0; polls < 40 && dt.reports.length < 2; polls++) {
			await trigger.poll();
			await sleep(250);
		}
		dt.clearFaults();
		const again = activated();
		again.staticData.daily = kept;
		const [item] = await again.pollUntilThere();
		expect(keyOf(item).reportId).toBe(dt.reports[1].id);
		expect(dt.reports).toHaveLength(2);
	});

	it('tells once of a credential that is gone, and hands the day over when it is back', async () => {
		await begin();
		const trigger = activated();
		await trigger.poll();
		const { getDecrypted } = store;
		store.getDecrypted = async () => {
			throw new Error('the credential does not exist');
		};
		const notified: string[] = [];
		for (let polls = 0; polls < 4; polls++) {
			await trigger.poll().catch((error: Error) => notified.push(error.message));
		}
		expect(notified).toEqual(['the credential does not exist']);
		store.getDecrypted = getDecrypted;
		expect((await trigger.pollUntilThere()).length).toBeGreaterThan(3);
		expect(dt.reports).toHaveLength(1);
	});

	it('tells once of a file that cannot be stored, and keeps its report', async () => {
		await begin();
		const trigger = activated({ output: 'file' });
		await trigger.poll();
		await sleep(600);
		const storage = trigger.breakStorage();
		const notified: string[] = [];
		for (let polls = 0; polls < 4; polls++) {
			await trigger.poll().catch((error: Error) => notified.push(error.message));
		}
		expect(notified).toEqual(['the disk is full']);
		expect(dt.count('file')).toBe(1);
		storage.mend();
		clearPollCache();
		expect((await trigger.pollUntilThere()).length).toBe(1);
		expect(dt.reports).toHaveLength(1);
	});

	it('does not begin a poll while another is under way', async () => {
		await begin();
		const trigger = activated();
		dt.fault({ on: 'report', delay: 500 });
		const [first, second] = await Promise.all([trigger.poll(), trigger.poll()]);
		expect([first, second]).toEqual([undefined, undefined]);
		expect(dt.reports).toHaveLength(1);
	});

	it('drops the report under way when the query changes', async () => {
		await begin({ readyAfter: 60_000 });
		await activated().poll();
		const changed = activated({ metrics: ['Offer Clicks'] });
		dt.set({ readyAfter: 0 });
		const items = await changed.pollUntilThere();
		expect(Object.keys(items[0].json)).not.toContain('Publisher Revenue');
		expect(dt.reports).toHaveLength(2);
	});
});

describe('a test event in the editor', () => {
	it('costs no second report where the first could not be fetched, and one where it is of no use', async () => {
		await begin();
		const elsewhere = { Location: 'https://no-such-host.invalid/r.csv' };
		dt.fault({ on: 'file', status: 302, headers: elsewhere, times: 6 });
		for (const code of ['connection_failed', 'connection_failed']) {
			expect(
				codeOf(
					await inEditor()
						.poll()
						.catch((thrown: unknown) => thrown),
				),
			).toBe(code);
		}
		expect(dt.reports).toHaveLength(1);
		dt.fault({ on: 'file', status: 410 });
		expect(
			codeOf(
				await inEditor()
					.poll()
					.catch((thrown: unknown) => thrown),
			),
		).toBe('report_expired');
		await inEditor().poll();
		expect(dt.reports).toHaveLength(2);
	});

	it('shows up to ten rows of the last complete day and keeps nothing', async () => {
		await begin({ readyAfter: 600 });
		const editor = inEditor({ splits: ['Country', 'Campaign Name'] });
		const items = await editor.poll();
		expect(items).toHaveLength(10);
		expect(keyOf(items![0])).toMatchObject({ day: daysBack(0), change: 'new', empty: false });
		expect(editor.staticData).toEqual({});
		// The same report again, by its link.
		expect(await inEditor({ splits: ['Country', 'Campaign Name'] }).poll()).toHaveLength(10);
		expect(dt.reports).toHaveLength(1);
		await inEditor().poll();
		expect(dt.reports).toHaveLength(2);
	});

	it('says that a day has no rows', async () => {
		await begin();
		const filters = { filter: [{ dimension: 'Country', values: 'ATLANTIS' }] };
		const items = await inEditor({ filters, options: { emptyDays: 'skip' } }).poll();
		expect(items?.map(({ json }) => json.empty)).toEqual([true]);
	});
});
