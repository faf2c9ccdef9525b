/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests, not a node */
import fc from 'fast-check';

/** Seconds for each property instead of its number of runs: the longer run of `.ci/run`, with a new seed each time. */
const SECONDS = Number(process.env.DT_FUZZ_SECONDS ?? 0);
/** The seed of a run that failed, as fast-check has printed it. */
const SEED = process.env.DT_FUZZ_SEED;

/** The same cases each time, unless a seed or a time says otherwise. */
function parameters(numRuns: number): fc.Parameters<unknown> {
	const seed = SEED === undefined ? undefined : Number(SEED);
	if (SECONDS === 0) return { numRuns, seed: seed ?? 1 };
	return { numRuns: 1e9, seed, interruptAfterTimeLimit: SECONDS * 1_000 };
}

/** Checks a property on so many cases; what fails is printed with its seed. */
export function holds<T>(numRuns: number, property: fc.IProperty<T>): void {
	fc.assert(property, parameters(numRuns) as fc.Parameters<T>);
}

/** The same for a property that waits. */
export async function holdsAsync<T>(
	numRuns: number,
	property: fc.IAsyncProperty<T>,
): Promise<void> {
	await fc.assert(property, parameters(numRuns) as fc.Parameters<T>);
}

const ATTEMPTS = 5;
const LARGER = 16;
/** So much longer may an input take that is LARGER times as large; where the time is quadratic, it takes 256 times. */
const MOST_GROWTH = 80;

/** Microseconds. */
const cpuTime = (work: () => unknown): number => {
	const before = process.cpuUsage();
	work();
	return process.cpuUsage(before).user;
};

/**
 * Whether the time of some work grows with its input and not faster. Other programs only make a measurement
 * longer, so the shortest of several counts, and one good attempt is enough.
 *
 * @param workOn does the work on an input of a size
 */
export function growsEvenly(size: number, workOn: (size: number) => unknown): boolean {
	workOn(size);
	const shortest = { small: Infinity, large: Infinity };
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		shortest.small = Math.min(
			shortest.small,
			cpuTime(() => workOn(size)),
		);
		shortest.large = Math.min(
			shortest.large,
			cpuTime(() => workOn(LARGER * size)),
		);
		if (attempt > 0 && shortest.large <= MOST_GROWTH * Math.max(1_000, shortest.small)) return true;
	}
	return false;
}
