/** A report that DT has accepted: it counts against the quota, and its link must never be lost. */
export interface RequestedReport {
	reportId: string;
	reportUrl: string;
	/** ISO 8601 UTC, where the link says. */
	urlExpiresAt?: string;
	/** ISO 8601 UTC. */
	requestedAt: string;
	/** The same moment by DT's clock, where its response has a date; ISO 8601 UTC. */
	answeredAt?: string;
}
