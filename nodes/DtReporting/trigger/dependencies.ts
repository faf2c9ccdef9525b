import type { DailyPlan, DailyState, DeliveredDay } from '../core/incremental/state';
import type { ReportQuery } from '../core/report/query';
import type { RequestedReport } from '../core/report/requestedReport';
import type { CheckResult } from '../transport/checkReport';

/** All that one step needs of the world. `C` is what is read of a report. */
export interface StepDependencies<C> {
	/** Asks DT for a report. */
	requestReport: (query: ReportQuery) => Promise<RequestedReport>;
	/** Proves that DT can be reached, at no cost. */
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
 * because a person wants it (`byHand`), or because n8n starts. A failure then leaves the trigger switched
 * off, in n8n 2.41 until it is published again. So a new one is refused for all that a person must see to;
 * one that has worked only for settings, which were just made; and at n8n's start none.
 */
export type PollReason = 'scheduled' | 'first' | 'byHand' | 'atStart';

/** What the user wants of DT. */
export interface TriggerPlan {
	/** The query; its days are those of a window. */
	query: ReportQuery;
	plan: DailyPlan;
	/** Tells keys apart, in memory only. */
	keys: string;
}

/** Days to be handed to the workflow. */
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
