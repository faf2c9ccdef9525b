import { DtError } from '../errors/dtError';
import { fileIdOf, isAllowedLink, linkExpiry } from '../report/link';
import { ENDPOINTS, type ReportQuery } from '../report/query';
import type { AskedReport } from '../report/state';
import type { Account } from './account';
import type { Answer } from './answer';
import { dtRequest } from './dtRequest';
import { jsonObject, reportVerdict } from './verdict';

const TIMEOUT_MS = 120_000;

/**
 * Asks DT for a report: one POST that counts against the day's quota and is therefore never repeated,
 * save once after DT has refused the token (see dtRequest), which it does not count.
 *
 * The answer holds the file's link as `url` (B) or, in a sister product, `signed_url`; both are taken
 * (docs/dt-api.md section 2, ?).
 *
 * @param timeoutMs how long to wait for the answer
 * @throws DtError see reportVerdict; `unexpected_response` for an answer without a link that may be followed
 */
export async function askReport(
	account: Account,
	query: ReportQuery,
	timeoutMs = TIMEOUT_MS,
): Promise<AskedReport> {
	const doing = 'asking for a report';
	const answer = await dtRequest(account, {
		method: 'POST',
		path: ENDPOINTS[query.endpoint].path,
		query: { format: 'csv' },
		body: query.body,
		timeoutMs,
		doing,
		isCounted: true,
		verdict: reportVerdict,
	});
	const json = jsonObject(answer.body);
	const { url, signed_url: signedUrl, id } = json ?? {};
	const reportUrl = [url, signedUrl].find((link) => typeof link === 'string' && link.trim() !== '');
	const reportId = typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
	const unexpected = (reason: string) =>
		new DtError('unexpected_response', {
			doing,
			httpStatus: answer.status,
			reason,
			reportId,
			mayBeCounted: true,
			isFinal: true,
		});
	if (typeof reportUrl !== 'string') throw unexpected('it holds no link to the report');
	if (!isAllowedLink(reportUrl.trim(), account.keys.baseUrl)) {
		throw unexpected('its link to the report is not https');
	}
	return {
		reportId: reportId ?? fileIdOf(reportUrl),
		reportUrl: reportUrl.trim(),
		urlExpiresAt: linkExpiry(reportUrl),
		requestedAt: new Date(Date.now()).toISOString(),
		answeredAt: dateOf(answer),
	};
}

/** The moment of an answer by the clock of whoever gave it, ISO 8601 UTC. */
function dateOf({ headers }: Answer): string | undefined {
	const date = Date.parse(headers.date ?? '');
	return Number.isNaN(date) ? undefined : new Date(date).toISOString();
}
