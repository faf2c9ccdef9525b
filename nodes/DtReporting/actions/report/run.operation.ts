import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { askReport } from '../../client/askReport';
import { planQuery, queryHints, type ReportQuery } from '../../report/query';
import { nextStep, plan, requested, waitFor, type ReportState } from '../../report/state';
import { ItemOutcomes } from '../itemOutcomes';
import { awaitReport } from './awaitReport';
import { reader, toItems } from './deliver';
import { readOutputChoice, type OutputChoice } from './outputFields';
import { readQueryInput } from './queryFields';

interface Job {
	itemIndex: number;
	query: ReportQuery;
	choice: OutputChoice;
	state: ReportState;
}

/**
 * Run Report: asks for a report an item, waits, hands on the rows or the file. Everything is checked
 * before the first report is asked for; then all are asked for one after the other, and awaited
 * together, so that several items cost one wait.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const outcomes = new ItemOutcomes(context);
	const jobs: Job[] = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		await outcomes.settle(itemIndex, async () => {
			jobs.push(prepare(context, itemIndex));
		});
	}
	for (const job of jobs) {
		await outcomes.settle(job.itemIndex, async () => await ask(context, job));
	}
	await Promise.all(
		jobs.filter(isWaiting).map(async (job) => {
			await outcomes.settle(job.itemIndex, async () => await collect(context, job));
		}),
	);
	return outcomes.inOrder();
}

const isWaiting = ({ state }: Job) => state.phase === 'waiting';

function prepare(context: IExecuteFunctions, itemIndex: number): Job {
	const now = Date.now();
	const query = planQuery(readQueryInput(context, itemIndex), now);
	const choice = readOutputChoice(context, itemIndex);
	for (const message of queryHints(query, now)) hint(context, message);
	return { itemIndex, query, choice, state: plan(query) };
}

async function ask(context: IExecuteFunctions, job: Job): Promise<void> {
	const step = nextStep(job.state, 0, Date.now());
	if (step.do !== 'ask') return;
	job.state = requested(job.state);
	const report = await askReport(context, step.query);
	job.state = waitFor(report, Date.now(), job.query);
}

async function collect(context: IExecuteFunctions, job: Job): Promise<INodeExecutionData[]> {
	const { choice, query, itemIndex } = job;
	const arrived = await awaitReport(context, job.state, {
		maxWaitMs: choice.maxWaitMs,
		abortSignal: context.getExecutionCancelSignal(),
		read: reader(choice),
	});
	const { total, rows } = arrived.content.table;
	if (choice.output === 'items' && rows.length < total) {
		hint(context, `${rows.length} of the report's ${total} rows are shown, as Limit says.`);
	}
	if (total === 0) {
		const { start, end } = query.body.dateRange;
		hint(context, `The report for ${start} to ${end} has no rows.`);
	}
	return await toItems(context, query, arrived, choice, itemIndex);
}

function hint(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints({ message, location: 'outputPane' });
}
