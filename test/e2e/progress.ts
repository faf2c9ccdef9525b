/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- speaks to the person at the terminal */

const HEARTBEAT_MS = 20_000;

/** Says on stderr that a long step goes on: a line at the start, one every 20 seconds, one at the end. */
export class Progress {
	private started = 0;

	private timer?: NodeJS.Timeout;

	constructor(private readonly step: string) {}

	start(): this {
		if (this.timer) return this;
		this.started = Date.now();
		this.say('…');
		this.timer = setInterval(() => this.say(`: ${this.seconds} s`), HEARTBEAT_MS);
		this.timer.unref();
		return this;
	}

	stop(outcome = 'done'): void {
		if (!this.timer) return;
		clearInterval(this.timer);
		this.timer = undefined;
		this.say(`: ${outcome} after ${this.seconds} s`);
	}

	private get seconds(): number {
		return Math.round((Date.now() - this.started) / 1000);
	}

	private say(text: string): void {
		console.error(`[n8n] ${this.step}${text}`);
	}
}
