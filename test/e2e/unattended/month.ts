import { chances } from '../../simulator/amounts';
import type { SimulatedReport } from '../../simulator';
import { addDays, daysFrom } from '../../support/days';
import { EVENTS, type Event } from './events';
import { AS_EVER, type DailyRun } from './dailyRun';

/** What a month of 30 days is made of: what happens, in how many days, how often. */
const DECK: Array<Step & { times: number }> = [
	{ what: 'nothing', days: 1, times: 11 },
	{ what: 'killed at any moment', days: 1, times: 2 },
	{ what: 'killed when asked', days: 1, times: 2 },
	{ what: 'killed twice', days: 1, times: 1 },
	{ what: 'killed before', days: 1, times: 1 },
	{ what: 'outage', days: 2, times: 1 },
	{ what: 'outage while asked', days: 3, times: 1 },
	{ what: 'keys revoked', days: 3, times: 1 },
	{ what: 'quota used up', days: 1, times: 1 },
	{ what: 'file answers 503', days: 1, times: 1 },
	{ what: 'file connection reset', days: 1, times: 1 },
	{ what: 'file cut off', days: 1, times: 1 },
	{ what: 'link expired', days: 1, times: 1 },
];

/** Some days that become due, and what happens meanwhile. */
export interface Step {
	what: Event;
	days: number;
}

/** What came of a step. */
export interface Passed {
	what: Event;
	/** The days that became due. */
	days: string[];
	/** The reports requested meanwhile. */
	reports: SimulatedReport[];
	/** So many of them, beyond the one that was needed, are explained by what happened. */
	explained: number;
	kills: number;
}

/** Numbers from 0 to 1; the same seed makes the same ones. */
export function chanceOf(seed: string): () => number {
	let drawn = 0;
	return () => chances(seed, String(drawn++))[0];
}

/** The steps of a month, in an order that chance makes. */
export function monthOf(chance: () => number): Step[] {
	return DECK.flatMap(({ what, days, times }) => Array<Step>(times).fill({ what, days }))
		.map((step) => ({ step, at: chance() }))
		.sort((a, b) => a.at - b.at)
		.map(({ step }) => step);
}

/** A step, from its first day becoming due until all of its days were received. */
export async function live(dailyRun: DailyRun, { what, days: count }: Step): Promise<Passed> {
	const { simulator } = dailyRun.instance;
	const [reports, kills] = [simulator.reports.length, dailyRun.kills];
	const days = daysFrom(addDays(dailyRun.lastDay, 1), count);
	simulator.set(AS_EVER);
	const explained = await EVENTS[what](dailyRun, count);
	await dailyRun.workflow.receives(days);
	simulator.clearFaults();
	return {
		what,
		days,
		reports: simulator.reports.slice(reports),
		explained,
		kills: dailyRun.kills - kills,
	};
}
