import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';
import type { Simulator } from '../../../simulator';
import { chain, dtNode, manualTrigger, REPORT } from '../../workflows';

const ALWAYS = 1000;
const RUN_AGAIN_WITHIN_MS = 60_000;

interface Refusal {
	kind: string;
	code: string;
	/** What the panel says happened. */
	message: string;
	/** The beginning of what it says to do. */
	remedy: string;
	arrange(simulator: Simulator): void;
}

/** One of each kind that DT or the network can cause; the configuration's own is met before. */
const REFUSALS: Refusal[] = [
	{
		kind: 'credential',
		code: 'invalid_client',
		message: 'DT does not know this Client ID and Client Secret (invalid_client)',
		remedy: 'The pair may be mistyped or revoked',
		arrange: (simulator) => {
			simulator.expireTokens();
			const body = { error: 'invalid_client' };
			simulator.fault({ on: 'token', times: ALWAYS, status: 400, body });
		},
	},
	{
		kind: 'network',
		code: 'connection_failed',
		message: 'No connection to DT while requesting a token',
		remedy: 'Check that this n8n can reach the Base URL of the credential',
		arrange: (simulator) => {
			simulator.expireTokens();
			simulator.fault({ on: 'token', times: ALWAYS, action: 'reset' });
		},
	},
	{
		kind: 'quota',
		code: 'quota_exhausted',
		message: 'Daily report quota reached',
		remedy: 'DT gives 50 reports a day, and the count starts again at 00:00 UTC.',
		arrange: (simulator) => simulator.set({ dailyQuota: 0 }),
	},
	{
		kind: 'service',
		code: 'service_unavailable',
		message: 'DT is not available right now while requesting a report (HTTP 503)',
		remedy: 'Run the node again in a few minutes.',
		arrange: (simulator) => simulator.fault({ on: 'report', times: ALWAYS, status: 503, body: '' }),
	},
	{
		kind: 'report',
		code: 'report_not_ready',
		message: 'The report is not ready yet',
		remedy: 'DT may take up to an hour',
		arrange: (simulator) => simulator.fault({ on: 'file', times: ALWAYS, status: 200, body: '' }),
	},
];

/** What the panel says when a report is refused, and what a person does next. */
export function refusalScenarios(lab: Lab): void {
	let editor: EditorPage;

	beforeAll(async () => {
		const { client } = lab.instance();
		const options = { maxWait: 0, additionalMetrics: 'No Such Metric' };
		const node = dtNode(await lab.instance().credential(), { ...REPORT, options });
		const { id } = await client.createWorkflow(chain('Refused', manualTrigger(), node));
		editor = await lab.visit();
		await editor.openWorkflow(id);
		await editor.openNode('DT Reporting');
	});

	afterEach(() => lab.instance().simulator.set({ dailyQuota: 100_000 }));

	afterAll(async () => await editor.close());

	it('names the metric that DT does not know, and where to look', async () => {
		await editor.execute();
		const { message, description } = await editor.output.refusal('report_rejected');
		await editor.shoot('refused-configuration');
		expect(message).toContain('DT did not accept the report request (HTTP 400)');
		expect(message).toContain('No Such Metric');
		expect(description).toContain('Check the metrics, splits and filters');
	});

	it('gives rows once the name is right', async () => {
		await editor.form.field('additionalMetrics').locator('input').fill('Publisher ARPU');
		await editor.execute();
		await editor.output.shows('Publisher ARPU');
		expect(await editor.output.columns()).toEqual([
			'Date',
			'Country',
			'Publisher Revenue',
			'Offer Clicks',
			'Publisher ARPU',
		]);
	});

	it.each(REFUSALS.map((refusal): [string, Refusal] => [refusal.kind, refusal]))(
		'says what happened and what to do: %s',
		async (kind, { code, message, remedy, arrange }) => {
			const { simulator } = lab.instance();
			arrange(simulator);
			await editor.execute();
			const shown = await editor.output.refusal(code);
			await editor.shoot(`refused-${kind}`);
			expect(shown.message).toContain(message);
			expect(shown.description.startsWith(remedy)).toBe(true);
			expect(`${shown.message} ${shown.description}`).not.toContain(simulator.clientSecret);
		},
	);

	it(
		'gives the rows of the report that was not ready, and requests no other',
		async () => {
			const { simulator } = lab.instance();
			const before = simulator.reports.length;
			await editor.execute();
			await editor.output.shows('Publisher Revenue');
			expect(simulator.reports).toHaveLength(before);
		},
		RUN_AGAIN_WITHIN_MS,
	);
}
