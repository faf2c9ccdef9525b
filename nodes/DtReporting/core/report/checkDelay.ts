/** No report is checked more often than this. */
export const SHORTEST_PAUSE_MS = 1000;

const LONGEST_MS = 60_000;

/**
 * Milliseconds from one check of a report's link to the next: about a seventh of the time waited so far, between
 * one second and one minute. A report that is ready after 5 s is seen within 1 s of that; one that takes 40
 * minutes costs some 70 small requests.
 *
 * @param waitedMs how long this wait has lasted
 * @param jitter 0 to 1; spreads the longer pauses by a tenth either way
 */
export function nextCheckDelay(waitedMs: number, jitter: number): number {
	const pause = Math.min(LONGEST_MS, waitedMs / 7);
	const spread = pause * (0.9 + 0.2 * jitter);
	return Math.round(Math.max(SHORTEST_PAUSE_MS, spread));
}
