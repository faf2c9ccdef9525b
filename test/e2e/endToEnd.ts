import { N8nInstance } from './n8nInstance';
import { releaseOf } from './releases';
import { accountScenarios } from './scenarios/accounts';
import { credentialScenarios } from './scenarios/credential';
import { errorScenarios } from './scenarios/errors';
import { exampleScenarios } from './scenarios/examples';
import { exampleAccountScenarios } from './scenarios/exampleAccounts';
import { exampleAgentScenarios } from './scenarios/exampleAgent';
import { exampleFileScenarios } from './scenarios/exampleFiles';
import { exampleMessageScenarios } from './scenarios/exampleMessages';
import { examplePageScenarios } from './scenarios/examplePages';
import { exampleTableScenarios } from './scenarios/exampleTables';
import { hostileScenarios } from './scenarios/hostile';
import { loadingScenarios } from './scenarios/loading';
import { reportJobScenarios } from './scenarios/reportJob';
import { redirectScenarios } from './scenarios/redirect';
import { requestScenarios } from './scenarios/request';
import { runScenarios } from './scenarios/run';
import { secretScenarios } from './scenarios/secrets';
import { tokenScenarios } from './scenarios/token';
import { toolScenarios } from './scenarios/tool';
import { triggerScenarios } from './scenarios/trigger';
import { unattendedScenarios } from './scenarios/unattended';

/** The first run on a machine installs n8n here. */
const OPEN_WITHIN_MS = 30 * 60_000;
const CLOSE_WITHIN_MS = 60_000;

/** Where the calendar begins: before noon, so that the day before is the first to become complete. */
const START = '2026-10-01T11:00:00Z';

/**
 * Every scenario in a real n8n of this version, which is started once and stays for all of them; those of
 * the trigger in another, since days must pass for it.
 */
export function endToEnd(version: string): void {
	withInstance(
		`in a real n8n ${version}`,
		async () => await N8nInstance.open(releaseOf(version)),
		(instance) => {
			describe('the package', () => loadingScenarios(instance));
			describe('the credential', () => credentialScenarios(instance));
			describe('accounts', () => accountScenarios(instance));
			describe('a report', () => runScenarios(instance));
			describe('reports', () => reportJobScenarios(instance));
			describe('the token', () => tokenScenarios(instance));
			describe('a request', () => requestScenarios(instance));
			describe('a redirect', () => redirectScenarios(instance));
			describe('a refusal', () => errorScenarios(instance));
			describe('a hostile network', () => hostileScenarios(instance));
			describe('the AI tool', () => toolScenarios(instance));
			describe('the example', () => {
				exampleScenarios(instance);
				exampleFileScenarios(instance);
				exampleMessageScenarios(instance);
				examplePageScenarios(instance);
				exampleAccountScenarios(instance);
				exampleAgentScenarios(instance);
			});
			describe('the secrets', () => secretScenarios(instance));
		},
	);

	withInstance(
		`on a calendar of its own, in a real n8n ${version}`,
		async () => await N8nInstance.open(releaseOf(version), undefined, START),
		(instance) => {
			describe('the trigger, unattended', () => unattendedScenarios(instance));
			describe('the trigger', () => triggerScenarios(instance));
			describe('the example', () => exampleTableScenarios(instance));
			describe('the secrets', () => secretScenarios(instance));
		},
	);
}

/** Scenarios in an n8n that is opened before them and closed after them. */
export function withInstance(
	name: string,
	open: () => Promise<N8nInstance>,
	scenarios: (instance: () => N8nInstance) => void,
): void {
	describe(name, () => {
		let opened: N8nInstance | undefined;
		const instance = () => {
			if (!opened) throw new Error('n8n is not running');
			return opened;
		};

		beforeAll(async () => {
			opened = await open();
		}, OPEN_WITHIN_MS);

		afterEach(() => opened?.simulator.clearFaults());

		afterAll(async () => await opened?.close(), CLOSE_WITHIN_MS);

		scenarios(instance);
	});
}
