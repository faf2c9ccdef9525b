import { daysFrom } from '../support/days';
import type { Sample } from './measure';
import { quartersOf, verdicts, type SoakRun } from './rules';

const MIB = 1024 ** 2;
const DAYS = 8;

const NAMES = [
	'caches',
	'endedByExecution',
	'exchanges',
	'latest',
	'pendingByNode',
	'rejected',
	'replaced',
];

const sample = (day: number): Sample => ({
	day,
	heap: 200 * MIB,
	rss: 500 * MIB,
	handles: 80,
	descriptors: 40,
	maps: NAMES.length,
	entries: NAMES.length,
	entriesByMap: Object.fromEntries(NAMES.map((name) => [name, 1])),
	kept: 200,
});

const due = daysFrom('2025-01-05', DAYS);
const RUN: SoakRun = {
	days: DAYS,
	minutes: 1,
	isOneLife: true,
	due,
	received: due,
	scheduledRows: due.map(() => 8),
	reports: 16,
	exchanges: 8,
	samples: due.map((_, at) => sample(at + 1)),
};

const notMet = (changes: Partial<SoakRun>) =>
	verdicts({ ...RUN, ...changes })
		.filter(({ isMet }) => !isMet)
		.map(({ name }) => name);

/** What a gauge shows in the last quarter differs. */
const inTheEnd = (changes: Partial<Sample>): Partial<SoakRun> => ({
	samples: RUN.samples.map((each, at) => (at < 6 ? each : { ...each, ...changes })),
});

describe('the rules of the soak', () => {
	it('are met by a run in which nothing grows', () => {
		expect(notMet({})).toEqual([]);
	});

	it.each([
		['heap flat', { heap: 221 * MIB }, { heap: 220 * MIB }],
		['resident memory flat', { rss: 551 * MIB }, { rss: 550 * MIB }],
		['handles flat', { handles: 92 }, { handles: 91 }],
		['open files and sockets flat', { descriptors: 48 }, { descriptors: 47 }],
		['static data flat', { kept: 285 }, { kept: 284 }],
	])('require %s', (name, more, most) => {
		expect(notMet(inTheEnd(more))).toEqual([name]);
		expect(notMet(inTheEnd(most))).toEqual([]);
	});

	it.each([
		['missing', due.slice(1)],
		['twice', [due[0], ...due]],
		['out of order', [due[1], due[0], ...due.slice(2)]],
	])('find a day %s', (_, received) => {
		expect(notMet({ received })).toEqual(['each day delivered once and in order']);
	});

	it('find that fewer days became due', () => {
		const fewer = due.slice(1);
		expect(notMet({ due: fewer, received: fewer })).toEqual([
			'each day delivered once and in order',
		]);
	});

	it('find a scheduled report that is not whole, and too few of them', () => {
		const name = 'the scheduled reports whole, one a day or more';
		expect(notMet({ scheduledRows: [...RUN.scheduledRows, 7] })).toEqual([name]);
		expect(notMet({ scheduledRows: RUN.scheduledRows.slice(1) })).toEqual([name]);
	});

	it('find a map with too many entries, and one that is not counted', () => {
		const name = "each of the package's maps has at most 500 entries";
		const { entriesByMap } = sample(1);
		expect(notMet(inTheEnd({ entriesByMap: { ...entriesByMap, latest: 501 } }))).toEqual([name]);
		const { latest, ...others } = entriesByMap;
		expect(latest).toBe(1);
		expect(notMet(inTheEnd({ entriesByMap: others }))).toEqual([name]);
	});

	it('find another process of n8n', () => {
		expect(notMet({ isOneLife: false })).toEqual(['one life of n8n']);
	});

	it('put what is left over into the last quarter', () => {
		const samples = [1, 2, 3, 4, 5, 6].map((kept, at) => ({ ...sample(at), kept }));
		expect(quartersOf(samples, 'kept')).toEqual([1, 2, 3, 5]);
	});
});
