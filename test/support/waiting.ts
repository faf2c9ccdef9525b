/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits, and is no node */
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/**
 * Asks again until there is a response other than undefined.
 *
 * @param within milliseconds
 * @param what the words for what is waited for, in the error after that time
 * @param every milliseconds between two attempts
 */
export async function eventually<T>(
	ask: () => Promise<T | undefined>,
	within: number,
	what: string,
	every = 100,
): Promise<T> {
	const until = Date.now() + within;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > until) throw new Error(`waited ${within / 1000} s for ${what}`);
		await sleep(every);
	}
}
