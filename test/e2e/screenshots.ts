/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- takes pictures of a real n8n, no node */
/**
 * Takes the pictures of the README from a running demo:
 * `tsx test/e2e/screenshots.ts <folder> <editor URL> <e-mail> <password>`. Needs a Chromium
 * (CHROMIUM, or /usr/bin/chromium).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Workflow } from './n8nClient';
import { PROJECT } from './packPackage';
import { DT_CREDENTIAL, type CredentialRef } from './workflows';

const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
const PATIENCE_MS = 60_000;

const testId = (id: string) => `[data-test-id="${id}"]`;

class Camera {
	constructor(
		private readonly page: Page,
		private readonly editor: string,
		private readonly folder: string,
	) {}

	/** The node among the others, as it is found when one searches for it. */
	async nodePanel(): Promise<void> {
		await this.openWorkflow();
		await this.page.locator(testId('node-creator-plus-button')).first().click();
		await this.page.fill(testId('node-creator-search-bar'), 'offer wall');
		await this.page
			.locator(testId('item-iterator-item'))
			.filter({ hasText: 'DT Reporting' })
			.first()
			.waitFor();
		await this.shoot('node-panel');
	}

	/** The credential after its test. */
	async credential(): Promise<void> {
		await this.open('/home/credentials');
		await this.page.locator(testId('resources-list-item')).first().click();
		const modal = this.page.locator(testId('editCredential-modal'));
		await modal.waitFor();
		const retry = modal.getByRole('button', { name: /retry/i });
		await retry.or(modal.getByText('Connection tested successfully')).first().waitFor();
		await modal.getByText('Connection tested successfully').waitFor();
		await this.shoot('credential');
	}

	/** A run by hand, from the canvas to the rows. */
	async run(): Promise<void> {
		await this.openWorkflow();
		await this.page.locator(testId('execute-workflow-button')).first().click();
		await this.page.locator(testId('canvas-node-status-success')).nth(1).waitFor();
		await this.page.getByText('executed successfully').waitFor({ state: 'visible' });
		await this.page.getByText('executed successfully').waitFor({ state: 'hidden' });
		await this.shoot('run');
		await this.page.locator(testId('canvas-default-node')).first().dblclick();
		await this.page.locator(testId('ndv')).waitFor();
		await this.page
			.locator(testId('output-panel'))
			.getByText('Publisher Revenue')
			.first()
			.waitFor();
		await this.page.waitForTimeout(1_000);
		await this.shoot('rows');
	}

	/** The trigger's parameters, and what a test event shows. */
	async trigger(): Promise<void> {
		await this.open(`/workflow/${await this.importExample('unattended-daily-pull.json')}`);
		await this.page.locator(testId('canvas-trigger-node')).first().dblclick();
		await this.page.locator(testId('ndv')).waitFor();
		await this.page.getByRole('button', { name: 'Fetch Test Event' }).first().click();
		const output = this.page.locator(testId('output-panel'));
		await output.getByText('Publisher Revenue').first().waitFor();
		await output.getByText('JSON', { exact: true }).first().click();
		await output.getByText('_dt_day').first().waitFor();
		// n8n's notices of success, and of pinning the output.
		await this.page.getByText('executed successfully').waitFor({ state: 'hidden' });
		await this.page.mouse.move(10, 10);
		await this.page.waitForTimeout(1_000);
		await this.shoot('trigger');
	}

	/** An example as a saved workflow with the demo's credential; gives its id. */
	private async importExample(file: string): Promise<string> {
		const get = async <T>(path: string) => {
			const response = await this.page.request.get(`${this.editor}${path}`);
			return ((await response.json()) as { data: T }).data;
		};
		const [credential] = await get<CredentialRef[]>('/rest/credentials');
		const { id: projectId } = await get<{ id: string }>('/rest/projects/personal');
		const workflow = JSON.parse(readFileSync(join(PROJECT, 'examples', file), 'utf8')) as Workflow;
		for (const { credentials } of workflow.nodes) {
			if (credentials) credentials[DT_CREDENTIAL] = credential;
		}
		const response = await this.page.request.post(`${this.editor}/rest/workflows`, {
			data: { ...workflow, projectId },
			headers: { 'browser-id': await this.browserId() },
		});
		if (!response.ok()) throw new Error(`importing ${file}: ${await response.text()}`);
		return ((await response.json()) as { data: { id: string } }).data.id;
	}

	/** n8n's editor names its browser in every request that changes something. */
	private async browserId(): Promise<string> {
		return (await this.page.evaluate("localStorage.getItem('n8n-browserId')")) as string;
	}

	/** The demo's workflow. */
	private async openWorkflow(): Promise<void> {
		const response = await this.page.request.get(`${this.editor}/rest/workflows`);
		const { data } = (await response.json()) as { data: Array<{ id: string }> };
		await this.open(`/workflow/${data[0].id}`);
		await this.page.locator(testId('canvas-node')).first().waitFor();
		// n8n's hints for active workflows lie over the canvas.
		const hints = this.page.locator(testId('suggested-actions-close'));
		await hints.waitFor({ timeout: 5_000 }).then(
			async () => await hints.click(),
			() => {},
		);
	}

	private async open(path: string): Promise<void> {
		await this.page.goto(`${this.editor}${path}`, { waitUntil: 'domcontentloaded' });
	}

	private async shoot(name: string): Promise<void> {
		const path = join(this.folder, `${name}.png`);
		await this.page.screenshot({ path });
		console.log(path);
	}
}

/** Signs in, and lets nothing but the editor itself be requested. */
async function signIn(context: BrowserContext, editor: string, email: string, password: string) {
	await context.route('**/*', async (route) =>
		new URL(route.request().url()).origin === editor ? await route.continue() : await route.abort(),
	);
	const data = { emailOrLdapLoginId: email, password };
	const response = await context.request.post(`${editor}/rest/login`, { data });
	if (!response.ok()) throw new Error(`signing in: ${response.status()}`);
}

async function main([folder, editor, email, password]: string[]): Promise<void> {
	if (!password) throw new Error('screenshots.ts <folder> <editor URL> <e-mail> <password>');
	mkdirSync(folder, { recursive: true });
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: FLAGS,
	});
	try {
		const context = await browser.newContext({
			viewport: { width: 1600, height: 900 },
			deviceScaleFactor: 1.25,
			timezoneId: 'UTC',
			locale: 'en-GB',
		});
		context.setDefaultTimeout(PATIENCE_MS);
		await signIn(context, editor, email, password);
		const camera = new Camera(await context.newPage(), editor, folder);
		await camera.nodePanel();
		await camera.credential();
		await camera.run();
		await camera.trigger();
	} finally {
		await browser.close();
	}
}

main(process.argv.slice(2)).catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
