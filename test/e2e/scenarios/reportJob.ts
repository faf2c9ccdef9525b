import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import {
	chain,
	code,
	connect,
	dtNode,
	manualTrigger,
	REPORT,
	webhook,
	workflow,
	type CredentialRef,
} from '../workflows';

const RESTART_WITHIN_MS = 120_000;

/** Reports that outlive an execution, come in several parts, or for several items. */
export function reportJobScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().credential();
	});

	afterEach(() => instance().simulator.set({ readyAfter: 0 }));

	it('of 200 days come from three requests, as one table and as one file', async () => {
		const range = { ...REPORT, startDate: '2026-04-01', endDate: '2026-10-17', splits: ['Date'] };
		const counted = instance().counter();
		const file = { ...dtNode(credential, { ...range, output: 'file' }), name: 'As a file' };
		const execution = await instance().client.runNew(
			chain('200 days', manualTrigger(), dtNode(credential, range), {
				...file,
				executeOnce: true,
			} as typeof file),
		);
		expectSuccess(execution);
		const days = itemsOf(execution).map(({ json }) => String(json.Date));
		expect(days).toHaveLength(200);
		expect([...new Set(days)].sort()).toHaveLength(200);
		expect(days.slice(0, 90).every((day) => day < '2026-06-30')).toBe(true);
		expect(counted().reports).toBe(6);
		const [item] = itemsOf(execution, 'As a file');
		expect(item.json).toMatchObject({ rows: 200, startDate: '2026-04-01', endDate: '2026-10-17' });
		const csv = (await instance().client.binary(String(item.binary?.data.id))).toString('utf8');
		expect(csv.match(/Date,/g)).toHaveLength(1);
		expect(csv.trimEnd().split('\n')).toHaveLength(201);
	});

	it('for ten items of which two fail give eight results and two error items', async () => {
		instance().simulator.set({ readyAfter: 2_000 });
		const items = code(
			'Items',
			"return Array.from({ length: 10 }, (_, i) => ({ json: { day: `2026-11-${10 + i}`, metric: i % 5 === 3 ? 'Offer Click' : 'Offer Clicks' } }));",
		);
		const start = manualTrigger();
		const report = dtNode(
			credential,
			{
				...REPORT,
				metrics: '={{ $json.metric }}',
				startDate: '={{ $json.day }}',
				endDate: '={{ $json.day }}',
				splits: ['Date'],
			},
			{ onError: 'continueErrorOutput' },
		);
		const connections = {};
		connect(connections, start, items);
		connect(connections, items, report);
		const execution = await instance().client.runNew(
			workflow('Ten items', [start, items, report], connections),
		);
		expectSuccess(execution);
		const days = itemsOf(execution).map(({ json }) => String(json.Date).slice(-2));
		expect(days).toEqual(['10', '11', '12', '14', '15', '16', '17', '19']);
		expect(itemsOf(execution).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 4, 5, 6, 7, 9].map((item) => ({ item })),
		);
		const failed = itemsOf(execution, 'DT Reporting', 1);
		const codes = failed.map(({ json }) => (json.details as { code: string } | undefined)?.code);
		const { routesDetails } = instance().runtime.release;
		expect(codes).toEqual(Array(2).fill(routesDetails ? 'report_rejected' : undefined));
		expect(failed.map(({ json }) => String(json.message))[0]).toContain(
			'DT spells it "Offer Clicks"',
		);
		const ended = Date.parse(String(execution.stoppedAt)) - Date.parse(execution.startedAt);
		// One wait of 2 s and ten requests a quarter of a second apart, not ten waits.
		expect(ended).toBeLessThan(18_000);
	});

	it(
		'whose wait was cut off are resumed by the next execution; after a restart the link goes on',
		async () => {
			const { client, server, simulator } = instance();
			simulator.set({ readyAfter: 7_000 });
			const path = 'taken-up';
			const parameters = { ...REPORT, options: { maxWait: 5 } };
			const saved = await client.createWorkflow(
				chain('Resumed', webhook(path), dtNode(credential, parameters)),
			);
			await client.activate(saved.id);
			await client.webhookReady(path);
			const counted = instance().counter();
			expect((await client.webhook(path)).status).toBe(500);
			const [first] = await client.executionsOf(saved.id);
			const { url: reportUrl } = simulator.reports.at(-1)!;
			expect(first.data.resultData.error?.context?.dt).toMatchObject({
				code: 'report_not_ready',
				reportUrl,
			});
			const { status, body } = await client.webhook(path);
			await client.deactivate(saved.id);
			expect(status).toBe(200);
			expect((body as unknown[]).length).toBeGreaterThan(3);
			await server.restart();
			const download = { resource: 'report', operation: 'download', reportUrl };
			const later = await client.runNew(
				chain('After a restart', manualTrigger(), dtNode(credential, download)),
			);
			expectSuccess(later);
			expect(itemsOf(later)).toHaveLength((body as unknown[]).length);
			expect(counted().reports).toBe(1);
		},
		RESTART_WITHIN_MS,
	);

	it('made by one workflow are downloaded by another', async () => {
		const { client, simulator } = instance();
		simulator.set({ readyAfter: 1_500 });
		const created = await client.runNew(
			chain('Creates', manualTrigger(), dtNode(credential, { ...REPORT, operation: 'create' })),
		);
		expectSuccess(created);
		const [{ json }] = itemsOf(created);
		expect(Object.keys(json)).toEqual([
			'reportId',
			'reportUrl',
			'urlExpiresAt',
			'requestedAt',
			'query',
		]);
		const download = (options: object) =>
			dtNode(credential, {
				resource: 'report',
				operation: 'download',
				reportUrl: json.reportUrl,
				options,
			});
		const early = await client.runNew(
			chain('Looks once', manualTrigger(), download({ maxWait: 0, ifNotReady: 'return' })),
		);
		expect(itemsOf(early)[0].json).toMatchObject({ ready: false, reportUrl: json.reportUrl });
		const counted = instance().counter();
		const late = await client.runNew(chain('Downloads', manualTrigger(), download({})));
		expectSuccess(late);
		expect(itemsOf(late).length).toBeGreaterThan(3);
		expect(counted()).toEqual({ tokens: 0, reports: 0, refused: 0 });
	});

	it('that are not ready in time are resumed by Retry On Fail, with one request', async () => {
		instance().simulator.set({ readyAfter: 2_500 });
		const counted = instance().counter();
		const parameters = { ...REPORT, options: { maxWait: 1 } };
		const retries = { retryOnFail: true, maxTries: 4, waitBetweenTries: 200 };
		const execution = await instance().client.runNew(
			chain('Retries', manualTrigger(), dtNode(credential, parameters, retries)),
		);
		expectSuccess(execution);
		expect(itemsOf(execution).length).toBeGreaterThan(3);
		expect(counted().reports).toBe(1);
	});
}
