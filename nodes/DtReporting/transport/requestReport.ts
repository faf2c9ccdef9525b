import { fileIdOf, linkFault, linkExpiry } from '../core/report/link';
import { ENDPOINTS, type ReportQuery } from '../core/report/query';
import type { RequestedReport } from '../core/report/requestedReport';
import type { Account } from './account';
import type { HttpResponse } from './httpResponse';
import { apiRequest } from './apiRequest';
import { reportIdIn, reportLink } from './responseBody';
import { reportError, missingLinkError } from './responseErrors';

const TIMEOUT_MS = 120_000;

/**
 * Requests a report from DT: one POST that counts against the day's quota and is therefore never repeated,
 * except once after DT has rejected the token (see apiRequest), which DT does not count.
 *
 * @param timeoutMs how long to wait for the response
 * @throws DtError see reportError; `unexpected_response` for a response without a link that may be followed
 */
export async function requestReport(
	account: Account,
	query: ReportQuery,
	timeoutMs = TIMEOUT_MS,
): Promise<RequestedReport> {
	const doing = 'requesting a report';
	const response = await apiRequest(account, {
		method: 'POST',
		path: ENDPOINTS[query.endpoint].path,
		query: { format: 'csv' },
		body: query.body,
		timeoutMs,
		doing,
		isCounted: true,
		accepts: ({ body }) => reportLink(body) !== undefined,
		toError: reportError,
	});
	const reportUrl = reportLink(response.body) as string;
	const fault = linkFault(reportUrl, account.keys.baseUrl);
	if (fault !== undefined) {
		const about = { doing, secrets: [], now: Date.now() };
		throw missingLinkError(response, about, `its link to the report ${fault}`);
	}
	return {
		reportId: reportIdIn(response.body) ?? fileIdOf(reportUrl),
		reportUrl,
		urlExpiresAt: linkExpiry(reportUrl),
		requestedAt: new Date(Date.now()).toISOString(),
		answeredAt: dateOf(response),
	};
}

/** The time of a response by its sender's clock, ISO 8601 UTC. */
function dateOf({ headers }: HttpResponse): string | undefined {
	const date = Date.parse(headers.date ?? '');
	return Number.isNaN(date) ? undefined : new Date(date).toISOString();
}
