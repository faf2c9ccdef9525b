/**
 * Every way in which DT, the wire or this package can say no: one row a code, with its kind, n8n's
 * `failure.cause`, whether trying again later can help, and the words the user reads.
 *
 * `message` says what happened, `description` what to do. Both follow n8n's UX rules and are plain
 * text. `{text}` style pieces come in through `Facts`, which never hold a secret (see redact.ts).
 */

/** What is known of one failed step; everything in it may be shown to the user. */
export interface Facts {
	/** The HTTP status of the response, where there was one. */
	httpStatus?: number;
	/** DT's own text, redacted and shortened. */
	text?: string;
	/** Milliseconds after which DT said it would answer again (Retry-After). */
	retryAfterMs?: number;
	/** When the quota is whole again, epoch milliseconds. */
	resetsAtEpochMs?: number;
	/** What was being done, as the end of a sentence: "requesting a token". */
	doing?: string;
	/** The parameter that was refused, as the user sees it. */
	field?: string;
	/** Why it was refused, or what was wrong with a file; a sentence without its full stop. */
	reason?: string;
	/** What to do instead, when the row's own remedy is not the best one. */
	remedy?: string;
	/** It was not DT that answered. */
	answeredBy?: AnsweredBy;
	/** DT may have counted a report, although none came of the request. */
	mayBeCounted?: boolean;
	/** Sending the same request again cannot bring back what this one may have cost. */
	isFinal?: boolean;
	/** Seconds waited, for `report_not_ready`. */
	waitedSeconds?: number;
	/** The report this is about; its link is what the user goes on with. */
	reportId?: string;
	reportUrl?: string;
	urlExpiresAt?: string;
	/** All reports of a range that took several, when one of them went wrong. */
	reports?: ReportLink[];
}

/** A proxy that requires a login, or whatever gives a page of its own: a firewall, a content network, maintenance. */
export type AnsweredBy = 'proxyLogin' | 'page';

/** One of several reports, and the days it covers. */
export interface ReportLink {
	reportId: string;
	reportUrl: string;
	urlExpiresAt?: string;
	startDate: string;
	endDate: string;
}

export type DtErrorKind =
	| 'configuration'
	| 'credential'
	| 'service'
	| 'quota'
	| 'report'
	| 'network'
	| 'execution';

/** n8n's own vocabulary (n8n-workflow `Failure['cause']`, 2.31 and later; older versions ignore it). */
export type FailureCause =
	| 'rate-limited'
	| 'quota-exhausted'
	| 'temporarily-unavailable'
	| 'credential-invalid'
	| 'configuration-invalid';

export interface ErrorRow {
	kind: DtErrorKind;
	cause?: FailureCause;
	/** True when the same request can succeed later with nothing changed and nothing lost. */
	retryable: boolean;
	/** What is true of each such failure. */
	implies?: Facts;
	/** Who refused: DT or the wire (NodeApiError), or this package before sending (NodeOperationError). */
	refusedBy: 'service' | 'package';
	message: (facts: Facts) => string;
	description: (facts: Facts) => string;
}

/** Where the keys are made. Source: docs/dt-api.md section 1 (A). */
export const WHERE_KEYS_ARE_MADE =
	'the DT Console (publishers: User Profile > Advanced Reporting API > Generate New Keys; advertisers: Users > User Profile > Reporting API Keys)';

const SAME_REPORT =
	'Run the node again: it resumes the same report, and no new one is spent. Or raise Max Wait in the options.';

