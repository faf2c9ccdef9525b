import { forgetReports } from '../../nodes/DtReporting/actions/report/memory';
import { forgetPolls } from '../../nodes/DtReporting/actions/trigger/memory';
import { forgetTokens } from '../../nodes/DtReporting/client/sharedToken';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator';
import { CredentialStore } from './n8nHarness';

/** A credential with the simulator's keys, as n8n would have it stored. */
export const storeFor = ({ clientId, clientSecret, apiUrl }: Simulator): CredentialStore =>
	new CredentialStore({ clientId, clientSecret, baseUrl: apiUrl });

/**
 * What each test stands on: a simulator and a credential of its own, and a process that remembers
 * nothing. `begin` starts them, and hands them to `use`.
 */
export function stand(use: (dt: Simulator, store: CredentialStore) => void) {
	let dt: Simulator | undefined;

	beforeEach(() => {
		forgetTokens();
		forgetReports();
		forgetPolls();
	});

	afterEach(async () => await dt?.close());

	return async (options: SimulatorOptions = {}): Promise<void> => {
		dt = await startSimulator(options);
		use(dt, storeFor(dt));
	};
}
