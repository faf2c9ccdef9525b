/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- a program, no node */
/**
 * A year in one life of a real n8n: `npm run soak` lets 365 days become complete and writes docs/soak.md; `npm
 * run soak -- 30` takes so many days, and writes nothing.
 */
import { join } from 'node:path';

import { installFolder } from '../tools/installFolder';
import { startCollector } from '../e2e/collector';
import { DailyWorkflow } from '../e2e/dailyWorkflow';
import { N8nInstance } from '../e2e/n8nInstance';
import { NEWEST } from '../e2e/releases';
import { chain, dtNode, post, scheduleTrigger } from '../e2e/workflows';
import { addDays } from '../support/days';
import { environment, measure, type Sample } from './measure';
import { writePage } from './page';
import { verdicts, type SoakRun } from './rules';
import { Year } from './year';

const A_YEAR = 365;
/** In a year it is measured once a week. */
const SAMPLES = 52;
/** It is before 12:00 UTC, so yesterday is the first day to become complete. */
const START = '2025-01-06T11:50:00Z';
const SCHEDULED = '/scheduled';

async function soak(days: number): Promise<boolean> {
	installFolder(join(__dirname, '..', 'bench'));
	const instance = await N8nInstance.open(NEWEST, environment, START);
	const collector = await startCollector(instance.calendar.now);
	const began = Date.now();
	try {
		const credential = await instance.credential();
		const workflow = await DailyWorkflow.create(instance, collector, 'A year', credential);
		await workflow.activate();
		const scheduled = await instance.client.createWorkflow(
			chain(
				'Scheduled',
				scheduleTrigger(2),
				dtNode(credential, {
					resource: 'report',
					operation: 'run',
					metrics: ['Publisher Revenue', 'Offer Clicks'],
					splits: ['Date', 'Country'],
				}),
				post(`${collector.url}${SCHEDULED}`, '{ rows: $input.all().length }'),
			),
		);
		await instance.client.activate(scheduled.id);
		const { pid } = instance.server;
		const year = new Year(instance, workflow, credential, addDays(instance.calendar.day, -1));
		const every = Math.max(1, Math.round(days / SAMPLES));
		const samples: Sample[] = [];
		for (let day = 1; day <= days; day++) {
			await year.pass();
			if (day % every !== 0) continue;
			const sample = await measure(instance, workflow, day);
			samples.push(sample);
			console.error(JSON.stringify(sample));
		}
		const run: SoakRun = {
			days,
			minutes: Math.round((Date.now() - began) / 60_000),
			isOneLife: instance.server.isRunning && instance.server.pid === pid,
			due: year.due,
			received: workflow.received.map(({ day }) => day),
			scheduledRows: collector.posted<{ rows: number }>(SCHEDULED).map(({ body }) => body.rows),
			reports: instance.simulator.reports.length,
			exchanges: instance.simulator.count('token'),
			samples,
		};
		const found = verdicts(run);
		for (const { name, isMet, figures } of found) {
			console.error(`${isMet ? 'ok  ' : 'FAIL'} ${name}: ${figures}`);
		}
		if (days === A_YEAR) writePage(run, found);
		return found.every(({ isMet }) => isMet);
	} finally {
		await collector.close();
		await instance.close();
	}
}

void soak(Number(process.argv[2] ?? A_YEAR)).then((isMet) => {
	process.exitCode = isMet ? 0 : 1;
});
