import { chances, spread } from './amounts';
import { line } from './csvText';
import { axesOf, type Axis } from './dimensions';
import { mayBeMissing, metricOf } from './metrics';
import { daysOf, isComplete, type ReportQuery } from './reportQuery';
import type { Restatement, SimulatorOptions } from './simulatorState';

/** DT keeps what binary fractions make of money (B), such as 0.036300000000000006: sums of this. */
const MONEY_STEP = 0.0121;

/** One row: what it is split by, and the amounts that lie behind its metrics. */
interface Row {
	key: string[];
	amounts: Map<string, number>;
}

export const headerOf = ({ splits, metrics }: ReportQuery): string => line([...splits, ...metrics]);

/**
 * The rows of a report, line by line, deterministic by seed.
 *
 * @param now epoch milliseconds at the time of the request
 * @param order sorted by the splits (B), or in no order at all, since DT promises none
 * @param restated what DT has changed since
 */
export function* rowsOf(
	query: ReportQuery,
	now: number,
	seed: string,
	order: SimulatorOptions['rowOrder'],
	restated: Restatement[] = [],
): Generator<string> {
	const luck = (key: string[]) => chances(seed, 'row', ...key);
	const rows = [...groupsOf(query, now, seed, restated)].sort((a, b) =>
		order === 'none' ? luck(a.key)[0] - luck(b.key)[0] : compareKeys(a.key, b.key),
	);
	for (const { key, amounts } of rows) {
		const [quotes, empty, form] = luck(key);
		const values = query.metrics.map((metric, index) => {
			if (mayBeMissing(metric) && (empty + index / 7) % 1 < 0.03) return '';
			return written(metric, amounts, (form + index / 7) % 1 > 0.8);
		});
		yield line([...key, ...values], quotes < 0.5);
	}
}

function compareKeys(a: string[], b: string[]): number {
	const at = a.findIndex((value, index) => value !== b[index]);
	if (at === -1) return 0;
	return a[at] < b[at] ? -1 : 1;
}

/** Sums the amounts behind the metrics for each combination of the splits. */
function groupsOf(
	query: ReportQuery,
	now: number,
	seed: string,
	restated: Restatement[],
): Iterable<Row> {
	const { splits, filters } = query;
	const axes = axesOf(query.source, [...splits, ...filters.map(({ dimension }) => dimension)]);
	const cells = cellsOf(axes);
	const needed = amountsBehind(query.metrics);
	const rows = new Map<string, Row>();
	for (const day of daysOf(query, now)) {
		const parts = needed.map((name) => [name, spread(seed, name, day, axes)] as const);
		const complete = isComplete(day, now);
		for (const { at, columns } of cells) {
			const column = (name: string) => (name === 'Date' ? day : (columns.get(name) ?? ''));
			if (!filters.every(({ dimension, values }) => values.includes(column(dimension)))) continue;
			const key = splits.map(column);
			const times = timesOf(restated, day, columns);
			const share = complete ? times : shareSoFar(seed, day, at);
			if (share === undefined || times === 0) continue;
			const id = key.join('\u0000');
			const row = rows.get(id) ?? { key, amounts: new Map<string, number>() };
			rows.set(id, row);
			for (const [name, amountOf] of parts)
				row.amounts.set(name, (row.amounts.get(name) ?? 0) + share * amountOf(at));
		}
	}
	return rows.values();
}

const timesOf = (restated: Restatement[], day: string, columns: Map<string, string>): number =>
	restated
		.filter((each) => each.day === day)
		.filter(({ value }) => value === undefined || [...columns.values()].includes(value))
		.reduce((product, { times }) => product * times, 1);

/** A day that is not complete has part of its rows, and zeros in part of those (B). */
function shareSoFar(seed: string, day: string, at: number[]): 0 | 1 | undefined {
	const [luck] = chances(seed, 'early', day, ...at.map(String));
	if (luck < 0.5) return undefined;
	return luck < 0.75 ? 0 : 1;
}

interface Cell {
	/** Which value it is on each of the axes. */
	at: number[];
	columns: Map<string, string>;
}

/** Every combination of the axes' values. */
function cellsOf(axes: Axis[]): Cell[] {
	return axes.reduce<Cell[]>(
		(cells, { names, values }) =>
			cells.flatMap(({ at, columns }) =>
				values.map((value, index) => ({
					at: [...at, index],
					columns: new Map([...columns, ...names.map((name, nth) => [name, value[nth]] as const)]),
				})),
			),
		[{ at: [], columns: new Map() }],
	);
}

/** The amounts that must be summed to write these metrics. */
function amountsBehind(metrics: string[]): string[] {
	const names = metrics.flatMap((name) => {
		const metric = metricOf(name);
		return metric.shape === 'ratio' ? [metric.of, metric.per] : [name];
	});
	return [...new Set(names)];
}

/** An amount as whole as its kind: a count, or money in steps. */
function rounded(name: string, amounts: Map<string, number>): number {
	const amount = amounts.get(name) ?? 0;
	return metricOf(name).shape === 'money'
		? Math.round(amount / MONEY_STEP) * MONEY_STEP
		: Math.round(amount);
}

/** A value as DT writes it (B): a count may come as `12.0`; a ratio over nothing is missing. */
function written(name: string, amounts: Map<string, number>, pointed: boolean): string {
	const metric = metricOf(name);
	if (metric.shape === 'ratio') {
		const per = rounded(metric.per, amounts);
		if (per === 0) return '';
		return String((rounded(metric.of, amounts) / per) * (metric.times ?? 1));
	}
	const amount = rounded(name, amounts);
	return metric.shape === 'count' && pointed ? `${amount}.0` : String(amount);
}

/** Exactly so many rows, for large files: cheap, and nothing is held in memory. */
export function* manyRows(query: ReportQuery, rows: number, seed: string): Generator<string> {
	const { dateRange, metrics, source, splits } = query;
	const cells = cellsOf(axesOf(source, splits));
	const needed = amountsBehind(metrics);
	const offset = Math.floor(chances(seed, 'many')[0] * 1000);
	for (let index = 0; index < rows; index++) {
		const { columns } = cells[index % cells.length];
		const key = splits.map((name) =>
			name === 'Date' ? dateRange.start : (columns.get(name) ?? ''),
		);
		const luck = (index * 7919 + offset) % 99_991;
		const amounts = new Map(needed.map((name, at) => [name, (luck + at * 31) % 5000]));
		const values = metrics.map((metric, at) =>
			mayBeMissing(metric) && (luck + at) % 33 === 0
				? ''
				: written(metric, amounts, luck % 5 === 0),
		);
		yield line([...key, ...values], luck % 2 === 0);
	}
}
