import type { EditorPage } from '../editorPage';
import type { Lab } from '../editorMode';

/** From an empty canvas to rows, as somebody does it who has just installed the package. */
export function firstReportScenarios(lab: Lab): void {
	let editor: EditorPage;

	beforeAll(async () => {
		editor = await lab.visit();
		await editor.openWorkflow();
		await editor.add('Run report');
	});

	afterAll(async () => await editor.close());

	it('begins with a form in which no field is red', async () => {
		await editor.shoot('form');
		expect(await editor.form.issues().count()).toBe(0);
	});

	it('says in the credential where the keys are made', async () => {
		await editor.node.getByRole('button', { name: 'Connect to DT Reporting' }).click();
		await editor.credential.getByText('Make the keys in the DT Console').waitFor();
		await editor.shoot('credential-new');
	});

	it("shows DT's verdict on wrong keys", async () => {
		const { apiUrl: baseUrl, clientId } = lab.instance().simulator;
		const clientSecret = 'Wr0ng-'.repeat(57);
		await editor.fillCredential({ clientId, clientSecret, baseUrl });
		await editor.saveCredential();
		await editor.credential.getByText('Couldn’t connect with these settings').waitFor();
		await editor.credential.getByText('More details').click();
		await editor.credential.getByText('DT does not know this Client ID').waitFor();
		await editor.shoot('credential-refused');
		expect(await editor.credential.innerText()).toContain('(invalid_client)');
	});

	it('accepts the right keys, and spends no report on it', async () => {
		const { clientSecret } = lab.instance().simulator;
		await editor.fillCredential({ clientSecret });
		await editor.saveCredential();
		// n8n closes the window of a credential that it could connect with.
		await editor.credential.waitFor({ state: 'hidden' });
		await editor.byTestId('credential-edit-button').click();
		await editor.credential.getByText('Connection tested successfully').waitFor();
		await editor.shoot('credential');
		await editor.credential.getByRole('button', { name: 'Close this dialog' }).click();
		await editor.credential.waitFor({ state: 'hidden' });
		expect(lab.instance().simulator.reports).toHaveLength(0);
	});

	it('needs no more than metrics to be run, and shows the rows', async () => {
		await editor.form.pick('metrics', 'Publisher Revenue', 'Offer Clicks');
		await editor.execute();
		await editor.output.shows('Publisher Revenue');
		await editor.shoot('rows');
		const [report, ...others] = lab.instance().simulator.reports;
		expect(others).toHaveLength(0);
		expect(report.query.metrics).toEqual(['Publisher Revenue', 'Offer Clicks']);
		expect(report.query.splits).toEqual(['Date']);
		const { start } = report.query.dateRange;
		expect(await editor.output.text()).toContain(start);
	});
}
