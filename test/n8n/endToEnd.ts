import { Lab } from './lab';
import { releaseOf } from './releases';
import { accountScenarios } from './scenarios/accounts';
import { credentialScenarios } from './scenarios/credential';
import { errorScenarios } from './scenarios/errors';
import { exampleScenarios } from './scenarios/examples';
import { hostileScenarios } from './scenarios/hostile';
import { loadingScenarios } from './scenarios/loading';
import { longLifeScenarios } from './scenarios/longLife';
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
	withLab(
		`in a real n8n ${version}`,
		async () => await Lab.open(releaseOf(version)),
		(lab) => {
			describe('the package', () => loadingScenarios(lab));
			describe('the credential', () => credentialScenarios(lab));
			describe('accounts', () => accountScenarios(lab));
			describe('a report', () => runScenarios(lab));
			describe('reports', () => longLifeScenarios(lab));
			describe('the token', () => tokenScenarios(lab));
			describe('a request', () => requestScenarios(lab));
			describe('a redirect', () => redirectScenarios(lab));
			describe('a refusal', () => errorScenarios(lab));
			describe('a hostile network', () => hostileScenarios(lab));
			describe('the AI tool', () => toolScenarios(lab));
			describe('the example', () => exampleScenarios(lab));
			describe('the secrets', () => secretScenarios(lab));
		},
	);

	withLab(
		`on a calendar of its own, in a real n8n ${version}`,
		async () => await Lab.open(releaseOf(version), undefined, START),
		(lab) => {
			describe('the trigger, unattended', () => unattendedScenarios(lab));
			describe('the trigger', () => triggerScenarios(lab));
			describe('the secrets', () => secretScenarios(lab));
		},
	);
}

function withLab(
	name: string,
	open: () => Promise<Lab>,
	scenarios: (lab: () => Lab) => void,
): void {
	describe(name, () => {
		let opened: Lab | undefined;
		const lab = () => {
			if (!opened) throw new Error('n8n is not running');
			return opened;
		};

		beforeAll(async () => {
			opened = await open();
		}, OPEN_WITHIN_MS);

		afterEach(() => opened?.simulator.clearFaults());

		afterAll(async () => await opened?.close(), CLOSE_WITHIN_MS);

		scenarios(lab);
	});
}
