/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test's clock, is no node */
import { ClientRequest } from 'node:http';

/** A Friday afternoon, UTC: the day before is complete. */
const START = Date.parse('2026-11-20T14:00:00Z');

/** How much shorter time-outs are in a cell that runs into one. */
const SPEED = 100;
/** A shorter timer is not one of a request. */
const SHORTEST_TIMEOUT_MS = 10_000;

interface Originals {
	performanceNow: () => number;
	setTimeout: typeof setTimeout;
	abortTimeout: (milliseconds: number) => AbortSignal;
}

/**
 * The clock of a cell. It begins at the same moment each time, and a pause of the product takes no time: the
 * clock jumps over it, and sums it up. So a wait of an hour is seen in full, and in milliseconds.
 */
export class MatrixClock {
	/** Milliseconds that the product has paused since the last start. */
	paused = 0;

	private skipped = 0;

	private startedAt = 0;

	private speed = 1;

	private readonly real: Originals = {
		performanceNow: performance.now.bind(performance),
		setTimeout,
		abortTimeout: AbortSignal.timeout.bind(AbortSignal),
	};

	/** Puts this clock in the place of the machine's. */
	install(): void {
		const { setTimeout: later, abortTimeout } = this.real;
		jest.spyOn(Date, 'now').mockImplementation(() => this.now());
		jest.spyOn(performance, 'now').mockImplementation(() => this.elapsed);
		jest
			.spyOn(global, 'setTimeout')
			.mockImplementation(((work: () => void, delay = 0, ...others: unknown[]) =>
				later(work, this.short(delay), ...(others as []))) as typeof setTimeout);
		jest
			.spyOn(AbortSignal, 'timeout')
			.mockImplementation((delay) => abortTimeout(Math.ceil(delay / this.speed)));
		const short = (delay: number) => this.short(delay);
		const { setTimeout: ofRequest } = ClientRequest.prototype;
		jest.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (
			this: ClientRequest,
			delay,
			...others
		) {
			return ofRequest.call(this, short(delay), ...others);
		});
	}

	/** Back to the beginning; `hurries` shortens time-outs. */
	start(hurries: boolean): void {
		this.speed = hurries ? SPEED : 1;
		this.skipped = 0;
		this.paused = 0;
		this.startedAt = this.real.performanceNow();
	}

	/** Epoch milliseconds. */
	now(): number {
		return Math.floor(START + this.elapsed);
	}

	/** Lets time pass, as between two polls. */
	skip(milliseconds: number): void {
		this.skipped += milliseconds;
	}

	/** A pause of the product, in the place of abortableSleep. */
	async pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) throw new Error('a pause after the end');
		const pause = Math.max(0, milliseconds);
		this.skipped += pause;
		this.paused += pause;
	}

	/** Real milliseconds since the start. */
	get took(): number {
		return this.real.performanceNow() - this.startedAt;
	}

	/** Milliseconds since the start by this clock: what was paused, and what it took. */
	get elapsed(): number {
		return this.took * this.speed + this.skipped;
	}

	private short(delay: number): number {
		return delay >= SHORTEST_TIMEOUT_MS ? Math.ceil(delay / this.speed) : delay;
	}
}

export const clock = new MatrixClock();
