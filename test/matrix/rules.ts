import type { DtErrorCode } from '../../nodes/DtReporting/errors/errorCodes';
import { FILE_STEPS, LINK_STEPS, type MatrixFault, type Step } from './faults';
import type { Operation } from './operations';

/** How long an operation pauses before it gives up: not at all, for three checks of a link, or for Max Wait. */
export type Pause = 'none' | 'threeChecks' | 'maxWait';

/** What a cell must come to. */
export interface Outcome {
	code: DtErrorCode | 'success';
	retryable: boolean;
	pause: Pause;
	/** Report requests that DT gets of one try; of three with Retry On Fail; of the trigger in a day, at most. */
	reports: { once: number; retried: number; perDay: number };
	/** DT counts no report for such a request, however often it is sent. */
	isUncounted?: boolean;
}

interface Rule {
	/** Why it is so. */
	because: string;
	steps: readonly Step[];
	operations?: readonly Operation[];
	when: (fault: MatrixFault) => boolean;
	then: Outcome;
}

const NO_REPORT = { once: 0, retried: 0, perDay: 0 };
/** Refused, or not arrived: DT counts none, so each try and each poll at half an hour's pause may send it. */
const REFUSED = { once: 1, retried: 3, perDay: 20 };
/** 401 and 403: the token is renewed, and the request sent again, once. */
const RENEWED = { once: 2, retried: 6, perDay: 40 };
/** DT may have counted it: the user's own retries send it again, the trigger at pauses that grow to two hours. */
const FAILED = { once: 1, retried: 3, perDay: 12 };
/** A limit was reached: the trigger is silent until the pause, or the day, is over. */
const LIMITED = { once: 1, retried: 3, perDay: 20 };
/** DT has taken it on: nothing sends it again, but the trigger once more a day. */
const SPENT = { once: 1, retried: 1, perDay: 2 };
/** The report is there and its link works: nobody needs another one. */
const ONE_REPORT = { once: 1, retried: 1, perDay: 1 };

type Rest = Partial<Pick<Outcome, 'pause' | 'isUncounted'>>;
const fails = (
	code: DtErrorCode,
	retryable: boolean,
	reports: Outcome['reports'],
	{ pause = 'none', isUncounted }: Rest = {},
): Outcome => ({ code, retryable, reports, pause, isUncounted });
const SUCCESS: Outcome = { code: 'success', retryable: false, pause: 'none', reports: ONE_REPORT };
const uncounted: Rest = { isUncounted: true };

const status =
	(...statuses: number[]) =>
	(fault: MatrixFault) =>
		fault.status !== undefined && statuses.includes(fault.status);
const between = (least: number, most: number) => (fault: MatrixFault) =>
	fault.status !== undefined && fault.status >= least && fault.status <= most;
const group =
	(...groups: string[]) =>
	(fault: MatrixFault) =>
		groups.includes(fault.group);
type Test = (fault: MatrixFault) => boolean;
const both =
	(...tests: Test[]): Test =>
	(fault) =>
		tests.every((test) => test(fault));
const either =
	(...tests: Test[]): Test =>
	(fault) =>
		tests.some((test) => test(fault));
const body =
	(...kinds: Array<MatrixFault['body']>): Test =>
	({ body: kind }) =>
		kinds.includes(kind);

/** Markup is none of DT's, nor is a refusal without a word: something stands in between. */
const isForeign = either(
	status(407),
	both(between(400, 499), body('HTML')),
	both(between(400, 499), body('empty'), (fault) => !status(401, 405, 429)(fault)),
);
const isUnread = group('200 gzip wrong');
const isLost = either(
	group(
		'reset before the headers',
		'reset amid the headers',
		'reset after the headers',
		'reset amid the body',
		'closed amid the body',
	),
);
const isSilent = group('no response', 'body stalls', 'body trickles');
const isUnreached = ({ place }: MatrixFault) => place !== undefined;
const isRight = group('200 wrong content type', '200 gzip right');

