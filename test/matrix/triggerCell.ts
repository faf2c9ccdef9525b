import type { IDataObject } from 'n8n-workflow';

import { utcDay } from '../support/days';
import { PolledTrigger } from '../integration/n8nHarness';
import type { Seen } from './cell';
import { clock } from './clock';
import { FOREIGN_TOKEN, isRepresentative, type MatrixFault, type Step } from './faults';
import { TRIGGER_PARAMETERS } from './operations';
import type { Places } from './places';
import { outcomeOf, type Outcome } from './rules';
import { log, setScene, type Scene } from './scene';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Longer than the longest pause after a failure but those of what may be counted. */
const BETWEEN_POLLS_MS = 31 * MINUTE_MS;

/** What the polls of a day brought. */
interface Day {
	error?: { name: string; message: string; context: IDataObject };
	delivered: number;
	shown: string[];
}

/** Plays one cell of the trigger: it is activated, a day becomes complete, and the fault strikes. */
export async function playTriggerCell(
	step: Step,
	fault: MatrixFault,
	places: Places,
): Promise<Seen> {
	const scene = await setScene(step, 'trigger', fault, places);
	try {
		const trigger = new PolledTrigger(scene.store, TRIGGER_PARAMETERS, 'trigger');
		await trigger.poll();
		clock.skip(DAY_MS);
		await scene.strike();
		const day = await pollThrough(trigger, isRepresentative(fault));
		return judge(scene, day, outcomeOf(step, 'trigger', fault));
	} finally {
		await scene.close();
	}
}

/** Polls until midnight UTC, when DT's quota begins anew, or up to the first failure or delivery. */
async function pollThrough(trigger: PolledTrigger, wholeDay: boolean): Promise<Day> {
	const day: Day = { delivered: 0, shown: [] };
	const today = utcDay(clock.now());
	while (utcDay(clock.now()) === today) {
		try {
			const items = await trigger.poll();
			if (items) day.delivered++;
			if (items) day.shown.push(JSON.stringify(items));
		} catch (error) {
			day.error ??= error as Day['error'];
			const { message, stack, context } = error as Error & { context: object };
			day.shown.push(JSON.stringify([{ ...(error as Error) }, message, stack, context]));
		}
		if (!wholeDay && (day.error || day.delivered > 0)) break;
		clock.skip(BETWEEN_POLLS_MS);
	}
	return day;
}

function judge({ dt }: Scene, day: Day, expected: Outcome): Seen {
	const wrong: string[] = [];
	const details = day.error?.context?.dt as IDataObject | undefined;
	const nothing = day.error ? `untyped: ${day.error.message}` : 'nothing';
	const code = String(details?.code ?? (day.delivered > 0 ? 'success' : nothing));
	const retryable = details?.retryable === true;
	const reports = dt.count('report');
	if (code !== expected.code) wrong.push(`${code} instead of ${expected.code}`);
	if (retryable !== expected.retryable) wrong.push(`retryable: ${retryable}`);
	if (reports > expected.reports.perDay) {
		wrong.push(`${reports} report requests in a day instead of ${expected.reports.perDay}`);
	}
	if (details && day.error?.name !== 'NodeApiError') wrong.push(`a ${day.error?.name}`);
	if (day.delivered > 1) wrong.push('a day delivered twice');
	const seen = JSON.stringify([day.shown, log]);
	const secrets = [dt.clientSecret, ...dt.issuedTokens, FOREIGN_TOKEN];
	if (secrets.some((secret) => seen.includes(secret))) wrong.push('a secret is shown');
	return { code, retryable, reports, wrong };
}
