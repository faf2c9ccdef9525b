import { createHash } from 'node:crypto';

import { json, type Exchange, type Reply } from './exchange';
import type { RequestKind } from './faults';
import { readReportQuery, type ReportQuery } from './reportQuery';
import type { Account, SimulatedReport, SimulatorState } from './simulatorState';

const TOKEN_PATH = '/auth/v1/token';
const REPORT_PATHS = ['/api/v1/report', '/api/v1/report/offerwall'];

/** What a request to the API host is about. */
export function apiKind({ pathname }: URL): RequestKind {
	if (pathname === TOKEN_PATH) return 'token';
	return REPORT_PATHS.includes(withoutSlash(pathname)) ? 'report' : 'other';
}

/** A slash at the end of the report's path is accepted (B). */
const withoutSlash = (path: string) => path.replace(/\/$/, '');

/** The API host's answer. DT's own for an unknown path or method are not public (?; 405 on tokens: C). */
export function answerApi(exchange: Exchange, state: SimulatorState): Reply {
	if (exchange.kind === 'other') return json(404, { error: 'not_found' });
	if (exchange.method !== 'POST')
		return json(405, { error: 'method_not_allowed' }, { Allow: 'POST' });
	if (exchange.kind === 'token') return answerToken(exchange, state);
	const account = accountOf(exchange, state);
	return account ? answerReport(exchange, state, account) : UNAUTHORIZED;
}

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
};

const isJson = ({ headers }: Exchange) =>
	/^application\/json\b/i.test(headers['content-type'] ?? '');

/** The exchange with every verdict that DT documents (docs/dt-api.md section 1, A). */
function answerToken(exchange: Exchange, state: SimulatorState): Reply {
	const verdict = (error: string) => json(400, { error });
	const body = parse(exchange.body);
	if (!isJson(exchange) || typeof body !== 'object' || body === null)
		return verdict('invalid_request');
	const {
		grant_type: grant,
		client_id: id,
		client_secret: secret,
	} = body as Record<string, unknown>;
	const given = (value: unknown) => typeof value === 'string' && value.trim() !== '';
	if (!given(grant)) return verdict('invalid_request');
	if (grant !== 'client_credentials') return verdict('unsupported_grant_type');
	if (!given(id) || !given(secret)) return verdict('invalid_request');
	const account = state.accounts.find(
		({ clientId, clientSecret }) => id === clientId && secret === clientSecret,
	);
	if (!account || account.revoked) return verdict('invalid_client');
	const { tokenLifetime } = state.options;
	const accessToken = state.tokens.issue(account.id, state.now(), tokenLifetime);
	return json(200, { accessToken, tokenType: 'bearer', expiresIn: tokenLifetime });
}

const UNAUTHORIZED = json(401, {
	error: 'unauthorized',
	message: 'The access token is missing, over or not known',
});

/** The account whose token a request carries. */
function accountOf(
	{ headers }: Exchange,
	{ accounts, tokens, now }: SimulatorState,
): Account | undefined {
	const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
	const holder = token && tokens.accountOf(token, now());
	return accounts.find(({ id }) => id === holder);
}

/** Checks the query, counts it against the day's quota, and gives the link of a file to come. */
function answerReport(exchange: Exchange, state: SimulatorState, account: Account): Reply {
	const { options } = state;
	const body = parse(exchange.body);
	if (!isJson(exchange) || body === undefined) return badRequest('The body is not JSON');
	const sister = !withoutSlash(exchange.url.pathname).endsWith('/offerwall');
	const query = readReportQuery(body, sister);
	if (typeof query === 'string') return badRequest(query);
	if (state.countToday(account.clientId) >= options.dailyQuota) {
		const wait = options.quotaRetryAfter;
		const headers: Record<string, string> =
			wait === undefined ? {} : { 'Retry-After': String(wait) };
		const message = `${options.dailyQuota} reports were asked for today`;
		return json(options.quotaStatus, { error: 'too_many_requests', message }, headers);
	}
	const report = newReport(query, state, account);
	state.reports.push(report);
	return { ...json(200, { id: report.id, [options.urlField]: report.url }), reportId: report.id };
}

const badRequest = (message: string) => json(400, { error: 'bad_request', message });

function newReport(query: ReportQuery, state: SimulatorState, account: Account): SimulatedReport {
	const { options, links, reports } = state;
	const requestedAt = state.now();
	const hex = createHash('md5').update(`${options.seed} ${reports.length}`).digest('hex');
	const id = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
	return {
		id,
		query,
		clientId: account.clientId,
		account: account.id,
		requestedAt,
		readyAt: requestedAt + options.readyAfter,
		url: links.make(state.fileUrl, account.id, id, requestedAt, options.linkLifetime),
		downloads: 0,
	};
}
