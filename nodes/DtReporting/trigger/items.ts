import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { DeliveredDay } from '../core/incremental/state';
import { fileOfDay, type DayForm, type DayRows, type DayTable } from '../core/csv/dayTable';
import { columnsOf, fileNameOf, forDays, type ReportQuery } from '../core/report/query';
import { DATE } from '../core/csv/rowDays';
import { sortRows } from '../core/csv/sortRows';
import { keyColumns } from '../actions/report/keyColumns';
import type { Delivery } from './dependencies';
import type { TriggerForm } from './settings';

const NO_ROWS: DayRows = { rows: [], bytes: [], lines: 0 };

/** What is read of a report for the output that the user chose. */
export const dayFormOf = (
	{ output, typed }: TriggerForm,
	{ body: { metrics } }: ReportQuery,
): DayForm =>
	output === 'file' ? { keep: 'lines' } : { keep: 'rows', metrics: typed ? metrics : [] };

/**
 * The items of a delivery: the days in order, each with its rows in DT's order or sorted, or with its file;
 * beside them, where the user wants it, day, change, revision, reportId and empty, see docs/trigger.md.
 */
export async function itemsOfDays(
	context: Pick<IPollFunctions, 'helpers'>,
	delivery: Delivery<DayTable>,
	form: TriggerForm,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (const day of delivery.days) {
		const ofDay = delivery.content?.days.get(day.day) ?? NO_ROWS;
		const count = ofDay.rows.length + ofDay.lines;
		if (count === 0 && form.emptyDays === 'skip') continue;
		// Each item gets its own object, since a later node may change it.
		const key = (): IDataObject =>
			form.key ? keyColumns(form.key, keyOf(day, delivery, count === 0)) : {};
		if (form.output === 'file') {
			items.push(await fileItem(context, delivery, day, ofDay, form, key()));
		} else if (count === 0) {
			items.push({ json: { [DATE]: day.day, empty: true, ...key() } });
		} else {
			// The rows themselves become the items: a large day must not be held twice.
			const { rows } = ofDay;
			const { splits } = delivery.query.body;
			for (const row of form.sortRows ? sortRows(rows, splits, (own) => own) : rows)
				items.push({ json: Object.assign<IDataObject, IDataObject>(row, key()) });
		}
	}
	return items;
}

/** The key of an item, for upserts. */
const keyOf = (
	{ day, change, revision }: DeliveredDay,
	{ report: { reportId } }: Delivery<DayTable>,
	empty: boolean,
): IDataObject => ({ day, change, revision, reportId, empty });

/** The file of one day, rows as DT wrote them below its header. */
async function fileItem(
	{ helpers }: Pick<IPollFunctions, 'helpers'>,
	{ content, query }: Delivery<DayTable>,
	{ day }: DeliveredDay,
	ofDay: DayRows,
	{ binaryPropertyName }: TriggerForm,
	key: IDataObject,
): Promise<INodeExecutionData> {
	const file = content
		? fileOfDay(content.headerLine, ofDay)
		: Buffer.from(`${columnsOf(query).join(',')}\n`, 'utf8');
	const name = fileNameOf(forDays(query, { start: day, end: day }));
	const binary = await helpers.prepareBinaryData(file, name, 'text/csv');
	return {
		json: {
			[DATE]: day,
			fileName: name,
			fileSize: file.length,
			rows: ofDay.lines,
			...key,
		},
		binary: { [binaryPropertyName]: binary },
	};
}
