/** What a test makes go wrong. */
export interface Fault {
	on: RequestKind | 'any';
	/** So many requests pass first. */
	skip?: number;
	/** So many requests meet the fault; once by default. */
	times?: number;
	/** Milliseconds before anything is answered. */
	delay?: number;
	/** Answers with this instead. */
	status?: number;
	headers?: Record<string, string>;
	body?: string | object;
	/**
	 * `reset`: the connection ends before a response · `lose`: the request is carried out, then the
	 * connection ends · `hang`: never answered · `truncate`: the right answer, cut off half-way ·
	 * `slow`: the right answer, byte by byte.
	 */
	action?: 'reset' | 'lose' | 'hang' | 'truncate' | 'slow';
}

export type RequestKind = 'token' | 'report' | 'file' | 'other';

/** The faults that are still to come, in the order in which they were scripted. */
export class Faults {
	private waiting: Array<{ fault: Fault; skip: number; times: number }> = [];

	add(fault: Fault): void {
		this.waiting.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
	}

	clear(): void {
		this.waiting = [];
	}

	/** The fault that the next request of this kind meets. */
	take(kind: RequestKind): Fault | undefined {
		for (const entry of this.waiting) {
			if (entry.times <= 0 || (entry.fault.on !== kind && entry.fault.on !== 'any')) continue;
			if (entry.skip > 0) {
				entry.skip--;
				continue;
			}
			entry.times--;
			return entry.fault;
		}
		return undefined;
	}
}
