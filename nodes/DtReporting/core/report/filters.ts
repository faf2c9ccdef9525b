import { invalidParameter, type DtError } from '../../errors/dtError';
import { parseJson, textList } from './lists';

/** Keeps the rows with one of the values; DT knows no other kind (docs/dt-api.md section 2, A). */
export interface ReportFilter {
	dimension: string;
	/** Texts at DT, even ids. */
	values: string[];
}

const FIELD = 'Filters';
const REMEDY =
	'Give a list like [{"dimension": "Country", "values": ["JAPAN", "CANADA"]}], or use the fields of the node.';

/**
 * The filters as n8n's fields give them, `{filter: [{dimension, values}]}`, or as that list itself;
 * each also as JSON text. None of it is ignored.
 *
 * @throws DtError `invalid_parameters`
 */
export function readFilters(given: unknown): ReportFilter[] {
	const filters = unwrapped(given);
	if (filters === undefined || filters === null) return [];
	if (Array.isArray(filters)) return filters.map(readFilter);
	const isObject = typeof filters === 'object';
	const others = isObject ? Object.keys(filters).filter((key) => key !== 'filter') : [];
	if (!isObject || others.length > 0) throw invalidParameter(FIELD, NO_LIST, REMEDY);
	const rows = unwrapped((filters as { filter?: unknown }).filter);
	if (rows === undefined || rows === null) return [];
	if (!Array.isArray(rows)) throw invalidParameter(FIELD, NO_LIST, REMEDY);
	return rows.map(readFilter);
}

const NO_LIST = 'this is not a list of filters';

/** What JSON text holds; a blank is nothing, and anything else is itself. */
function unwrapped(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	if (value.trim() === '') return undefined;
	const parsed = parseJson(value);
	return parsed === undefined ? value : parsed;
}

function readFilter(row: unknown, index: number): ReportFilter {
	const isObject = typeof row === 'object' && row !== null && !Array.isArray(row);
	if (!isObject) throw refused(index, 'is not a dimension with values');
	const { dimension, values, ...others } = row as Record<string, unknown>;
	const [other] = Object.keys(others);
	if (other !== undefined) {
		throw refused(
			index,
			`has "${other}", which DT does not know: a filter keeps the rows with its values`,
		);
	}
	const name = typeof dimension === 'string' ? dimension.trim() : '';
	if (name === '') throw noneIn(index, 'Dimension');
	const list = [...new Set(textList(FIELD, values))];
	if (list.length === 0) throw noneIn(index, 'Values');
	return { dimension: name, values: list };
}

const refused = (index: number, reason: string): DtError =>
	invalidParameter(FIELD, `filter ${index + 1} ${reason}`, REMEDY);

const noneIn = (index: number, field: string): DtError =>
	invalidParameter(
		FIELD,
		`${field} of filter ${index + 1} is empty`,
		'Fill it in, or remove the filter.',
	);
