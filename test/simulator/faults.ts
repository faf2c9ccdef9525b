import type { Exchange } from './exchange';

/** What a fault answers with; an object is sent as JSON. */
export type FaultBody = string | Buffer | object;

/** What a test makes go wrong. */
export interface Fault {
	on: RequestKind | 'any';
	/** So many requests pass first. */
	skip?: number;
	/** Meets only some of its requests, by how many of the kind came before. */
	when?: (earlier: number) => boolean;
	/** So many requests meet the fault; once by default. */
	times?: number;
	/** Milliseconds before anything is answered. */
	delay?: number;
	/** Answers with this instead. */
	status?: number;
	headers?: Record<string, string>;
	/** A function makes it of the request. */
	body?: FaultBody | ((exchange: Exchange) => FaultBody);
	/** Changes the body of the right answer. */
	change?: (bytes: Buffer) => Buffer;
	/**
	 * `reset`: the connection ends before a response · `lose`: the request is carried out, then the
	 * connection ends · `hang`: never answered · `slow`: the right answer, byte by byte · or an end in the
	 * middle of the right answer (see wire.ts).
	 */
	action?: 'reset' | 'lose' | 'hang' | 'slow' | BrokenEnd;
}

/**
 * How an answer breaks off. `truncate`: closed half-way through the body · `resetInHeaders`,
 * `resetAfterHeaders`, `resetInBody`: the connection is reset there · `stall`: half of the body, then nothing ·
 * `trickle`: half of the body, then a byte now and then without end · `endless`: a body without end.
 */
export type BrokenEnd =
	| 'truncate'
	| 'resetInHeaders'
	| 'resetAfterHeaders'
	| 'resetInBody'
	| 'stall'
	| 'trickle'
	| 'endless';

export type RequestKind = 'token' | 'report' | 'file' | 'other';

/** The faults that are still to come, in the order in which they were scripted. */
export class Faults {
	private waiting: Array<{ fault: Fault; skip: number; times: number }> = [];

	private readonly seen: Partial<Record<RequestKind, number>> = {};

	add(fault: Fault): void {
		this.waiting.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
	}

	clear(): void {
		this.waiting = [];
	}

	/** The fault that the next request of this kind meets. */
	take(kind: RequestKind): Fault | undefined {
		const earlier = this.seen[kind] ?? 0;
		this.seen[kind] = earlier + 1;
		for (const entry of this.waiting) {
			if (entry.fault.when && !entry.fault.when(earlier)) continue;
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
