import type { INodeProperties } from 'n8n-workflow';

import { MOST_DAYS_A_REPORT } from '../core/report/dates';
import { inVersion, optionsOf } from '../actions/displayOptions';
import { outputFields, sortRowsOption, valueTypesOption } from '../actions/report/outputFields';
import { queryFields, queryFieldsV1, queryOptions } from '../actions/report/queryFields';

/** What a test event shows at most. */
export const TEST_ROWS = 10;

/** Reports a day for backfill by default; the other 40 are for everything else. */
export const DEFAULT_HISTORY_REPORTS = 10;
/** The rest of the 50 is enough for new days, whatever fails. */
export const MOST_HISTORY_REPORTS = 45;

/** A trigger knows the days itself. */
const DAYS = ['dateRange', 'startDate', 'endDate'];

/** The same parameters, with the trigger's own descriptions where they differ. */
const withOwn = (
	fields: INodeProperties[],
	name: string,
	own: Partial<INodeProperties>,
): INodeProperties[] => fields.map((field) => (field.name === name ? { ...field, ...own } : field));

/** The fields of a query but its days, with the trigger's own between the splits and the filters. */
function withDays(fields: INodeProperties[]): INodeProperties[] {
	const query = withOwn(
		fields.filter(({ name }) => !DAYS.includes(name)),
		'splits',
		{
			description:
				'What to break the metrics down by. Date is always among them, since days are delivered.',
		},
	);
	const endOfSplits = query.findIndex(({ name }) => name === 'splits') + 1;
	return [...query.slice(0, endOfSplits), ...dayFields, ...query.slice(endOfSplits)];
}

const dayFields: INodeProperties[] = [
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
		placeholder: 'e.g. 2026-11-01',
		description:
			'The first UTC day to deliver. Days that were complete before the first activation are backfill, requested when no new day is due. Leave it empty to begin with the next day that becomes complete. Midnight in any time zone stands for the day that it shows.',
	},
	{
		displayName: 'Lookback Days',
		name: 'lookbackDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 89 },
		default: 0,
		description:
			'How many delivered days to pull again with each new one, in the same report, since DT may still change them',
	},
];

const ownOutputFields = withOwn(outputFields, 'output', {
	options: [
		{ name: 'Rows as Items', value: 'items', description: 'One item per row' },
		{
			name: 'CSV File',
			value: 'file',
			description: 'One item a day, with the day’s rows as DT wrote them below its header',
		},
	],
	description: 'In which form to hand the days over',
});

const addKeyOption: INodeProperties = {
	displayName: 'Add Key Columns',
	name: 'addKey',
	type: 'boolean',
	default: false,
	description:
		'Whether each item gets _dt_day, _dt_change (new or revised), _dt_revision, _dt_report_id and _dt_empty',
};

/** The same in the form of version 1. */
const addKeyOptionV1: INodeProperties = {
	displayName: 'Add Key',
	name: 'addKey',
	type: 'boolean',
	default: true,
	description:
		'Whether each item gets _dt: its day, whether that is new or revised, the revision and the report’s ID, for upserts',
};

const dayOptions: INodeProperties[] = [
	{
		displayName: 'Days Without Rows',
		name: 'emptyDays',
		type: 'options',
		options: [
			{
				name: 'One Item',
				value: 'item',
				description: 'An item says that the day is complete and empty',
			},
			{ name: 'Skip', value: 'skip', description: 'Nothing is delivered' },
		],
		default: 'item',
		description: 'What to deliver for a complete day on which the report has no rows',
	},
	{
		displayName: 'Max Days per Report',
		name: 'daysPerReport',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_DAYS_A_REPORT },
		default: MOST_DAYS_A_REPORT,
		description:
			'How many days to catch up on with one report, and so in one execution; fewer where their rows are too many for n8n’s memory',
	},
	{
		displayName: 'Max Backfill Reports per Day',
		name: 'historyReports',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_HISTORY_REPORTS },
		default: DEFAULT_HISTORY_REPORTS,
		description: 'How many of the day’s 50 reports a backfill may take (see Start From)',
	},
	valueTypesOption,
	{
		displayName: 'Zero-Byte Reports',
		name: 'zeroByteReports',
		type: 'options',
		options: [
			{
				name: 'Ask Again, Then Fail',
				value: 'fail',
				description: 'An empty file is a report that is not there yet',
			},
			{
				name: 'No Rows',
				value: 'noRows',
				description: 'A file still empty after an hour is a report without rows',
			},
		],
		default: 'fail',
		description: 'What to make of a report’s file that stays empty, without even a header row',
	},
];

const HOW_IT_WORKS = `Leave Poll Times at Every Minute: a poll that has nothing to do sends nothing to DT. Fetch Test Event costs one of the day's 50 reports; it waits up to a minute and shows up to ${TEST_ROWS} items of the last complete day.`;

const notice = (name: string, displayName: string): INodeProperties => ({
	displayName,
	name,
	type: 'notice',
	default: '',
});

/** n8n's node panel names the trigger after the entries of a parameter called Event. */
const event: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'hidden',
	options: [
		{
			name: 'Day Complete',
			value: 'dayComplete',
			action: 'On new complete day',
			description: 'Starts the workflow with the rows of each UTC day, once DT has completed it',
		},
	],
	default: 'dayComplete',
};

const firstRows: INodeProperties = {
	...notice(
		'firstRows',
		'The first rows come when DT completes the next day, up to a day after you activate the workflow. With a past day in Start From, rows come within minutes.',
	),
	displayOptions: { show: { startFrom: [''] } },
};

/** The parameters of the trigger, beside n8n's own Poll Times. */
export const properties: INodeProperties[] = [
	event,
	notice('howItWorks', HOW_IT_WORKS),
	...inVersion(2, [
		...withDays(queryFields).flatMap((field) =>
			field.name === 'startFrom' ? [field, firstRows] : [field],
		),
		...ownOutputFields,
		optionsOf([addKeyOption, ...dayOptions, ...queryOptions, sortRowsOption]),
	]),
	...inVersion(1, [
		...withDays(queryFieldsV1),
		...ownOutputFields,
		optionsOf([addKeyOptionV1, ...dayOptions]),
	]),
];
