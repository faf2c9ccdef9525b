import type { INodeProperties } from 'n8n-workflow';

import { MOST_DAYS_A_REPORT } from '../core/report/dates';
import { outputFields, valueTypesOption } from '../actions/report/outputFields';
import { queryFields } from '../actions/report/queryFields';

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

const ownQueryFields = withOwn(
	queryFields.filter(({ name }) => !DAYS.includes(name)),
	'splits',
	{
		description:
			'What to break the metrics down by. Date is always among them, since days are delivered.',
	},
);

/** The trigger's own parameters stand after the metrics and splits, and before the filters. */
const endOfSplits = ownQueryFields.findIndex(({ name }) => name === 'splits') + 1;

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

/** The parameters of the trigger, beside n8n's own Poll Times. */
export const properties: INodeProperties[] = [
	{
		displayName: `Leave Poll Times at Every Minute: a poll that has nothing to do asks DT for nothing. Fetch Test Event costs one of the day's 50 reports; it waits up to a minute and shows up to ${TEST_ROWS} items of the last complete day.`,
		name: 'howItWorks',
		type: 'notice',
		default: '',
	},
	...ownQueryFields.slice(0, endOfSplits),
	...dayFields,
	...ownQueryFields.slice(endOfSplits),
	...ownOutputFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Add Key',
				name: 'addKey',
				type: 'boolean',
				default: true,
				description:
					'Whether each item gets _dt: its day, whether that is new or revised, the revision and the report’s ID, for upserts',
			},
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
				displayName: 'Max History Reports per Day',
				name: 'historyReports',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MOST_HISTORY_REPORTS },
				default: DEFAULT_HISTORY_REPORTS,
				description:
					'How many of the day’s 50 reports may be spent on days before the first activation (see Start From)',
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
		],
	},
];
