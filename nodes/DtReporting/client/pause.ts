import { sleep } from 'n8n-workflow';

import { DtError } from '../errors/dtError';

/**
 * Waits, and stops waiting at once when the execution is stopped.
 *
 * @throws DtError `cancelled`
 */
export async function pause(milliseconds: number, abortSignal?: AbortSignal): Promise<void> {
	if (abortSignal?.aborted) throw new DtError('cancelled');
	if (milliseconds <= 0) return;
	if (!abortSignal) return await sleep(milliseconds);
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new DtError('cancelled'));
		abortSignal.addEventListener('abort', stop, { once: true });
	});
	try {
		await Promise.race([sleep(milliseconds), stopped]);
	} finally {
		abortSignal.removeEventListener('abort', stop);
	}
}
