import { sleep } from 'n8n-workflow';

import { forgetReports } from '../../nodes/DtReporting/helpers/pendingReports';
import { forgetRequests } from '../../nodes/DtReporting/helpers/requestLedger';
import { clearPollCache } from '../../nodes/DtReporting/trigger/pollCache';
import { forgetTokens } from '../../nodes/DtReporting/transport/tokenCache';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator';
import { CredentialStore } from './n8nHarness';

/** A credential with the simulator's keys, as n8n would have it stored. */
export const storeFor = ({ clientId, clientSecret, apiUrl }: Simulator): CredentialStore =>
	new CredentialStore({ clientId, clientSecret, baseUrl: apiUrl });

const HALF_DAY_MS = 12 * 60 * 60 * 1000;
/** The longest test takes half as long. */
const TOO_CLOSE_MS = 12_000;

/** At noon and at midnight UTC days become complete, and counts start again: not in the middle of a test. */
async function pastTheTurn(): Promise<void> {
	const left = HALF_DAY_MS - (Date.now() % HALF_DAY_MS);
	if (left < TOO_CLOSE_MS) await sleep(left + 100);
}

/**
 * What each test stands on: a simulator and a credential of its own, and a process that remembers
 * nothing. `begin` starts them, and hands them to `use`.
 */
export function withSimulator(use: (dt: Simulator, store: CredentialStore) => void) {
	let dt: Simulator | undefined;

	beforeEach(async () => {
		await pastTheTurn();
		forgetTokens();
		forgetReports();
		forgetRequests();
		clearPollCache();
	});

	afterEach(async () => await dt?.close());

	return async (options: SimulatorOptions = {}): Promise<void> => {
		dt = await startSimulator(options);
		use(dt, storeFor(dt));
	};
}
