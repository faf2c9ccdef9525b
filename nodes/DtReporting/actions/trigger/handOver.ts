import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { DATE, type DayRows, type DayTable } from '../../report/days';
import type { HandedDay } from '../../report/daily';
import { columnsOf, fileNameOf, forDays } from '../../report/query';
import { toRows } from '../../report/values';
import type { HandOver } from './pollStep';
import type { TriggerForm } from './settings';

const NO_ROWS: DayRows = { records: [], lines: [] };

/**
 * The items of a hand-over: the days in order, each with its rows in DT's order, or with its file.
 *
 * `_dt` on each of them, unless switched off: `{day, change, revision, reportId, empty}`, see the README.
 */
export async function itemsOfDays(
	context: Pick<IPollFunctions, 'helpers'>,
	handOver: HandOver<DayTable>,
	form: TriggerForm,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (const day of handOver.days) {
		const rows = handOver.content?.days.get(day.day) ?? NO_ROWS;
		const count = rows.records.length + rows.lines.length;
		if (count === 0 && form.emptyDays === 'skip') continue;
		// Each item gets one of its own: what a node changes in one must not change in the others.
		const key = (): IDataObject => (form.withKey ? { _dt: keyOf(day, handOver, count === 0) } : {});
		if (form.output === 'file') {
			items.push(await fileItem(context, handOver, day, rows, form, key()));
		} else if (count === 0) {
			items.push({ json: { [DATE]: day.day, empty: true, ...key() } });
		} else {
			for (const row of rowsOf(handOver, rows, form)) items.push({ json: { ...row, ...key() } });
		}
	}
	return items;
}

/** The key of an item, for upserts. */
const keyOf = (
	{ day, change, revision }: HandedDay,
	{ report: { reportId } }: HandOver<DayTable>,
	empty: boolean,
): IDataObject => ({ day, change, revision, reportId, empty });

function rowsOf(
	{ content, query }: HandOver<DayTable>,
	{ records }: DayRows,
	{ typed }: TriggerForm,
): IDataObject[] {
	const header = content?.header ?? columnsOf(query);
	return toRows(header, records, typed ? query.body.metrics : []);
}

/** The file of one day, rows as DT wrote them below its header. */
async function fileItem(
	{ helpers }: Pick<IPollFunctions, 'helpers'>,
	{ content, query }: HandOver<DayTable>,
	{ day }: HandedDay,
	{ lines }: DayRows,
	{ binaryPropertyName }: TriggerForm,
	key: IDataObject,
): Promise<INodeExecutionData> {
	const header = content?.headerLine ?? columnsOf(query).join(',');
	const file = Buffer.from(`${[header, ...lines].join('\n')}\n`, 'utf8');
	const name = fileNameOf(forDays(query, { start: day, end: day }));
	const binary = await helpers.prepareBinaryData(file, name, 'text/csv');
	return {
		json: {
			[DATE]: day,
			fileName: name,
			fileSize: file.length,
			rows: lines.length,
			...key,
		},
		binary: { [binaryPropertyName]: binary },
	};
}
