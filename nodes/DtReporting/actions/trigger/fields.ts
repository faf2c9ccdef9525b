import type { INodeProperties } from 'n8n-workflow';

import { outputFields, valueTypesOption } from '../report/outputFields';
import { queryFields } from '../report/queryFields';

/** What a test event shows at most. */
export const TEST_ROWS = 10;

/** Reports a day for history unless the user says otherwise; the other 40 are for everything else. */
export const DEFAULT_HISTORY_REPORTS = 10;

/** A trigger knows the days itself. */
const DAYS = ['dateRange', 'startDate', 'endDate'];

const ownQueryFields = queryFields
	.filter(({ name }) => !DAYS.includes(name))
	.map((field) =>
		field.name === 'splits'
			? {
					...field,
					description:
						'What to break the metrics down by. Date is always among them, since days are handed over.',
				}
			: field,
	);

/** The parameters of the trigger, beside n8n's own Poll Times. */
export const properties: INodeProperties[] = [
	{
		displayName: `Leave Poll Times at Every Minute: the trigger knows when a day is complete (12:00 UTC on the day after), and a poll that has nothing to do asks DT for nothing. Fetch Test Event asks for the last complete day: it costs one of the day's 50 reports (pressed again, none while that report's link lives), waits up to a minute and shows up to ${TEST_ROWS} rows.`,
		name: 'howItWorks',
		type: 'notice',
		default: '',
	},
	...ownQueryFields,
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
		placeholder: 'e.g. 2026-11-01',
		description:
			'The first UTC day to hand over. Days before the activation are history: they come 90 a report, and new days go before them. Leave it empty to begin with the next day that becomes complete.',
	},
	{
		displayName: 'Lookback Days',
		name: 'lookbackDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 89 },
		default: 0,
		description:
			'How many days already handed over to pull again with each new one, in the same report, since DT may still change them',
	},
	...outputFields,
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
					{ name: 'Skip', value: 'skip', description: 'Nothing is handed over' },
				],
				default: 'item',
				description: 'What to hand over for a complete day on which the report has no rows',
			},
			{
				displayName: 'Max History Reports per Day',
				name: 'historyReports',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_HISTORY_REPORTS,
				description:
					'How many of the day’s 50 reports may be spent on days before the activation (see Start From)',
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
