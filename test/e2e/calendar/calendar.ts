/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- moves the clock of a real n8n, is no node */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PRELOAD = join(__dirname, 'preload.cjs');

/**
 * A calendar that a test moves forward, shared by n8n (through the environment it is started with) and
 * the simulator (through `now`). Between two moves it goes on at the pace of the real clock.
 */
export class Calendar {
	private offset = 0;

	/**
	 * @param folder where n8n looks the calendar up
	 * @param start ISO 8601
	 */
	constructor(
		private readonly folder: string,
		start: string,
	) {
		this.turnTo(Date.parse(start));
	}

	/** Epoch milliseconds. */
	readonly now = (): number => Date.now() + this.offset;

	/** The present UTC day. */
	get day(): string {
		return this.text.slice(0, 10);
	}

	/** The present moment as ISO 8601. */
	get text(): string {
		return new Date(this.now()).toISOString();
	}

	/** What n8n must be started with. */
	get environment(): Record<string, string> {
		return {
			// Quoted as NODE_OPTIONS wants it, since a checkout may lie in a folder with a blank in its name.
			NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
			DT_CALENDAR: this.file,
			// A month in a few minutes signs nobody out and throws nothing away.
			N8N_USER_MANAGEMENT_JWT_DURATION_HOURS: '20000',
			EXECUTIONS_DATA_PRUNE: 'false',
		};
	}

	/**
	 * Moves on to an instant. There is no way back: nothing that runs by a clock expects that.
	 *
	 * @param instant epoch milliseconds
	 */
	moveTo(instant: number): void {
		if (instant < this.now())
			throw new Error(`${this.text} is past ${new Date(instant).toISOString()}`);
		this.turnTo(instant);
	}

	private get file(): string {
		return join(this.folder, 'offset');
	}

	private turnTo(instant: number): void {
		this.offset = instant - Date.now();
		// Renamed into its place, so that nobody ever reads half a number.
		const next = `${this.file}.next`;
		writeFileSync(next, String(this.offset));
		renameSync(next, this.file);
	}
}
