import type { IPollFunctions } from 'n8n-workflow';

import { readDays, type DayTable } from '../core/csv/dayTable';
import { expectedOf } from '../core/report/query';
import { asError } from '../errors/asError';
import { isDtError } from '../errors/dtError';
import { accountOf } from '../transport/account';
import { checkReport, fileAccess, type CheckResult } from '../transport/checkReport';
import { requestReport } from '../transport/requestReport';
import { verifyConnection } from '../transport/verifyCredentials';
import type { PollReason, StepDependencies } from './dependencies';
import { dayFormOf } from './items';
import { budgetOf } from './pollReason';
import type { Settings } from './settings';

/** The time reserved to end the poll after a file is given up. */
const RESERVE_MS = 2_000;
const LONGEST_REQUEST_MS = 30_000;

/** What a step uses of DT, through n8n's context of this poll and within the time that n8n gives it. */
export function dependenciesOf(
	context: IPollFunctions,
	{ form, baseUrl }: Settings,
	pollReason: PollReason,
): StepDependencies<DayTable> {
	const budget = budgetOf(context);
	const end = Date.now() + budget - RESERVE_MS;
	const timeoutMs = Math.min(LONGEST_REQUEST_MS, Math.floor(budget / 2));
	return {
		pollReason,
		now: Date.now,
		chance: Math.random,
		requestReport: async (query) => await requestReport(await accountOf(context), query, timeoutMs),
		verifyConnection: async () => await verifyConnection(context),
		checkReport: async (report, query) => {
			const { dateRange } = query.body;
			const left = AbortSignal.timeout(Math.max(1, end - Date.now()));
			const target = { report, expected: expectedOf(query), baseUrl, abortSignal: left };
			try {
				return await checkReport(
					fileAccess(context),
					target,
					async ({ file }) => await readDays(file, dateRange, dayFormOf(form, query)),
				);
			} catch (error) {
				return outOfTime(error, left, budget);
			}
		},
	};
}

/** A file too large for one poll is tried again; the error at the end of its link names the reason. */
function outOfTime(
	error: unknown,
	{ aborted }: AbortSignal,
	budget: number,
): CheckResult<DayTable> {
	if (!aborted || !isDtError(error) || error.dtCode !== 'cancelled') throw asError(error);
	const seconds = Math.round(budget / 1000);
	const reason = `it could not be read within the ${seconds} seconds that n8n gives a poll`;
	return { status: { kind: 'transient', reason } };
}
