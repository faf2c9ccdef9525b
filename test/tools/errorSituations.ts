import type { DtErrorCode, Facts } from '../../nodes/DtReporting/errors/errorCodes';

/** When a code comes, in a sentence, and the facts of a typical case, whose message the page shows. */
export interface Situation {
	when: string;
	facts: Facts;
}

const REPORT = { doing: 'requesting a report' };
const TOKEN = { doing: 'requesting a token' };

export const ERROR_SITUATIONS: Record<DtErrorCode, Situation> = {
	unsupported_grant_type: {
		when: 'The token endpoint does not take `client_credentials`. It is probably not DT’s.',
		facts: TOKEN,
	},
	invalid_request: {
		when: 'The token endpoint could not use the keys as they were sent.',
		facts: TOKEN,
	},
	invalid_client: {
		when: 'DT does not know the pair of keys: mistyped, revoked, of a disabled account, or keys of DT’s Management API.',
		facts: TOKEN,
	},
	internal_server_error: {
		when: 'DT reports a fault of its own, in its JSON. For a report request `mayBeCounted` says whether DT may have counted it.',
		facts: REPORT,
	},
	method_not_allowed: {
		when: 'DT answers 405. The Base URL, the method or the path of _Request: Send_ is wrong.',
		facts: {},
	},
	unauthorized: {
		when: 'DT refuses a token that was requested a moment before. The account may lack Offer Wall reporting.',
		facts: { ...REPORT, httpStatus: 401 },
	},
	rate_limited: {
		when: 'DT asks for a pause of at most an hour. `retryAfterSeconds` holds it.',
		facts: { ...REPORT, retryAfterMs: 30_000 },
	},
	quota_exhausted: {
		when: 'The day’s 50 reports are used, by DT’s message or by a 429 that states no shorter pause. `resetsAt` is the next 00:00 UTC.',
		facts: REPORT,
	},
	report_rejected: {
		when: 'DT refuses the query. `serverMessage` holds DT’s message; names that seem mistyped are pointed out.',
		facts: { httpStatus: 400, text: 'Unknown metric' },
	},
	request_rejected: {
		when: 'DT refuses a request of _Request: Send_ with another 4xx.',
		facts: { httpStatus: 404, text: 'Not found' },
	},
	report_not_ready: {
		when: 'The wait ended before the file was there. `reportUrl` is valid until `urlExpiresAt`, and the next run of the node resumes the report.',
		facts: { waitedSeconds: 3600 },
	},
	report_expired: {
		when: 'The file host says that the link has expired, or the link gives nothing and its stated end has passed by the clocks of DT and the file host.',
		facts: {},
	},
	report_unreadable: {
		when: 'The link leads to something else than the report: an error page, a truncated file, other columns, a day that was not requested. It is not retryable where three checks in a row showed text with a wrong charset, header, width or day.',
		facts: { reason: 'a page of markup' },
	},
	report_too_large: {
		when: 'The report is there, and it is larger than items or a file may be (see [limits](limits.md#sizes)). It stays pending, so that another output costs no new report.',
		facts: { reason: 'its rows have more than 20 million values' },
	},
	unexpected_response: {
		when: 'The response is not one that DT gives: the page of a proxy or a firewall, no token, no link. For a report request `mayBeCounted` says whether DT may have counted it.',
		facts: { ...REPORT, httpStatus: 403, answeredBy: 'page' },
	},
	service_unavailable: {
		when: 'DT, or what stands before it, answers 502, 503 or 504. For a report request `mayBeCounted` says whether DT may have counted it.',
		facts: { ...REPORT, httpStatus: 503 },
	},
	connection_failed: {
		when: 'No connection came about, so nothing was sent. Of the file host: it cannot be found, does not speak TLS, or has a certificate that is not trusted; `reportUrl` is kept.',
		facts: { ...REPORT, reason: 'ECONNREFUSED' },
	},
	timed_out: {
		when: 'No response came in time to a request that costs nothing to repeat.',
		facts: TOKEN,
	},
	unknown_outcome: {
		when: 'A report request was sent and its response was lost. DT may have counted it, so nothing sends it again, not even Retry On Fail. A new execution may request a second one.',
		facts: { reason: 'ECONNRESET' },
	},
	invalid_parameters: {
		when: '`parameter` cannot be used as it is. The node found this before sending anything.',
		facts: { field: 'End Date', reason: 'it is before the start date' },
	},
	cancelled: {
		when: 'The execution was stopped. A report that was requested keeps its link in `reportUrl`.',
		facts: {},
	},
};
