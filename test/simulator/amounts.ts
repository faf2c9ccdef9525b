import { createHash } from 'node:crypto';

import type { Axis } from './dimensions';
import { metricOf } from './metrics';

/** Four numbers from 0 to 1 that depend on nothing but these words. */
export function chances(...words: string[]): number[] {
	const digest = createHash('md5').update(words.join('\u0000')).digest();
	return [0, 4, 8, 12].map((at) => digest.readUInt32LE(at) / 2 ** 32);
}

/** How much falls on a cell, given which value it is on each of the axes. */
export type AmountOf = (at: number[]) => number;

/**
 * How an amount is spread over the cells of a day. The shares of an axis make 1, so a total is the
 * sum of its parts whatever a report is split or filtered by.
 */
export function spread(seed: string, name: string, day: string, axes: Axis[]): AmountOf {
	const metric = metricOf(name);
	if (metric.shape === 'ratio') throw new TypeError(`${name} does not add up`);
	// Days differ by up to a fifth, all metrics together.
	const total = metric.daily * (0.8 + 0.4 * chances(seed, 'day', day)[0]);
	const shares = axes.map((axis) => sharesOf(seed, name, day, axis));
	return (at) => shares.reduce((amount, share, index) => amount * share[at[index]], total);
}

/**
 * What an axis' values make of an amount: the first most, and otherwise each day. Metrics differ by
 * so little that there are never more clicks than impressions, nor users than containers.
 */
function sharesOf(seed: string, metric: string, day: string, { names: [axis], values }: Axis) {
	const weights = values.map((_, index) => {
		const common = 0.7 + 0.6 * chances(seed, axis, String(index), day)[0];
		const own = 0.97 + 0.06 * chances(seed, axis, String(index), day, metric)[0];
		return (common * own) / (index + 2);
	});
	const sum = weights.reduce((all, weight) => all + weight, 0);
	return weights.map((weight) => weight / sum);
}
