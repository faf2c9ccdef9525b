/** Numbers from 0 to 1; the same seed gives the same ones, everywhere (mulberry32). */
export function randomBy(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Whole numbers from 0 up to, and without, a limit; the same seed gives the same ones. */
export function randomBelowBy(seed: number): (limit: number) => number {
	const random = randomBy(seed);
	return (limit) => Math.floor(random() * limit);
}
