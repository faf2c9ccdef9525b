/** One comparison of the benchmark: it prints what it finds and asserts nothing about time. */
export interface Part {
	/** What `npm run bench -- <name>` runs it by. */
	name: string;
	title: string;
	/** A file in docs/ that it draws. */
	picture?: string;
	run(): Promise<void>;
}

export interface Contestant {
	name: string;
	/** The work that is timed. */
	work(): Promise<unknown>;
}

export interface Timing {
	/** Median, milliseconds. */
	ms: number;
	/** Median over the rounds of the reference's time by this one's: 2 is twice as fast. */
	ratio: number;
}

export function median(numbers: number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times contestants against each other in alternating rounds, each round from another start, so that a
 * busy machine slows all of them alike; ratios are taken within a round.
 *
 * @param reference the name that the others are measured by
 * @param rounds the ones that count; one more goes ahead to warm up
 */
export async function race(
	contestants: Contestant[],
	reference: string,
	rounds: number,
): Promise<Map<string, Timing>> {
	const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
	for (let round = -1; round < rounds; round++) {
		for (let turn = 0; turn < contestants.length; turn++) {
			const { name, work } = contestants[(turn + round + 1) % contestants.length];
			const started = performance.now();
			await work();
			if (round >= 0) times.get(name)?.push(performance.now() - started);
		}
	}
	const base = times.get(reference) ?? [];
	return new Map(
		[...times].map(([name, own]) => {
			const ratio = median(own.map((ms, round) => base[round] / ms));
			return [name, { ms: median(own), ratio }];
		}),
	);
}
