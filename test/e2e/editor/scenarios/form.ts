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
			const labels = await editor.labels();
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
			const offerWall = await editor.listed('metrics');
			expect(offerWall).toContain('Publisher Revenue');
			expect(offerWall).not.toContain('Revenue (USD)');
			await editor.pick('metrics', 'Publisher Revenue');
			await editor.pick('product', 'DT FairBid');
			await editor.shoot('product-changed');
			await editor.issues().waitFor();
			await editor.unpick('metrics', 'Publisher Revenue');
			const fairBid = await editor.listed('metrics', 'fairbid-metrics');
			expect(fairBid).toContain('Revenue (USD)');
			expect(fairBid).not.toContain('Publisher Revenue');
			expect(await editor.listed('splits', 'fairbid-splits')).toContain('Placement Name');
		});

		it('requests what was picked', async () => {
			await editor.pick('metrics', 'Revenue (USD)', 'Impressions');
			await editor.pick('splits', 'Country');
			await editor.execute();
			await editor.output.getByText('Revenue (USD)').first().waitFor();
			expect(reports()).toMatchObject([
				{ query: { metrics: ['Revenue (USD)', 'Impressions'], splits: ['Date', 'Country'] } },
			]);
		});
	});

	it.each(ZONES)('requests the days that are shown where the browser is in %s', async (zone) => {
		const { metrics, splits } = REPORT;
		const { editor, reports } = await openForm({ metrics, splits }, zone);
		await editor.pick('dateRange', 'Custom');
		await editor.pickDay('startDate', '2026-11-01');
		await editor.pickDay('endDate', '2026-11-03');
		await editor.shoot(`dates-${zone.split('/')[1].toLowerCase()}`);
		const shown = [await editor.dayIn('startDate'), await editor.dayIn('endDate')];
		expect(shown).toEqual(['2026-11-01', '2026-11-03']);
		await editor.execute();
		await editor.output.getByText('Publisher Revenue').first().waitFor();
		expect(reports()).toMatchObject([
			{ query: { dateRange: { start: '2026-11-01', end: '2026-11-03' } } },
		]);
		await editor.close();
	});
}
