import { createHash } from 'node:crypto';

import { axisOf, MEDIATION_METRICS, METRICS, type MetricShape } from './catalogue';
import { daysOf, isComplete, type ReportQuery } from './reportQuery';

/** A number from 0 to 1 that depends on nothing but these words. */
function chance(...words: string[]): number {
	return createHash('md5').update(words.join('\u0000')).digest().readUInt32LE(0) / 2 ** 32;
}

type Cell = Map<string, string>;

/** Every combination of the values of the axes that a query names, split or filtered by. */
function combinations(names: string[]): Cell[] {
	const axes = [...new Set(names.map(axisOf))].filter((axis) => axis !== undefined);
	return axes.reduce<Cell[]>(
		(cells, axis) =>
			cells.flatMap((cell) =>
				axis.values.map((values) => {
					const next = new Map(cell);
					axis.names.forEach((name, index) => next.set(name, values[index]));
					return next;
				}),
			),
		[new Map()],
	);
}

const shapeOf = (metric: string): MetricShape => METRICS[metric] ?? MEDIATION_METRICS[metric];

/**
 * One value as DT writes it (docs/dt-api.md section 3, B): counts now and then as `12.0`, money with
 * binary artefacts, now and then a missing value.
 */
function value(metric: string, seed: number): string {
	if (seed < 0.03) return '';
	switch (shapeOf(metric)) {
		case 'count': {
			const count = Math.floor(seed * 5000);
			return seed > 0.8 ? `${count}.0` : String(count);
		}
		case 'money':
			return String(Math.floor(seed * 4000) * 0.0121);
		case 'ratio':
			return String(seed);
		case 'seconds':
			return (seed * 90_000).toFixed(1);
	}
}

/** RFC 4180: quoted only when needed; a missing value now and then as two quotes (B). */
function field(text: string, quoteEmpty: boolean): string {
	if (text === '') return quoteEmpty ? '""' : '';
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const headerOf = ({ splits, metrics }: ReportQuery): string =>
	`${[...splits, ...metrics].map((name) => field(name, false)).join(',')}\n`;

/**
 * The rows of a report, line by line, deterministic by seed and in no order. A day that is not
 * complete has part of its rows (docs/dt-api.md section 5, B).
 *
 * @param now epoch milliseconds at the time of the request
 */
export function* rowsOf(query: ReportQuery, now: number, seed: string): Generator<string> {
	const days = daysOf(query, now);
	if (days.length === 0) return;
	const { splits, metrics, filters } = query;
	const cells = combinations([...splits, ...filters.map(({ dimension }) => dimension)]);
	const dated = splits.includes('Date') || filters.some(({ dimension }) => dimension === 'Date');
	const lines: Array<[number, string]> = [];
	const seen = new Set<string>();
	for (const day of dated ? days : [days.join()]) {
		for (const cell of cells) {
			const full = new Map(cell).set('Date', day);
			if (!filters.every(({ dimension, values }) => values.includes(full.get(dimension) ?? '')))
				continue;
			const key = splits.map((name) => full.get(name) ?? '');
			if (seen.has(key.join('\u0000'))) continue;
			seen.add(key.join('\u0000'));
			if (dated && !isComplete(day, now) && chance(seed, 'missing', day, ...key) < 0.5) continue;
			const values = metrics.map((metric) => value(metric, chance(seed, day, ...key, metric)));
			const order = chance(seed, 'order', day, ...key);
			lines.push([order, [...key, ...values].map((text) => field(text, order < 0.5)).join(',')]);
		}
	}
	for (const [, line] of lines.sort(([a], [b]) => a - b)) yield `${line}\n`;
}

/** Exactly so many rows, for large files; nothing is held in memory. */
export function* manyRows(query: ReportQuery, rows: number, seed: string): Generator<string> {
	const { dateRange, splits, metrics } = query;
	const cells = combinations(splits);
	for (let index = 0; index < rows; index++) {
		const cell = cells[index % cells.length];
		const key = splits.map((name) => (name === 'Date' ? dateRange.start : (cell.get(name) ?? '')));
		const values = metrics.map((metric, at) =>
			value(metric, ((index * 7919 + at * 104_729) % 99_991) / 99_991),
		);
		yield `${[...key, ...values].map((text) => field(text, seed.length % 2 === 0)).join(',')}\n`;
	}
}
