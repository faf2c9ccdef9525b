import type { IPollFunctions } from 'n8n-workflow';

import type { PollReason } from './dependencies';
import type { PollCache } from './pollCache';

/** n8n up to 2.41 gives a poll five minutes, where it gives none a limit; its durable scheduler gives less. */
const USUAL_BUDGET_MS = 5 * 60 * 1000;

/** How long this poll may take, in milliseconds; older n8n does not say. */
export function budgetOf(context: IPollFunctions): number {
	const { getPollBudgetMs } = context as Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>;
	return getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
}

/** n8n's contexts of activated workflows that have polled before. */
const polled = new WeakSet<object>();

/**
 * n8n polls once when it activates a workflow, and keeps that poll's context for all later ones. Its
 * durable scheduler makes a new one each time, and gives it a budget of its own.
 */
export function pollReasonOf(context: IPollFunctions, { saved }: PollCache): PollReason {
	if (polled.has(context) || budgetOf(context) !== USUAL_BUDGET_MS) return 'scheduled';
	polled.add(context);
	if (['init', 'leadershipChange'].includes(context.getActivationMode())) return 'atStart';
	const isKnown = context.getWorkflowStaticData('node').daily !== undefined || saved !== undefined;
	return isKnown ? 'byHand' : 'first';
}
