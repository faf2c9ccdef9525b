/** A body without bytes for so long is given up and fetched again. */
const IDLE_TIMEOUT_MS = 60_000;
/** How often the speed of a body is checked, once its time is over. */
const CHECK_MS = 5_000;
/** A body slower than this is given up once the wait has ended. */
const SLOWEST_BYTES_PER_SECOND = 10_000;

export interface ByteStream extends AsyncIterable<Uint8Array> {
	destroyed: boolean;
	destroy(error?: Error): void;
}

/**
 * Ends a body at once. n8n's HTTP client reads it through a generator, which `destroy` alone ends at its next
 * byte only; so the connection is ended, too.
 *
 * @param connection whose signal the request was sent with
 */
export const endOf =
	(body: ByteStream, connection: AbortController) =>
	(error?: Error): void => {
		body.destroy(error);
		connection.abort();
	};

const timedOut = (message: string) => Object.assign(new Error(message), { code: 'ETIMEDOUT' });

/**
 * The chunks of a body. A body that stalls ends with a time-out instead of hanging, and so does one that is
 * too slow after the wait has ended. Only the time spent waiting for bytes counts, not that of the reader. One
 * timer watches at a time, and it keeps no process alive.
 *
 * @param fastFrom from this moment on (`performance.now()`) the body must come at some speed
 * @param end see endOf
 */
export async function* watched(
	body: ByteStream,
	fastFrom: number | undefined,
	end: (error: Error) => void,
): AsyncGenerator<Uint8Array> {
	let waitingSince: number | undefined;
	let waited = 0;
	let bytes = 0;
	const check = () => {
		if (body.destroyed) return;
		const now = performance.now();
		const still = waitingSince === undefined ? 0 : now - waitingSince;
		if (still >= IDLE_TIMEOUT_MS) return end(timedOut('The body stands still'));
		if (fastFrom !== undefined && now - CHECK_MS >= fastFrom) {
			const seconds = (waited + still) / 1000;
			if (seconds > 1 && bytes / seconds < SLOWEST_BYTES_PER_SECOND) {
				return end(timedOut('The body drips'));
			}
		}
		// The current wait counts for the next check, too: a body that stalls gets no bytes.
		waited = 0;
		bytes = 0;
		watch();
	};
	const watch = () => AbortSignal.timeout(CHECK_MS).addEventListener('abort', check);
	watch();
	const iterator = body[Symbol.asyncIterator]();
	try {
		for (;;) {
			waitingSince = performance.now();
			const next = await iterator.next();
			waited += performance.now() - waitingSince;
			waitingSince = undefined;
			if (next.done) return;
			bytes += next.value.length;
			yield next.value;
		}
	} finally {
		await iterator.return?.();
	}
}
