import { median } from '../bench/part';
import type { Sample } from './measure';

/** What a soak came to. */
export interface SoakRun {
	days: number;
	/** Real minutes. */
	minutes: number;
	/** n8n was neither restarted nor ended. */
	isOneLife: boolean;
	due: string[];
	received: string[];
	/** The rows that each run of the scheduled workflow got. */
	scheduledRows: number[];
	reports: number;
	exchanges: number;
	samples: Sample[];
}

export interface Verdict {
	name: string;
	isMet: boolean;
	figures: string;
}

export type Gauge = Exclude<keyof Sample, 'day' | 'maps' | 'entriesByMap'>;

const MIB = 1024 ** 2;

/** What must stay flat: its name, its unit, and how much more a half may have in its middle than the one before. */
export const GAUGES: Record<Gauge, { name: string; unit: string; divisor: number; slack: number }> =
	{
		heap: { name: 'heap', unit: 'MiB', divisor: MIB, slack: 0 },
		rss: { name: 'resident memory', unit: 'MiB', divisor: MIB, slack: 0 },
		handles: { name: 'handles', unit: '', divisor: 1, slack: 3 },
		descriptors: { name: 'open files and sockets', unit: '', divisor: 1, slack: 3 },
		entries: { name: "entries of the package's maps", unit: '', divisor: 1, slack: 3 },
		kept: { name: 'static data', unit: 'bytes', divisor: 1, slack: 64 },
	};
const FLAT = (Object.keys(GAUGES) as Gauge[]).filter((gauge) => gauge !== 'entries');
/** The last quarter may have so many times what the second one has. */
export const MOST_GROWTH = 1.1;
/** A map of the package drops its oldest entry beyond so many (BoundedMap), so it grows up to there. */
export const MOST_ENTRIES = 500;

/** The maps that a process fills: without one of them the count of entries says nothing. */
const FILLED = [
	'caches',
	'endedByExecution',
	'exchanges',
	'latest',
	'pendingByNode',
	'rejected',
	'replaced',
];
/** The simulator's countries, by which the scheduled report is split. */
const ROWS = 8;

/** The middle of a gauge in each quarter of the run. */
export function quartersOf(samples: Sample[], gauge: Gauge): number[] {
	const values = samples.map((sample) => sample[gauge] / GAUGES[gauge].divisor);
	const size = Math.floor(values.length / 4);
	return [0, 1, 2, 3].map((quarter) =>
		median(values.slice(quarter * size, quarter === 3 ? undefined : (quarter + 1) * size)),
	);
}

/** Which promises of the soak are kept. */
export function verdicts(run: SoakRun): Verdict[] {
	const { days, due, received, scheduledRows, samples, isOneLife } = run;
	const missing = due.filter((day) => !received.includes(day));
	const isOnce = due.length === days && received.join() === due.join();
	const whole = scheduledRows.filter((rows) => rows === ROWS);
	const [largest] = samples
		.flatMap(({ entriesByMap }) => Object.entries(entriesByMap))
		.sort(([, a], [, b]) => b - a);
	const uncounted = FILLED.filter((name) =>
		samples.some(({ entriesByMap }) => !(name in entriesByMap)),
	);
	return [
		{ name: 'one life of n8n', isMet: isOneLife, figures: isOneLife ? 'yes' : 'no' },
		{
			name: 'each day delivered once and in order',
			isMet: isOnce,
			figures: `${received.length} of ${due.length}${missing.length > 0 ? `, not ${missing.join(', ')}` : ''}`,
		},
		{
			name: 'the scheduled reports whole, one a day or more',
			isMet: whole.length === scheduledRows.length && whole.length >= days,
			figures: `${whole.length} of ${scheduledRows.length}`,
		},
		{
			name: `each of the package's maps has at most ${MOST_ENTRIES} entries`,
			isMet: uncounted.length === 0 && largest[1] <= MOST_ENTRIES,
			figures:
				uncounted.length > 0
					? `not found: ${uncounted.join(', ')}`
					: `the largest of ${samples.at(-1)?.maps}, \`${largest[0]}\`, had ${largest[1]}`,
		},
		...FLAT.map((gauge) => {
			const quarters = quartersOf(samples, gauge);
			const { name, slack } = GAUGES[gauge];
			return {
				name: `${name} flat`,
				isMet: quarters[3] <= quarters[1] * MOST_GROWTH + slack,
				figures: quarters.map((value) => value.toFixed(0)).join(', '),
			};
		}),
	];
}
