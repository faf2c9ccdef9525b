/* eslint-disable no-console -- says loudly that nothing was tested */
import type { Browser } from 'playwright-core';
import { N8nInstance } from '../n8nInstance';
import { canHaveChromium } from '../queue/programs';
import { releaseOf } from '../releases';
import { launchBrowser, openEditor, type Visitor } from './browser';
import type { EditorPage } from './editorPage';
import { canvasScenarios } from './scenarios/canvas';
import { firstReportScenarios } from './scenarios/firstReport';
import { formScenarios } from './scenarios/form';
import { panelScenarios } from './scenarios/panel';
import { refusalScenarios } from './scenarios/refusals';
import { toolScenarios } from './scenarios/tool';
import { triggerScenarios } from './scenarios/trigger';

/** The first run on a machine installs n8n and Chromium here. */
const OPEN_WITHIN_MS = 30 * 60_000;
const CLOSE_WITHIN_MS = 60_000;

/** What the scenarios share: one n8n, one browser, and pages of it. */
export interface Lab {
	instance(): N8nInstance;
	/** A page of its own for a visitor, signed in; it is closed with the browser. */
	visit(visitor?: Visitor): Promise<EditorPage>;
}

/** What a person does in the editor of a real n8n of this version, in Chromium. */
export function editorMode(version: string): void {
	const name = `in the editor of a real n8n ${version}`;
	if (!canHaveChromium()) {
		console.warn(
			'THE EDITOR IS NOT TESTED: Chromium is not on this machine, and only root can install it with apt-get.',
		);
		it.skip(`${name}: Chromium is missing`, () => undefined);
		return;
	}
	describe(name, () => {
		let opened: N8nInstance | undefined;
		let browser: Browser | undefined;

		const instance = () => {
			if (!opened) throw new Error('n8n is not running');
			return opened;
		};
		const lab: Lab = {
			instance,
			visit: async (visitor) => {
				if (!browser) throw new Error('the browser is not running');
				return await openEditor(browser, instance(), visitor);
			},
		};

		beforeAll(async () => {
			opened = await N8nInstance.open(releaseOf(version));
			browser = await launchBrowser();
		}, OPEN_WITHIN_MS);

		afterEach(() => opened?.simulator.clearFaults());

		afterAll(async () => {
			await browser?.close();
			await opened?.close();
		}, CLOSE_WITHIN_MS);

		describe('the node panel', () => panelScenarios(lab));
		describe('a first report', () => firstReportScenarios(lab));
		describe('the form of a report', () => formScenarios(lab));
		describe('a refusal', () => refusalScenarios(lab));
		describe('the canvas', () => canvasScenarios(lab));
		describe('the trigger', () => triggerScenarios(lab));
		describe('the AI tool', () => toolScenarios(lab));
	});
}
