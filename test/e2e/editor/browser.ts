import { chromium, type Browser } from 'playwright-core';
import { OWNER, type N8nInstance } from '../n8nInstance';
import { ensureChromium, programOf } from '../queue/programs';
import { EditorPage } from './editorPage';

const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** A page that loads while the machine is busy takes its time. */
const PATIENCE_MS = 30_000;

/** Who sits before the browser. */
export interface Visitor {
	/** As IANA names it. */
	timezoneId?: string;
}

export async function launchBrowser(): Promise<Browser> {
	await ensureChromium();
	return await chromium.launch({ executablePath: programOf('chromium'), args: FLAGS });
}

/** A page of its own, signed in as the owner; nothing but the editor itself can be requested from it. */
export async function openEditor(
	browser: Browser,
	{ server }: N8nInstance,
	{ timezoneId = 'UTC' }: Visitor = {},
): Promise<EditorPage> {
	const context = await browser.newContext({
		viewport: { width: 1400, height: 900 },
		timezoneId,
		locale: 'en-GB',
		reducedMotion: 'reduce',
	});
	context.setDefaultTimeout(PATIENCE_MS);
	await context.route('**/*', async (route) =>
		new URL(route.request().url()).origin === server.url
			? await route.continue()
			: await route.abort(),
	);
	const data = { emailOrLdapLoginId: OWNER.email, password: OWNER.password };
	const response = await context.request.post(`${server.url}/rest/login`, { data });
	if (!response.ok()) throw new Error(`signing in: ${response.status()}`);
	return new EditorPage(await context.newPage(), server.url);
}
