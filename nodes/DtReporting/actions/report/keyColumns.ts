import type { IDataObject } from 'n8n-workflow';

/** How facts about a row stand beside its columns: in one object, as in version 1, or each in a column. */
export type KeyForm = 'object' | 'columns';

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The facts about a row: `{_dt: {reportId}}`, or `{_dt_report_id}`, whose names sort together in a table. */
export function keyColumns(form: KeyForm, facts: IDataObject): IDataObject {
	if (form === 'object') return { _dt: facts };
	return Object.fromEntries(
		Object.entries(facts).map(([name, value]) => [`_dt_${snakeCase(name)}`, value]),
	);
}

/** The form of the node's version. */
export const keyFormOf = ({ typeVersion }: { typeVersion: number }): KeyForm =>
	typeVersion < 2 ? 'object' : 'columns';
