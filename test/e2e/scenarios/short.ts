/* eslint-disable @n8n/community-nodes/no-restricted-imports -- drives a real n8n, is no node */
import { join } from 'node:path';
import { addDays, lastCompleteDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { startCollector } from '../collector';
import { DailyWorkflow } from '../dailyWorkflow';
import { exampleWorkflow } from '../exampleWorkflow';
import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import { PROJECT } from '../packPackage';
import {
	chain,
	connect,
	DT_CREDENTIAL,
	dtNode,
	manualTrigger,
	REPORT,
	workflow,
} from '../workflows';

const SAVED_FOLDER = join(PROJECT, 'test', 'e2e', 'savedWorkflows', 'version1');
/** What each of these gives its last node; the first node of it, and the last. */
const SAVED: Array<[file: string, first: string, last: string]> = [
	['daily-revenue.json', 'Every day at 12:30 UTC', 'Where the rows should go'],
	['unattended-daily-pull.json', 'Each complete day', 'Upsert by key'],
];

/** What must hold in every n8n that is supported, in a minute or so. */
export function shortScenarios(instance: () => N8nInstance): void {
	describe('the credential', () => {
		it('passes its test with the right keys', async () => {
			const { id } = await instance().credential();
			expect(await instance().client.testCredential(id)).toMatchObject({ status: 'OK' });
		});

		it("fails it in DT's words with a wrong secret", async () => {
			const { id } = await instance().credential({ clientSecret: 'wrong-'.repeat(57) });
			const { status, message } = await instance().client.testCredential(id);
			expect(status).toBe('Error');
			expect(message).toContain('DT does not know this Client ID and Client Secret');
		});

		it('exchanges its keys once for two runs', async () => {
			const { client } = instance();
			instance().newKeys();
			const counted = instance().counter();
			const node = dtNode(await instance().credential());
			expectSuccess(await client.runNew(chain('First', manualTrigger(), node)));
			expectSuccess(await client.runNew(chain('Second', manualTrigger(), node)));
			expect(counted()).toEqual({ tokens: 1, reports: 2, refused: 0 });
		});
	});

	describe('a report', () => {
		it('comes as one item a row', async () => {
			const node = dtNode(await instance().credential());
			const execution = await instance().client.runNew(chain('Rows', manualTrigger(), node));
			expectSuccess(execution);
			const columns = [...REPORT.splits, ...REPORT.metrics];
			const items = itemsOf(execution);
			const wanted = await reportRows(instance().simulator, {
				dateRange: { start: REPORT.startDate, end: REPORT.endDate },
				metrics: REPORT.metrics,
				splits: REPORT.splits,
			});
			expect(items).toHaveLength(wanted.length);
			for (const { json } of items) expect(Object.keys(json)).toEqual(columns);
		});
	});

	describe('a refusal', () => {
		it('comes on the error output, and with its code where it is thrown', async () => {
			const start = manualTrigger();
			const used = await instance().credential();
			const refused = { ...REPORT, metrics: ['No Such Metric'] };
			const routed = dtNode(used, refused, { name: 'Routed', onError: 'continueErrorOutput' });
			const thrown = dtNode(used, refused, { name: 'Thrown' });
			const connections = {};
			connect(connections, start, routed);
			connect(connections, routed, thrown, 0);
			connect(connections, routed, thrown, 1);
			const execution = await instance().client.runNew(
				workflow('Refused', [start, routed, thrown], connections),
			);
			const { error } = execution.data.resultData;
			expect(error).toMatchObject({
				name: 'NodeApiError',
				context: { dt: { code: 'report_rejected', retryable: false } },
			});
			expect(itemsOf(execution, 'Routed', 0)).toEqual([]);
			const items = itemsOf(execution, 'Routed', 1);
			expect(items).toHaveLength(1);
			const { details, ...words } = items[0].json;
			expect(words).toEqual({ error: error?.message, message: error?.description });
			const { routesDetails } = instance().runtime.release;
			expect((details as { code?: string } | undefined)?.code).toBe(
				routesDetails ? 'report_rejected' : undefined,
			);
		});
	});

	describe('the trigger', () => {
		it('delivers the days from the first that it is to start from, each once', async () => {
			const { simulator } = instance();
			const collector = await startCollector(Date.now);
			try {
				const last = lastCompleteDay(Date.now());
				const days = [addDays(last, -1), last];
				const daily = await DailyWorkflow.create(
					instance(),
					collector,
					'Daily',
					await instance().credential(),
					{ parameters: { startFrom: days[0] } },
				);
				const counted = instance().counter();
				await daily.activate();
				await daily.receives(days);
				await daily.deactivate();
				expect(daily.received.map(({ day }) => day)).toEqual(days);
				expect(daily.notified).toEqual([]);
				expect(counted().reports).toBe(1);
				expect(await daily.kept()).toContain('daily');
				expect(simulator.reports.at(-1)?.query.dateRange).toEqual({
					start: days[0],
					end: days[1],
				});
			} finally {
				await collector.close();
			}
		});
	});

	describe('a workflow that was saved with version 1', () => {
		it.each(SAVED)('%s runs to its last node', async (file, first, last) => {
			const { client } = instance();
			const used = { [DT_CREDENTIAL]: await instance().credential() };
			const saved = await client.createWorkflow(exampleWorkflow(file, used, SAVED_FOLDER));
			const execution = await client.run(saved, first);
			expectSuccess(execution);
			expect(itemsOf(execution, last).length).toBeGreaterThan(0);
		});
	});
}
