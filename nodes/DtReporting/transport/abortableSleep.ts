import { sleep } from 'n8n-workflow';

import { DtError } from '../errors/dtError';

/** A sleep cannot be taken back, so a long one is slept in slices: none outlives a stopped execution for long. */
const SLICE_MS = 1000;

/**
 * Waits, and stops waiting at once when the execution is stopped.
 *
 * @throws DtError `cancelled`
 */
export async function abortableSleep(
	milliseconds: number,
	abortSignal?: AbortSignal,
): Promise<void> {
	if (abortSignal?.aborted) throw new DtError('cancelled');
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new DtError('cancelled'));
		abortSignal?.addEventListener('abort', stop, { once: true });
	});
	// Not the clock: it may be set meanwhile.
	const end = performance.now() + milliseconds;
	try {
		for (let left = milliseconds; left > 0; left = end - performance.now()) {
			await Promise.race([sleep(Math.min(left, SLICE_MS)), stopped]);
		}
	} finally {
		abortSignal?.removeEventListener('abort', stop);
	}
}