const inWords = (seconds: number) => `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;

/** An ISO 8601 time as the user reads it; what is no time stays what it is. */
function readable(time: string): string {
	const instant = Date.parse(time);
	if (Number.isNaN(instant)) return time;
	return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const said = (facts: Facts) =>
	facts.text ? ` ${facts.answeredBy ? 'The response began' : 'DT said'}: ${facts.text}` : '';
const during = (facts: Facts) => (facts.doing ? ` while ${facts.doing}` : '');
const status = (facts: Facts) => (facts.httpStatus ? ` (HTTP ${facts.httpStatus})` : '');
const inSeconds = (facts: Facts) =>
	facts.retryAfterMs === undefined ? '' : ` in ${inWords(Math.ceil(facts.retryAfterMs / 1000))}`;

const IN_BETWEEN: Record<AnsweredBy, { reason: string; remedy: string }> = {
	proxyLogin: {
		reason: 'a proxy on the way requires a login',
		remedy:
			'Give this n8n the user name and password of its proxy, or let it reach the Base URL of the credential without one (NO_PROXY).',
	},
	page: {
		reason: 'it seems to be the page of a proxy, a firewall or a content network in between',
		remedy:
			'DT itself has not spoken. Check the Base URL of the credential, and what stands between this n8n and DT.',
	},
};

/** The reason as the end of a sentence; nothing where there is none to tell. */
function because({ reason, answeredBy }: Facts): string {
	const because = reason ?? (answeredBy && IN_BETWEEN[answeredBy].reason);
	return because ? `: ${because}` : '';
}

/** How to go on with what is there; the link itself stands in the details. */
function goOn({ reportUrl, urlExpiresAt }: Facts): string {
	if (!reportUrl) return '';
	const end = urlExpiresAt ? ` until ${readable(urlExpiresAt)}` : ' for some hours';
	return ` The link in the details (reportUrl) works${end}, and no new report is needed to download it.`;
}

export const ERROR_TABLE = {
	unsupported_grant_type: {
		kind: 'configuration',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: () => 'DT does not allow this kind of request for a token (unsupported_grant_type)',
		description: () =>
			'The Base URL of the credential may lead to something other than the DT Reporting API. Set it to https://reporting.fyber.com, and update this package if it persists.',
	},
	invalid_request: {
		kind: 'configuration',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: () => 'DT could not use the Client ID and Client Secret as sent (invalid_request)',
		description: () =>
			`One of the two may be cut off or in the wrong field: a Client ID is 32 hexadecimal digits, a Client Secret has over 330 characters. Copy both again from ${WHERE_KEYS_ARE_MADE} into the credential.`,
	},
	invalid_client: {
		kind: 'credential',
		cause: 'credential-invalid',
		retryable: false,
		refusedBy: 'service',
		message: () => 'DT does not know this Client ID and Client Secret (invalid_client)',
		description: () =>
			`The pair may be mistyped or revoked, or the account is disabled. Copy both again from ${WHERE_KEYS_ARE_MADE} into the credential. New keys may end the old ones, so update every place that uses them. The keys of DT's Management API are others, and do not work here.`,
	},
	internal_server_error: {
		kind: 'service',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) =>
			`DT could not carry out the request${during(facts)} (internal_server_error)`,
		description: (facts) =>
			`Nothing is wrong with the settings of this node. ${facts.remedy ?? 'Run it again in a few minutes, and write to DT if it persists.'}${said(facts)}`,
	},
	method_not_allowed: {
		kind: 'configuration',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: (facts) => `DT does not allow this HTTP method here${during(facts)} (HTTP 405)`,
		description: (facts) =>
			`Check the Base URL of the credential and, for Send Request, the Method and the Path.${said(facts)}`,
	},
	unauthorized: {
		kind: 'credential',
		cause: 'credential-invalid',
		retryable: false,
		refusedBy: 'service',
		message: (facts) => `DT refused a freshly made token${during(facts)}${status(facts)}`,
		description: (facts) =>
			`The keys are known to DT but may not do this. Check that they belong to an account with Offer Wall reporting, try the other path of the Offer Wall (Options > Offer Wall Path), or make new keys in ${WHERE_KEYS_ARE_MADE}.${said(facts)}`,
	},
	rate_limited: {
		kind: 'quota',
		cause: 'rate-limited',
		retryable: true,
		refusedBy: 'service',
		message: (facts) => `DT asked to be called less often${during(facts)}`,
		description: (facts) =>
			`${facts.remedy ?? `Run the node again${inSeconds(facts) || ' a little later'}.`}${said(facts)}`,
	},
	quota_exhausted: {
		kind: 'quota',
		cause: 'quota-exhausted',
		retryable: true,
		refusedBy: 'service',
		message: () => 'Daily report quota reached',
		description: (facts) =>
			`DT gives 50 reports a day, and the count starts again at 00:00 UTC. ${facts.remedy ?? 'Run the workflow after that, or request fewer reports, each with a longer date range or more splits.'}${said(facts)}`,
	},
	report_rejected: {
		kind: 'configuration',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: (facts) =>
			`DT did not accept the report request${status(facts)}${facts.text ? `: ${facts.text}` : ''}`,
		description: (facts) =>
			`${facts.remedy ? `${facts.remedy} ` : ''}Check the metrics, splits and filters: names are case-sensitive and must be spelled as DT spells them. If all of them are right, try the other path of the Offer Wall (Options > Offer Wall Path).`,
	},
	request_rejected: {
		kind: 'configuration',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: (facts) =>
			`DT did not accept the request${status(facts)}${facts.text ? `: ${facts.text}` : ''}`,
		description: () => 'Check the Method, the Path, the query parameters and the body.',
	},
	report_not_ready: {
		kind: 'report',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) =>
			facts.waitedSeconds
				? `The report was not ready after ${inWords(facts.waitedSeconds)}`
				: 'The report is not ready yet',
		description: (facts) =>
			`DT may take up to an hour, and a report without any rows can look the same as one that is not ready. ${facts.remedy ?? SAME_REPORT}${goOn(facts)}${facts.reason ? ` Last seen: ${facts.reason}.` : ''}`,
	},
	report_expired: {
		kind: 'report',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: () => 'The download link has expired',
		description: (facts) =>
			`DT's download links work for some hours only. ${facts.remedy ?? "Request the report again; that counts as one of the day's 50 reports."}${facts.reason ? ` Last seen: ${facts.reason}.` : ''}`,
	},
	report_unreadable: {
		kind: 'report',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) =>
			`The file behind the link is not the report that was requested${facts.reason ? `: ${facts.reason}` : ''}`,
		description: (facts) =>
			`Nothing of it was output. ${facts.remedy ?? `Try again in a few minutes.${goOn(facts)}`}`,
	},
	report_too_large: {
		kind: 'report',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'service',
		message: (facts) =>
			`The report is larger than this output can hold${facts.reason ? `: ${facts.reason}` : ''}`,
		description: (facts) =>
			`Nothing of it was output. ${facts.remedy ?? 'Request fewer days or splits at a time.'}${goOn(facts)}`,
	},
	unexpected_response: {
		kind: 'service',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) =>
			`The response${during(facts)} is not one that DT gives${status(facts)}${because(facts)}`,
		description: (facts) =>
			`${facts.answeredBy ? IN_BETWEEN[facts.answeredBy].remedy : 'A proxy or a maintenance page may stand in between. Check the Base URL of the credential.'} ${facts.remedy ?? 'Then run the node again.'}${facts.text ? ` The response began: ${facts.text}` : ''}`,
	},
	service_unavailable: {
		kind: 'service',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) => `DT is not available right now${during(facts)}${status(facts)}`,
		description: (facts) =>
			`${facts.remedy ?? `Run the node again${inSeconds(facts) || ' in a few minutes'}.`}${said(facts)}`,
	},
	connection_failed: {
		kind: 'network',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) =>
			`No connection to DT${during(facts)}${facts.reason ? ` (${facts.reason})` : ''}`,
		description: (facts) =>
			`Check that this n8n can reach the Base URL of the credential (network, DNS, proxy, firewall). ${facts.remedy ?? 'Then run the node again.'}`,
	},
	timed_out: {
		kind: 'network',
		cause: 'temporarily-unavailable',
		retryable: true,
		refusedBy: 'service',
		message: (facts) => `DT gave no response in time${during(facts)}`,
		description: (facts) =>
			`DT or the network may be slow right now. ${facts.remedy ?? 'Run the node again in a few minutes.'}`,
	},
	unknown_outcome: {
		kind: 'report',
		cause: 'temporarily-unavailable',
		retryable: false,
		implies: { mayBeCounted: true, isFinal: true },
		refusedBy: 'service',
		message: (facts) =>
			`The report request was sent, but no response came back${facts.reason ? ` (${facts.reason})` : ''}`,
		description: (facts) =>
			`It was not sent again. ${facts.remedy ?? 'Running the node again requests a new report.'}`,
	},
	invalid_parameters: {
		kind: 'configuration',
		cause: 'configuration-invalid',
		retryable: false,
		refusedBy: 'package',
		message: (facts) =>
			`${facts.field ?? 'A parameter'}: ${facts.reason ?? 'this value cannot be used'}`,
		description: (facts) =>
			`${facts.remedy ?? 'Correct the parameter and run the node again.'} Nothing was sent to DT.`,
	},
	cancelled: {
		kind: 'execution',
		retryable: false,
		refusedBy: 'package',
		message: () => 'The execution was stopped',
		description: (facts) => `Nothing more was sent to DT.${goOn(facts)}`,
	},
} as const satisfies Record<string, ErrorRow>;

export type DtErrorCode = keyof typeof ERROR_TABLE;

/** The row of a code, with the row's type rather than its literal. */
export function errorRow(code: DtErrorCode): ErrorRow {
	return ERROR_TABLE[code];
}
