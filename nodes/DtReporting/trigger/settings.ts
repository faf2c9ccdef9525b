import { createHash } from 'crypto';
import type { IPollFunctions } from 'n8n-workflow';

import { CREDENTIAL, readKeys } from '../transport/credential';
import { credentialsHash } from '../transport/tokenCache';
import { invalidParameter } from '../errors/dtError';
import { textOf } from '../errors/shown';
import { MOST_DAYS_A_REPORT, readDay } from '../core/report/dates';
import { DATE } from '../core/csv/rowDays';
import { planQuery, type ReportQuery } from '../core/report/query';
import {
	pollParametersOf,
	readChoice,
	readOptions,
	readSwitch,
	readWhole,
	type ReadParameter,
} from '../actions/parameters';
import { keyFormOf, type KeyForm } from '../actions/report/keyColumns';
import { readFormChoice, type FormChoice } from '../actions/report/outputFields';
import { readQueryInput } from '../actions/report/queryFields';
import { DEFAULT_HISTORY_REPORTS, MOST_HISTORY_REPORTS } from './description';
import type { TriggerPlan } from './dependencies';

/** Everything the user chose, checked. */
export interface Settings extends TriggerPlan {
	/** The credential's checked base URL. */
	baseUrl: string;
	form: TriggerForm;
}

/** In which form days are delivered. */
export interface TriggerForm extends FormChoice {
	/** How the facts about a day stand beside its rows; not at all unless switched on. */
	key?: KeyForm;
	emptyDays: 'item' | 'skip';
}

/**
 * What the user chose.
 *
 * @param now epoch milliseconds
 * @throws DtError `invalid_parameters`
 */
export async function readSettings(context: IPollFunctions, now: number): Promise<Settings> {
	const read = pollParametersOf(context);
	const keys = readKeys(await context.getCredentials(CREDENTIAL));
	const query = withDate(planQuery({ ...readQueryInput(read), dateRange: 'lastCompleteDay' }, now));
	const { addKey, daysPerReport, emptyDays, historyReports, zeroByteReports } = readOptions(read);
	const zeroBytes = readChoice('Zero-Byte Reports', zeroByteReports ?? 'fail', ['fail', 'noRows']);
	return {
		query,
		baseUrl: keys.baseUrl,
		keys: credentialsHash(keys),
		plan: {
			series: seriesOf(query, `${keys.clientId} ${keys.baseUrl}`),
			from: readFrom(read('startFrom', '')),
			lookbackDays: readLookback(read),
			historyReports: readWhole('Max Backfill Reports per Day', historyReports, {
				whenAbsent: DEFAULT_HISTORY_REPORTS,
				least: 1,
				most: MOST_HISTORY_REPORTS,
			}),
			mostDays: readWhole('Max Days per Report', daysPerReport, {
				whenAbsent: MOST_DAYS_A_REPORT,
				least: 1,
				most: MOST_DAYS_A_REPORT,
			}),
			zeroBytesAreNoRows: zeroBytes === 'noRows',
		},
		form: {
			...readFormChoice(read),
			key: readKeyForm(context, addKey),
			emptyDays: readChoice('Days Without Rows', emptyDays ?? 'item', ['item', 'skip']),
		},
	};
}

/** Version 1 adds the key unless it is switched off, version 2 where it is switched on. */
function readKeyForm(context: IPollFunctions, addKey: unknown): KeyForm | undefined {
	const form = keyFormOf(context.getNode());
	const isOn =
		form === 'object'
			? readSwitch('Add Key', addKey, true)
			: readSwitch('Add Key Columns', addKey, false);
	return isOn ? form : undefined;
}

/** Days can only be delivered where rows say which day they are of. */
function withDate(query: ReportQuery): ReportQuery {
	const { splits } = query.body;
	if (splits.includes(DATE)) return query;
	return { ...query, body: { ...query.body, splits: [DATE, ...splits] } };
}

/** Names the query, whatever its days, and the account; it holds no secret and is stored. */
function seriesOf({ endpoint, body }: ReportQuery, account: string): string {
	const { source, metrics, splits, filters } = body;
	return createHash('sha256')
		.update(JSON.stringify([account, endpoint, source, metrics, splits, filters]))
		.digest('hex')
		.slice(0, 16);
}

function readFrom(value: unknown): string | undefined {
	const isText = typeof value === 'string' || Array.isArray(value);
	const blank = value === undefined || value === null || (isText && textOf(value).trim() === '');
	return blank ? undefined : readDay('Start From', value);
}

/** The new day and those before it must fit into one report. */
const readLookback = (read: ReadParameter): number =>
	readWhole('Lookback Days', read('lookbackDays', 0), {
		whenAbsent: 0,
		least: 0,
		most: MOST_DAYS_A_REPORT - 1,
	});

interface PollTime {
	mode?: string;
	unit?: string;
	value?: number;
}

/** Hours; the link of a report must be checked several times while it is valid. */
const RAREST_POLL = 1;

/**
 * Refuses to poll so rarely that a report's link would expire before it is checked. Only a single
 * entry of n8n's lists is judged; several entries and cron expressions are left to the user.
 *
 * @throws DtError `invalid_parameters`
 */
export function checkPollTimes(context: IPollFunctions): void {
	const { item = [] } = context.getNodeParameter('pollTimes', {}) as { item?: PollTime[] };
	if (item.length === 0) {
		throw invalidParameter(
			'Poll Times',
			'there is none, so the trigger would never run',
			EVERY_MINUTE,
		);
	}
	if (item.length > 1) return;
	const [{ mode, unit, value = 1 }] = item;
	const rare =
		['everyDay', 'everyWeek', 'everyMonth'].includes(String(mode)) ||
		(mode === 'everyX' && unit === 'hours' && value > RAREST_POLL);
	if (!rare) return;
	throw invalidParameter(
		'Poll Times',
		'a report is requested in one poll and downloaded in a later one, and its link is valid for some hours only',
		EVERY_MINUTE,
	);
}

const EVERY_MINUTE =
	'Choose Every Minute, or Every Hour at the least. The trigger itself knows when a day is complete, and a poll that has nothing to do sends nothing to DT.';
