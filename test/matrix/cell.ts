import type { IDataObject } from 'n8n-workflow';

import { runNode, type RunResult } from '../integration/n8nHarness';
import { clock } from './clock';
import type { MatrixFault, Step } from './faults';
import { MAX_WAIT, PARAMETERS, type Operation, type Strategy } from './operations';
import type { Places } from './places';
import { outcomeOf, type Outcome, type Pause } from './rules';
import { log, setScene, type Scene } from './scene';
import { FOREIGN_TOKEN } from './faults';

export type NodeOperation = Exclude<Operation, 'trigger'>;

/** What a cell came to; `wrong` says where it breaks its rule. */
export interface Seen {
	code: string;
	retryable: boolean;
	reports: number;
	wrong: string[];
}

/** Milliseconds that a try may pause: 250 lie between two requests, and a second or so between two checks. */
const MOST_PAUSE: Record<Pause, number> = {
	none: 1_300,
	threeChecks: 4_000,
	maxWait: MAX_WAIT * 1_000 + 2_000,
};
/** Real milliseconds; more is a hang. */
const MOST_REAL_MS = 8_000;

const ON_ERROR = {
	thrown: undefined,
	retry: undefined,
	errorOutput: 'continueErrorOutput',
	continue: 'continueRegularOutput',
} as const;

/** Plays one cell of an operation, and holds it against its rule. */
export async function playCell(
	step: Step,
	operation: NodeOperation,
	fault: MatrixFault,
	strategy: Strategy,
	places: Places,
): Promise<Seen> {
	const scene = await setScene(step, operation, fault, places);
	try {
		await scene.strike();
		const [paused, began, waited] = [clock.paused, clock.took, clock.elapsed];
		const parameters: IDataObject = { ...PARAMETERS[operation] };
		if (operation === 'download') parameters.reportUrl = scene.reportUrl as string;
		const result = await runNode(scene.store, {
			parameters,
			onError: ON_ERROR[strategy],
			retryOnFail: strategy === 'retry',
		});
		const time = {
			paused: clock.paused - paused,
			took: clock.took - began,
			waited: clock.elapsed - waited,
		};
		return judge(scene, result, outcomeOf(step, operation, fault), operation, strategy, time);
	} finally {
		await scene.close();
	}
}

function judge(
	scene: Scene,
	result: RunResult,
	expected: Outcome,
	operation: NodeOperation,
	strategy: Strategy,
	{ paused, took, waited }: { paused: number; took: number; waited: number },
): Seen {
	const { details, wrong } = readFailure(result, strategy);
	const code = String(details?.code ?? (wrong.length > 0 ? 'untyped' : 'success'));
	const retryable = details?.retryable === true;
	const reports = scene.dt.count('report');
	const most = strategy === 'retry' ? expected.reports.retried : expected.reports.once;
	const tries = strategy === 'retry' ? 3 : 1;
	if (code !== expected.code) wrong.push(`${code} instead of ${expected.code}`);
	if (retryable !== expected.retryable) wrong.push(`retryable: ${retryable}`);
	if (reports !== most) wrong.push(`${reports} report requests instead of ${most}`);
	if (expected.pause === 'maxWait' && waited < MAX_WAIT * 1_000 - 1_000) {
		wrong.push(`gave up after ${Math.round(waited)} ms`);
	}
	// Each of the two pauses between three checks is a seventh of what was waited so far, give or take a tenth.
	const grown = expected.pause === 'threeChecks' ? (2 * 1.1 * (waited - paused)) / 7 : 0;
	if (paused > tries * MOST_PAUSE[expected.pause] + grown)
		wrong.push(`paused ${Math.round(paused)} ms`);
	if (took > MOST_REAL_MS) wrong.push(`took ${Math.round(took)} ms`);
	if (details && expected.code !== 'invalid_parameters' && strategy === 'thrown') {
		if (result.error?.name !== 'NodeApiError') wrong.push(`a ${String(result.error?.name)}`);
	}
	const isToken = operation === 'getToken' && code === 'success';
	return { code, retryable, reports, wrong: [...wrong, ...(isToken ? [] : leaks(scene, result))] };
}

/** The details of a failure, where n8n has put it, and whether it has the form that is promised. */
function readFailure({ error, outputs }: RunResult, strategy: Strategy) {
	const wrong: string[] = [];
	if (strategy === 'thrown' || strategy === 'retry') {
		const { dt, ...others } = (error?.context ?? {}) as IDataObject;
		if (error && !dt)
			wrong.push(`an error without a code: ${String(error.message)} ${JSON.stringify(others)}`);
		if (error && !error.description) wrong.push('no description');
		if (error && dt && (dt as IDataObject).code !== 'invalid_parameters' && !error.failure)
			wrong.push('no failure');
		if (error && outputs.flat().length > 0) wrong.push('an error, and items');
		return { details: dt as IDataObject | undefined, wrong };
	}
	if (error) wrong.push(`thrown: ${String(error.message)}`);
	const failed = outputs.flat().filter(({ json }) => json.error !== undefined && json.details);
	if (failed.length === 0) return { details: undefined, wrong };
	const place = outputs[strategy === 'errorOutput' ? 1 : 0] ?? [];
	const [{ json, pairedItem }] = failed;
	if (failed.length !== 1 || outputs.flat().length !== 1) wrong.push('not exactly one item');
	if (!place.includes(failed[0])) wrong.push('on the wrong output');
	if (Object.keys(json).sort().join() !== 'details,error,message') wrong.push('other fields');
	if (pairedItem === undefined) wrong.push('no pairedItem');
	return { details: json.details as IDataObject, wrong };
}

/** Secrets in what n8n stores, shows or logs, and a token that went to the file host. */
function leaks({ dt }: Scene, { run, outputs, error }: RunResult): string[] {
	const seen = JSON.stringify([run.data, outputs, error, error?.stack, log]);
	const secrets = [dt.clientSecret, ...dt.issuedTokens, FOREIGN_TOKEN];
	const shown = secrets.filter((secret) => seen.includes(secret)).map(() => 'a secret is shown');
	const strayed = dt.requests.some(({ host, headers }) => host === 'file' && headers.authorization);
	return strayed ? [...shown, 'the token went to the file host'] : shown;
}