const API = ['token', 'report'] as const;
const token = ['token'] as const;
const report = ['report'] as const;

/**
 * What (step, fault) must come to; the first rule that fits holds. Sources: docs/dt-api.md for what DT's
 * answers mean, docs/errors.md for the codes.
 */
export const RULES: Rule[] = [
	// The exchange: it costs no report, and nothing is requested without a token.
	...(['unsupported_grant_type', 'invalid_request', 'invalid_client'] as const).map(
		(code): Rule => ({
			because: `DT documents ${code}`,
			steps: token,
			when: group(`DT says ${code}`),
			then: fails(code, false, NO_REPORT),
		}),
	),
	{
		because: 'DT documents internal_server_error',
		steps: token,
		when: group('DT says internal_server_error'),
		then: fails('internal_server_error', true, NO_REPORT),
	},
	{
		because: 'a redirect could take the secret to another host, so it is not followed',
		steps: token,
		when: between(300, 399),
		then: fails('unexpected_response', true, NO_REPORT),
	},
	{
		because: 'DT is away for a while',
		steps: token,
		when: between(500, 599),
		then: fails('service_unavailable', true, NO_REPORT),
	},
	{
		because: 'a page, a proxy’s login or a refusal without a word is not DT’s',
		steps: token,
		when: isForeign,
		then: fails('unexpected_response', true, NO_REPORT),
	},
	{
		because: '405 says that the method or the address is wrong',
		steps: token,
		when: status(405),
		then: fails('method_not_allowed', false, NO_REPORT),
	},
	{
		because: 'an exchange counts against no quota, so 429 is a matter of pace',
		steps: token,
		when: status(429),
		then: fails('rate_limited', true, NO_REPORT),
	},
	{
		because: '401 and 403 in DT’s form refuse the keys',
		steps: token,
		when: both(status(401, 403), body('JSON', 'empty')),
		then: fails('invalid_client', false, NO_REPORT),
	},
	{
		because: 'DT gives no other refusal of an exchange',
		steps: token,
		when: between(400, 499),
		then: fails('unexpected_response', true, NO_REPORT),
	},
	{
		because: 'a token without a usable expiry lives an hour, as DT documents',
		steps: token,
		when: group(
			'token without expiry',
			'token with a negative expiry',
			'token whose expiry is text',
		),
		then: SUCCESS,
	},
	{
		because:
			'no connection, or none that brought a whole response: an exchange costs nothing to repeat',
		steps: token,
		when: either(isUnreached, isLost, isUnread),
		then: fails('connection_failed', true, NO_REPORT),
	},
	{
		because: 'no whole response in time',
		steps: token,
		when: isSilent,
		then: fails('timed_out', true, NO_REPORT),
	},
	{
		because: 'the right content counts, whatever its label',
		steps: API,
		when: isRight,
		then: SUCCESS,
	},
	{
		because: 'a 200 without a token is not DT’s',
		steps: token,
		when: () => true,
		then: fails('unexpected_response', true, NO_REPORT),
	},

	// The report request: what DT may have counted is not sent again.
	{
		because: 'DT’s own fault; how DT counts it is unknown',
		steps: report,
		when: group('DT says internal_server_error'),
		then: fails('internal_server_error', true, FAILED),
	},
	{
		because: 'a token that DT refuses is renewed, and the request sent again once',
		steps: report,
		when: group('token refused once'),
		then: { ...SUCCESS, reports: { once: 2, retried: 2, perDay: 2 } },
	},
	{
		because: 'DT’s words name the day’s quota',
		steps: report,
		when: group('quota in words'),
		then: fails('quota_exhausted', true, LIMITED, uncounted),
	},
	{
		because: 'a refusal is one under 200, too',
		steps: report,
		when: group('refusal under 200'),
		then: fails('report_rejected', false, REFUSED, uncounted),
	},
	{
		because: 'a redirect could take the token to another host, so it is not followed',
		steps: report,
		when: between(300, 399),
		then: fails('unexpected_response', true, REFUSED, uncounted),
	},
	{
		because: 'after a 504 DT may still work on it',
		steps: report,
		when: status(504),
		then: fails('service_unavailable', false, SPENT),
	},
	{
		because: 'DT is away for a while; how DT counts it is unknown',
		steps: report,
		when: between(500, 599),
		then: fails('service_unavailable', true, FAILED),
	},
	{
		because: 'a 401 renews the token, and a page under it is not DT’s',
		steps: report,
		when: both(status(401), body('HTML')),
		then: fails('unexpected_response', true, RENEWED, uncounted),
	},
	{
		because: 'a page, a proxy’s login or a refusal without a word is not DT’s',
		steps: report,
		when: isForeign,
		then: fails('unexpected_response', true, REFUSED, uncounted),
	},
	{
		because: 'DT refuses a token that was made a moment before',
		steps: report,
		when: status(401, 403),
		then: fails('unauthorized', false, RENEWED, uncounted),
	},
	{
		because: '405 says that the method or the address is wrong',
		steps: report,
		when: status(405),
		then: fails('method_not_allowed', false, REFUSED, uncounted),
	},
	{
		because: '429 with a pause of at most an hour is a matter of pace',
		steps: report,
		when: both(status(429), ({ pause }) => pause === 'number' || pause === 'date'),
		then: fails('rate_limited', true, LIMITED, uncounted),
	},
	{
		because: '429 without a pause in sight is the day’s quota',
		steps: report,
		when: status(429),
		then: fails('quota_exhausted', true, LIMITED, uncounted),
	},
	{
		because: 'DT refuses the query',
		steps: report,
		when: between(400, 499),
		then: fails('report_rejected', false, REFUSED, uncounted),
	},
	{
		because: 'no connection came about, so nothing was sent',
		steps: report,
		when: isUnreached,
		then: fails('connection_failed', true, NO_REPORT),
	},
	{
		because: 'the request has left and no whole response came: DT may have counted it',
		steps: report,
		when: either(isLost, isSilent, isUnread),
		then: fails('unknown_outcome', false, SPENT),
	},
	{
		because: 'Send gives back what DT answers, whatever it holds',
		steps: report,
		operations: ['send'],
		when: either(
			({ link, group: name }) => link !== undefined || name === 'no link',
			group('200 JSON null', '200 JSON number', '200 JSON string', '200 text', '200 gzip unsaid'),
		),
		then: SUCCESS,
	},
	{
		because: 'DT’s clock has no effect on an execution',
		steps: ['report', ...LINK_STEPS],
		operations: ['run', 'create', 'download', 'send'],
		when: ({ clockHours }) => clockHours !== undefined,
		then: SUCCESS,
	},
	{
		because: 'by a clock that is ahead the day is complete, too',
		steps: ['report', ...LINK_STEPS],
		when: ({ clockHours = 0 }) => clockHours > 0,
		then: SUCCESS,
	},
	{
		because: 'the day is not complete by DT’s clock, so its report is requested once more',
		steps: ['report', ...LINK_STEPS],
		when: ({ clockHours = 0 }) => clockHours < 0,
		then: fails('report_unreadable', true, SPENT),
	},
	{
		because: 'DT has taken the request on, and gave no link that may be followed',
		steps: report,
		when: () => true,
		then: fails('unexpected_response', false, SPENT),
	},

	// The link: it costs nothing to check, and its report is never paid for twice in an execution.
	{
		because: 'Download refuses such a link before anything is sent',
		steps: ['firstCheck'],
		operations: ['download'],
		when: ({ link }) => link !== undefined,
		then: fails('invalid_parameters', false, NO_REPORT),
	},
	{
		because: 'the right content counts, whatever its label; a report may have no rows',
		steps: FILE_STEPS,
		when: either(isRight, group('200 header only')),
		then: SUCCESS,
	},
	{
		because: 'the file host ends the link',
		steps: LINK_STEPS,
		when: either(
			status(410),
			group('S3 Request has expired', 'S3 SignatureDoesNotMatch', 'S3 ExpiredToken'),
		),
		then: fails('report_expired', false, SPENT),
	},
	{
		because: 'the trigger sees such a link to its end, and requests the report once more',
		steps: FILE_STEPS,
		operations: ['trigger'],
		when: either(
			status(404, 408, 429, 500, 502, 503, 504, 520),
			group('S3 AccessDenied', 'S3 NoSuchKey', '200 empty', 'no response'),
			isLost,
			group('body stalls', 'body trickles', 'connection refused'),
		),
		then: fails('report_expired', false, SPENT),
	},
	{
		because: 'not ready yet, or the file host or the network is away for a while',
		steps: FILE_STEPS,
		when: either(
			status(404, 408, 429, 500, 502, 503, 504, 520),
			group('S3 AccessDenied', 'S3 NoSuchKey', '200 empty', 'no response'),
			isLost,
			group('body stalls', 'body trickles', 'connection refused'),
		),
		then: fails('report_not_ready', true, ONE_REPORT, { pause: 'maxWait' }),
	},
	{
		because:
			'a certificate is not trusted: waiting cannot help, and the trigger requests the days once more when the link is over',
		steps: LINK_STEPS,
		when: ({ place }) => place === 'untrusted',
		then: fails('connection_failed', true, SPENT),
	},
	{
		because:
			'a name that is not known, or a host without TLS, is tried three times, by the trigger until the link is over',
		steps: LINK_STEPS,
		when: ({ place }) => place === 'unknownHost' || place === 'notTls',
		then: fails('connection_failed', true, SPENT, { pause: 'threeChecks' }),
	},
	{
		because: 'a redirect that may not be followed, or in a circle, stays one',
		steps: LINK_STEPS,
		operations: ['run', 'download'],
		when: ({ group: name }) => name.startsWith('redirect '),
		then: fails('report_unreadable', false, ONE_REPORT),
	},
	{
		because:
			'n8n’s HTTP client takes a part of a gzip for the whole, so only a record that is cut through shows it',
		steps: FILE_STEPS,
		operations: ['run', 'download'],
		when: group('200 gzip cut off'),
		then: fails('report_unreadable', false, ONE_REPORT, { pause: 'threeChecks' }),
	},
	{
		because: 'text that is not the report stays the same',
		steps: FILE_STEPS,
		operations: ['run', 'download'],
		when: group(
			'200 JSON null',
			'200 JSON number',
			'200 JSON string',
			'200 text',
			'200 cut off',
			'body without end',
		),
		then: fails('report_unreadable', false, ONE_REPORT, { pause: 'threeChecks' }),
	},
	{
		because: 'the trigger requests a report once more that it cannot read',
		steps: FILE_STEPS,
		operations: ['trigger'],
		when: () => true,
		then: fails('report_unreadable', true, SPENT),
	},
	{
		because: 'something stands in for the report, for a while perhaps',
		steps: FILE_STEPS,
		when: () => true,
		then: fails('report_unreadable', true, ONE_REPORT, { pause: 'threeChecks' }),
	},
];

/** The rule that holds for a cell. */
export function ruleOf(step: Step, operation: Operation, fault: MatrixFault): Rule {
	const rule = RULES.find(
		({ steps, operations, when }) =>
			steps.includes(step) && (operations?.includes(operation) ?? true) && when(fault),
	);
	if (!rule) throw new Error(`no rule for ${step}, ${operation}, ${fault.group}`);
	return rule;
}

/** The same, for an operation: some request no report at all. */
export function outcomeOf(step: Step, operation: Operation, fault: MatrixFault): Outcome {
	const { then } = ruleOf(step, operation, fault);
	const requestsNone = operation === 'getToken' || operation === 'download';
	return requestsNone ? { ...then, reports: NO_REPORT } : then;
}
