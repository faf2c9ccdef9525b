import type { INodeProperties } from 'n8n-workflow';

import { DATE_RANGES } from '../../core/report/dates';

const dateRange: INodeProperties = {
	displayName: 'Date Range',
	name: 'dateRange',
	type: 'options',
	options: [
		{
			name: 'Custom',
			value: 'custom',
			description: 'From a first to a last day; 90 days a report',
		},
		{
			name: 'Last 30 Days',
			value: 'last30Days',
			description: '30 days that end with the last complete day',
		},
		{
			name: 'Last 7 Days',
			value: 'last7Days',
			description: '7 days that end with the last complete day',
		},
		{
			name: 'Last Complete Day',
			value: 'lastCompleteDay',
			description: 'DT completes a day at 12:00 UTC on the day after',
		},
		{
			name: 'Last Month',
			value: 'lastMonth',
			description: 'The calendar month before this one',
		},
		{
			name: 'Month to Date',
			value: 'monthToDate',
			description: 'From the first of the month of the last complete day to that day',
		},
		{
			name: 'Yesterday',
			value: 'yesterday',
			description: 'The UTC day before today, complete or not',
		},
	],
	default: 'lastCompleteDay',
	description: 'Which days to report on. All days are UTC days.',
};

type Conditions = INodeProperties['displayOptions'];

const customDates = (displayOptions: Conditions): INodeProperties[] => [
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
		placeholder: 'e.g. 2026-11-01',
		description:
			'First UTC day, included. A date-time that is midnight in its own zone, as $today is, stands for the day that it shows.',
		displayOptions,
	},
	{
		displayName: 'End Date',
		name: 'endDate',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
		placeholder: 'e.g. 2026-11-07',
		description:
			'Last UTC day, included. A date-time that is midnight in its own zone, as $today is, stands for the day that it shows.',
		displayOptions,
	},
];

/** n8n lets a model fill text fields, and no lists. */
const toolDateRange: INodeProperties = {
	displayName: 'Date Range',
	name: 'dateRange',
	type: 'string',
	default: 'lastCompleteDay',
	placeholder: 'e.g. last7Days',
	description: `Which days to report on, in UTC: ${DATE_RANGES.join(', ')}. Only custom uses Start Date and End Date.`,
	displayOptions: { show: { '@tool': [true] } },
};

const WHEN_CUSTOM = { show: { dateRange: ['custom'] } };

/** The editor does not know the range that a model will choose, so only one that needs no dates hides them. */
const UNLESS_RELATIVE = {
	show: { '@tool': [true] },
	hide: { dateRange: DATE_RANGES.filter((name) => name !== 'custom') },
};

/** The parameters that say which days a report covers. */
export const dateFields: INodeProperties[] = [
	{ ...dateRange, displayOptions: { hide: { '@tool': [true] } } },
	toolDateRange,
	...customDates({ show: { '@tool': [false], ...WHEN_CUSTOM.show } }),
	...customDates(UNLESS_RELATIVE),
];

/** The same in the form of version 1. */
export const dateFieldsV1: INodeProperties[] = [dateRange, ...customDates(WHEN_CUSTOM)];
