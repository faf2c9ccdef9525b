import { Lab } from './lab';
import { releaseOf } from './releases';
import { credentialScenarios } from './scenarios/credential';
import { errorScenarios } from './scenarios/errors';
import { exampleScenarios } from './scenarios/examples';
import { loadingScenarios } from './scenarios/loading';
import { longLifeScenarios } from './scenarios/longLife';
import { requestScenarios } from './scenarios/request';
import { runScenarios } from './scenarios/run';
import { secretScenarios } from './scenarios/secrets';
import { tokenScenarios } from './scenarios/token';
import { toolScenarios } from './scenarios/tool';

/** The first run on a machine installs n8n here. */
const OPEN_WITHIN_MS = 30 * 60_000;
const CLOSE_WITHIN_MS = 60_000;

/** Every scenario in one real n8n of this version, which is started once and stays for all of them. */
export function endToEnd(version: string): void {
	describe(`in a real n8n ${version}`, () => {
		let opened: Lab | undefined;
		const lab = () => {
			if (!opened) throw new Error('n8n is not running');
			return opened;
		};

		beforeAll(async () => {
			opened = await Lab.open(releaseOf(version));
		}, OPEN_WITHIN_MS);

		afterEach(() => opened?.simulator.clearFaults());

		afterAll(async () => await opened?.close(), CLOSE_WITHIN_MS);

		describe('the package', () => loadingScenarios(lab));
		describe('the credential', () => credentialScenarios(lab));
		describe('a report', () => runScenarios(lab));
		describe('reports', () => longLifeScenarios(lab));
		describe('the token', () => tokenScenarios(lab));
		describe('a request', () => requestScenarios(lab));
		describe('a refusal', () => errorScenarios(lab));
		describe('the AI tool', () => toolScenarios(lab));
		describe('the example', () => exampleScenarios(lab));
		describe('the secrets', () => secretScenarios(lab));
	});
}
