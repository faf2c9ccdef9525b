import { LoggerProxy } from 'n8n-workflow';

import { forgetReports } from '../../nodes/DtReporting/helpers/pendingReports';
import { forgetRequests } from '../../nodes/DtReporting/helpers/requestLedger';
import { clearPollCache } from '../../nodes/DtReporting/trigger/pollCache';
import { forgetTokens, sharedToken } from '../../nodes/DtReporting/transport/tokenCache';
import { runNode, type CredentialStore } from '../integration/n8nHarness';
import { storeFor } from '../integration/simulatorSetup';
import { startSimulator, type Fault, type Simulator } from '../simulator';
import { clock } from './clock';
import { FOREIGN_TOKEN, type MatrixFault, type PauseKind, type Step } from './faults';
import { PARAMETERS, type Operation } from './operations';
import { forgetNames, trustAll, type Places } from './places';

const HOUR_MS = 3_600_000;
const SIGNED = '/report.csv?X-Amz-Signature=abc';

/** What n8n has logged since the start of the cell. */
export const log: string[] = [];
const write = (...words: unknown[]) => log.push(JSON.stringify(words));
LoggerProxy.init({ error: write, warn: write, info: write, debug: write });

/** What a cell plays on. */
export interface Scene {
	dt: Simulator;
	store: CredentialStore;
	/** For Download. */
	reportUrl?: unknown;
	/** Lets the fault strike. */
	strike: () => Promise<void>;
	close: () => Promise<void>;
}

/** A process that remembers nothing, a simulator and a credential. */
export async function setScene(
	step: Step,
	operation: Operation,
	fault: MatrixFault,
	places: Places,
): Promise<Scene> {
	forgetTokens();
	forgetReports();
	forgetRequests();
	clearPollCache();
	log.length = 0;
	clock.start(fault.isSlow === true);
	const ahead = (fault.clockHours ?? 0) * HOUR_MS;
	const dt = await startSimulator({
		now: () => clock.now() + ahead,
		dailyQuota: 1_000,
		...(step === 'download' && { rows: 300 }),
	});
	const store = storeFor(dt);
	const undo: Array<() => void> = [];
	if (fault.isHttps) {
		store.stored = { ...store.stored, baseUrl: places.secure(dt.apiUrl) };
		undo.push(trustAll());
	}
	const scene: Scene = {
		dt,
		store,
		strike: async () => {
			if (fault.place === 'unknownHost') undo.push(forgetNames());
			await script(scene, step, fault, places);
		},
		close: async () => {
			for (const each of undo) each();
			await dt.close();
		},
	};
	if (operation === 'download') scene.reportUrl = await linkOf(scene, step, fault, places);
	return scene;
}

/** The link that Download takes: of a report requested before, or what the fault puts in its place. */
async function linkOf(
	{ dt, store }: Scene,
	step: Step,
	fault: MatrixFault,
	places: Places,
): Promise<unknown> {
	if (isOfLink(fault)) return fault.link;
	if (fault.place && step === 'firstCheck') {
		return `${places.origin(fault.place, dt.fileUrl)}${SIGNED}`;
	}
	await runNode(store, { parameters: PARAMETERS.create });
	dt.requests.length = 0;
	return dt.reports[0].url;
}

const isOfLink = (fault: MatrixFault) => 'link' in fault;

const RETRY_AFTER: Record<PauseKind, () => string | undefined> = {
	none: () => undefined,
	number: () => '20',
	date: () => new Date(clock.now() + 20_000).toUTCString(),
	absurd: () => '99999999',
};

function answerOf({ answer, pause = 'none' }: MatrixFault): Omit<Fault, 'on'> {
	const retryAfter = RETRY_AFTER[pause]();
	const headers = { ...answer?.headers, ...(retryAfter && { 'Retry-After': retryAfter }) };
	return { times: Infinity, ...answer, headers };
}

async function script(
	{ dt, store }: Scene,
	step: Step,
	fault: MatrixFault,
	places: Places,
): Promise<void> {
	const { place } = fault;
	if (isOfLink(fault)) {
		const body = { id: 'r-1', url: fault.link };
		return dt.fault({ on: 'report', status: 200, body, times: Infinity });
	}
	if (step === 'token' || step === 'report') {
		if (!place) return dt.fault({ on: step, ...answerOf(fault) });
		const stored = { ...store.stored, accessToken: '', baseUrl: places.origin(place, dt.apiUrl) };
		store.stored = step === 'token' ? stored : { ...stored, ...(await foreignToken(stored)) };
		return;
	}
	if (step === 'laterCheck') dt.fault({ on: 'file', status: 200, body: '' });
	if (step === 'redirect') {
		const Location = place ? `${places.origin(place, dt.fileUrl)}${SIGNED}` : '#';
		const when = (earlier: number) => place !== undefined || earlier % 2 === 0;
		dt.fault({ on: 'file', status: 302, headers: { Location }, when, times: Infinity });
	}
	if (!place) return dt.fault({ on: 'file', ...answerOf(fault) });
	if (step === 'firstCheck') {
		const body = { id: 'r-1', url: `${places.origin(place, dt.fileUrl)}${SIGNED}` };
		dt.fault({ on: 'report', status: 200, body, times: Infinity });
	}
}

/** A token for keys, as if DT had given it. */
async function foreignToken(stored: CredentialStore['stored']) {
	const body = JSON.stringify({ accessToken: FOREIGN_TOKEN, expiresIn: 3600 });
	const token = await sharedToken(async () => ({ statusCode: 200, headers: {}, body }), stored);
	forgetTokens();
	return { ...token };
}
