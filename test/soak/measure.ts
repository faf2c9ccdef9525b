/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- measures a real n8n, is no node */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { DailyWorkflow } from '../e2e/dailyWorkflow';
import type { N8nInstance } from '../e2e/n8nInstance';
import { PACKAGE } from '../e2e/packPackage';
import { eventually } from '../support/waiting';

const CALENDAR = join(__dirname, '..', 'e2e', 'calendar', 'preload.cjs');
const GAUGES = join(__dirname, 'gauges.cjs');
const MEASURED_WITHIN_MS = 60_000;

/** Figures of n8n's main process after a garbage collection, and of what n8n keeps of the trigger. */
export interface Sample {
	/** Days delivered before it. */
	day: number;
	/** Bytes. */
	heap: number;
	rss: number;
	/** What keeps the event loop busy: timers, sockets. */
	handles: number;
	/** Open files and sockets. */
	descriptors: number;
	/** Maps in variables of the package's modules, and the entries in all of them. */
	maps: number;
	entries: number;
	entriesByMap: Record<string, number>;
	/** Bytes of static data that n8n stores for the trigger. */
	kept: number;
}

const fileIn = (folder: string) => join(folder, 'gauges.json');

/** What n8n must be started with: its executions are not stored, so that its database does not grow. */
export const environment = (folder: string): Record<string, string> => ({
	NODE_OPTIONS: [CALENDAR, GAUGES].map((file) => `--require ${JSON.stringify(file)}`).join(' '),
	DT_GAUGES: fileIn(folder),
	DT_PACKAGE: PACKAGE.name,
	N8N_LOG_LEVEL: 'warn',
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
});

/** Measures n8n now. */
export async function measure(
	instance: N8nInstance,
	workflow: DailyWorkflow,
	day: number,
): Promise<Sample> {
	const file = fileIn(instance.folder);
	rmSync(file, { force: true });
	process.kill(instance.server.pid, 'SIGUSR2');
	const figures = await eventually(
		async () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
		MEASURED_WITHIN_MS,
		'n8n to measure itself',
	);
	const kept = Buffer.byteLength(await workflow.kept());
	return { day, ...(JSON.parse(figures) as Omit<Sample, 'day' | 'kept'>), kept };
}
