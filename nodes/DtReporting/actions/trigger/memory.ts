import type { IPollFunctions } from 'n8n-workflow';

import type { DtError } from '../../errors/dtError';
import type { DailyState, Window } from '../../report/daily';
import { lives } from '../../report/pending';
import type { AskedReport } from '../../report/state';
import type { Trouble } from '../../report/trouble';
import { makeRoom } from '../room';

/**
 * What this process knows of a trigger, beside the state that n8n keeps. It is lost with the process, and
 * nothing is wrong then: at worst a report is asked for again, or a trouble told again. It is needed
 * because n8n may throw away the state of a poll: of one that throws, of one that it has given up
 * waiting for, and in its durable scheduler of the one at activation.
 */
export interface PollMemory {
	/** Where a trigger begins that has only been activated so far. */
	begun?: DailyState;
	/** The report that was asked for last. */
	asked?: AskedFor;
	/** The report of the last test event, by query and day. */
	test?: NamedReport;
	trouble?: Trouble;
	/** A failure whose poll had something to keep, so that the next one has to tell. */
	owed?: DtError;
	/** Windows that are at their limit, by UTC day, as they were told of. */
	told: string[];
	/** Epoch milliseconds: when the poll began that is under way. */
	busySince?: number;
}

interface AskedFor {
	series: string;
	window: Window;
	report: AskedReport;
}

interface NamedReport {
	name: string;
	report: AskedReport;
}

const memories = new Map<string, PollMemory>();

/** What this process knows of a node. */
export function memoryOf(context: IPollFunctions): PollMemory {
	const { id, name } = context.getNode();
	const key = `${context.getWorkflow().id ?? ''}/${id ?? name}`;
	const known = memories.get(key);
	if (known) return known;
	makeRoom(memories);
	const fresh: PollMemory = { told: [] };
	memories.set(key, fresh);
	return fresh;
}

/** The report of the last test event, if it has this name and its link lives. */
export const recall = (
	kept: NamedReport | undefined,
	name: string,
	now: number,
): AskedReport | undefined =>
	kept?.name === name && lives(kept.report, now) ? kept.report : undefined;

/** Forgets everything that this process knows of triggers; for tests. */
export const forgetPolls = (): void => memories.clear();
