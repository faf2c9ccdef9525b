/* eslint-disable no-console -- says loudly that nothing was tested */
import { releaseOf } from '../releases';
import { canHaveServers } from './programs';
import { QueueInstance } from './queueInstance';
import { loadScenarios } from './scenarios/load';
import { mainScenarios } from './scenarios/mainProcess';
import { outageScenarios } from './scenarios/outages';
import { pendingScenarios } from './scenarios/pending';
import { secretScenarios } from './scenarios/secrets';

/** The first run on a machine installs n8n and the servers here. */
const OPEN_WITHIN_MS = 30 * 60_000;
const CLOSE_WITHIN_MS = 90_000;

/** Every scenario of queue mode in one real n8n of this version: a main process and two workers. */
export function queueMode(version: string): void {
	const name = `in a real n8n ${version} in queue mode`;
	if (!canHaveServers()) {
		console.warn(
			'QUEUE MODE IS NOT TESTED: PostgreSQL and Redis are not on this machine, and only root can install them with apt-get.',
		);
		it.skip(`${name}: PostgreSQL and Redis are missing`, () => undefined);
		return;
	}
	describe(name, () => {
		let opened: QueueInstance | undefined;
		const instance = () => {
			if (!opened) throw new Error('n8n is not running');
			return opened;
		};

		beforeAll(async () => {
			opened = await QueueInstance.open(releaseOf(version));
		}, OPEN_WITHIN_MS);

		afterEach(() => opened?.main.simulator.clearFaults());

		afterAll(async () => await opened?.close(), CLOSE_WITHIN_MS);

		describe('executions', () => loadScenarios(instance));
		describe('a pending report', () => pendingScenarios(instance));
		describe('an outage', () => outageScenarios(instance));
		describe('the main process', () => mainScenarios(instance));
		describe('the secrets', () => secretScenarios(instance));
	});
}
