import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';
import { chain, dtNode, manualTrigger, REPORT } from '../../workflows';

/** Where a day is another than in UTC for hours: late in the one, early in the other. */
const ZONES = ['America/Los_Angeles', 'Asia/Tokyo'];

/** A report built with the pickers. */
export function formScenarios(lab: Lab): void {
	/** A page with a saved node's window open; it lacks what this leaves out. */
	async function openForm(parameters: Record<string, unknown>, timezoneId?: string) {
		const { client, simulator } = lab.instance();
		const node = dtNode(await lab.instance().credential(), parameters);
		const { id } = await client.createWorkflow(chain('Form', manualTrigger(), node));
		const editor = await lab.visit({ timezoneId });
		const before = simulator.reports.length;
		await editor.openWorkflow(id);
		await editor.openNode('DT Reporting');
		return { editor, reports: () => simulator.reports.slice(before) };
	}

	describe('for another product', () => {
		let editor: EditorPage;
		let reports: Awaited<ReturnType<typeof openForm>>['reports'];

		beforeAll(async () => {
			({ editor, reports } = await openForm({ resource: 'report', operation: 'run' }));
		});

		afterAll(async () => await editor.close());

		it('has the product above the names that depend on it', async () => {
			const labels = await editor.form.labels();
			expect(labels).toEqual([
				'Resource',
				'Operation',
				'Product',
				'Metrics',
				'Splits',
				'Date Range',
				'Filters',
				'Output',
				'Options',
			]);
		});

		it('lists the names of the product that was chosen', async () => {
			const offerWall = await editor.form.listed('metrics');
			expect(offerWall).toContain('Publisher Revenue');
			expect(offerWall).not.toContain('Revenue (USD)');
			await editor.form.pick('metrics', 'Publisher Revenue');
			await editor.form.pick('product', 'DT FairBid');
			await editor.shoot('product-changed');
			await editor.form.issues().waitFor();
			await editor.form.unpick('metrics', 'Publisher Revenue');
			const fairBid = await editor.form.listed(
				'metrics',
				async () => await editor.shoot('fairbid-metrics'),
			);
			expect(fairBid).toContain('Revenue (USD)');
			expect(fairBid).not.toContain('Publisher Revenue');
			expect(
				await editor.form.listed('splits', async () => await editor.shoot('fairbid-splits')),
			).toContain('Placement Name');
		});

		it('requests what was picked', async () => {
			await editor.form.pick('metrics', 'Revenue (USD)', 'Impressions');
			await editor.form.pick('splits', 'Country');
			await editor.execute();
			await editor.output.shows('Revenue (USD)');
			expect(reports()).toMatchObject([
				{ query: { metrics: ['Revenue (USD)', 'Impressions'], splits: ['Date', 'Country'] } },
			]);
		});
	});

	it.each(ZONES)('requests the days that are shown where the browser is in %s', async (zone) => {
		const { metrics, splits } = REPORT;
		const { editor, reports } = await openForm({ metrics, splits }, zone);
		await editor.form.pick('dateRange', 'Custom');
		await editor.form.pickDay('startDate', '2026-11-01');
		await editor.form.pickDay('endDate', '2026-11-03');
		await editor.shoot(`dates-${zone.split('/')[1].toLowerCase()}`);
		const shown = [await editor.form.dayIn('startDate'), await editor.form.dayIn('endDate')];
		expect(shown).toEqual(['2026-11-01', '2026-11-03']);
		await editor.execute();
		await editor.output.shows('Publisher Revenue');
		expect(reports()).toMatchObject([
			{ query: { dateRange: { start: '2026-11-01', end: '2026-11-03' } } },
		]);
		await editor.close();
	});
}
