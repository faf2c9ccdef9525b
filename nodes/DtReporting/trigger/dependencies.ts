import type { DailyPlan, DailyState, DeliveredDay } from '../core/incremental/state';
import type { ReportQuery } from '../core/report/query';
import type { RequestedReport } from '../core/report/requestedReport';
import type { CheckResult } from '../transport/checkReport';

/** Everything that one step depends on. `C` is what is read of a report. */
export interface StepDependencies<C> {
	/** Requests a report from DT. */
	requestReport: (query: ReportQuery) => Promise<RequestedReport>;
	/** Verifies at no cost that DT can be reached. */
	verifyConnection: () => Promise<void>;
	/** One check of a report's link. */
	checkReport: (report: RequestedReport, query: ReportQuery) => Promise<CheckResult<C>>;
	/** Epoch milliseconds. */
	now: () => number;
	/** 0 to 1. */
	chance: () => number;
	pollReason: PollReason;
}

/**
 * When a step is taken: on schedule, or once while n8n activates the workflow: for the first time, again
 * because a person does it (`byHand`), or because n8n starts. A failure then leaves the trigger switched
 * off, in n8n 2.41 until it is published again. So a first activation fails for whatever a person must
 * correct, a later one only for settings, and n8n's start never fails.
 */
export type PollReason = 'scheduled' | 'first' | 'byHand' | 'atStart';

/** What the user set. */
export interface TriggerPlan {
	/** The query; its days are those of a window. */
	query: ReportQuery;
	plan: DailyPlan;
	/** Distinguishes keys, in memory only. */
	keys: string;
}

/** Days to be delivered to the workflow. */
export interface Delivery<C> {
	days: DeliveredDay[];
	report: RequestedReport;
	query: ReportQuery;
	/** Absent where DT's empty file was taken for a report without rows. */
	content?: C;
}

export interface StepResult<C> {
	/** To be kept, with the delivery or without. */
	state: DailyState;
	delivery?: Delivery<C>;
}
