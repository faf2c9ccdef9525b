import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { accountOf } from '../transport/account';
import { requestReport } from '../transport/requestReport';
import { asError } from '../errors/asError';
import { isDtError } from '../errors/dtError';
import { lastCompleteDay } from '../core/report/dates';
import { readDays } from '../core/csv/dayTable';
import { expectedOf, forDays } from '../core/report/query';
import { awaitReport, isLinkUseless } from '../transport/awaitReport';
import { fileAccess } from '../transport/checkReport';
import { TEST_ROWS } from './description';
import { dayFormOf, itemsOfDays } from './items';
import { PendingReports } from '../helpers/pendingReports';
import { readSettings } from './settings';

const TEST_WAIT_MS = 60_000;

/**
 * Fetch Test Event in the editor: the last complete day, at most ten rows. It does not change the checkpoint.
 * It costs one report; while the link of that report is valid, the next test with the same settings uses it again.
 *
 * @throws DtError see requestReport and awaitReport
 */
export async function fetchTestEvent(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const settings = await readSettings(context, Date.now());
	const { form, plan } = settings;
	const day = lastCompleteDay(Date.now());
	const query = forDays(settings.query, { start: day, end: day });
	const pending = new PendingReports(context);
	const key = `${plan.series} ${day}`;
	const report =
		pending.find(key, query.body.dateRange) ??
		(await requestReport(await accountOf(context), query));
	pending.keep(key, report);
	const days = [{ day, change: 'new' as const, revision: 0 }];
	try {
		const content = await awaitReport(fileAccess(context), report, {
			expected: expectedOf(query),
			baseUrl: settings.baseUrl,
			maxWaitMs: TEST_WAIT_MS,
			read: async ({ file }) => await readDays(file, query.body.dateRange, dayFormOf(form, query)),
		});
		const shown = { ...form, emptyDays: 'item' as const };
		return (await itemsOfDays(context, { days, report, query, content }, shown)).slice(
			0,
			TEST_ROWS,
		);
	} catch (error) {
		if (!isDtError(error)) throw asError(error);
		if (error.dtCode === 'report_not_ready') throw error.with({ remedy: PRESS_AGAIN });
		if (isLinkUseless(error)) pending.discard(key, report);
		throw asError(error);
	}
}

const PRESS_AGAIN =
	'Fetch the test event again in a minute. It checks the same report, and requests no new one.';
