/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a Node program, not a node */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { utcDay } from '../support/days';
import { sleep } from '../support/waiting';
import { answerApi, apiKind } from './apiHost';
import { bytesOf, readBody, scriptedReply, send, type Exchange, type Reply } from './exchange';
import { Faults, type Fault, type RequestKind } from './faults';
import { answerFile } from './fileHost';
import { Links } from './links';
import { listenOn } from './loopback';
import { Tokens } from './tokens';
import type {
	LoggedRequest,
	Settings,
	SimulatedReport,
	SimulatorOptions,
	SimulatorState,
} from './simulatorState';

export type { Fault, LoggedRequest, SimulatedReport, SimulatorOptions };

/** A stand-in for DT on this machine: real HTTP, two hosts, strict. */
export interface Simulator {
	/** The credential's Base URL. */
	apiUrl: string;
	/** Where reports' links lead: another host name than the API's. */
	fileUrl: string;
	/** The keys of the first account. */
	readonly clientId: string;
	readonly clientSecret: string;
	/** Every request so far. */
	requests: LoggedRequest[];
	reports: SimulatedReport[];
	issuedTokens: string[];
	/** How many requests of a kind there were, with a status if one is given. */
	count(kind: RequestKind, status?: LoggedRequest['status']): number;
	/** Scripts something to go wrong. */
	fault(fault: Fault): void;
	clearFaults(): void;
	/** Adds another account with data of its own. Returns its number, the `sub` of its tokens. */
	addAccount(clientId: string, clientSecret: string, seed?: string): string;
	/** Ends the keys of the first account and its tokens. */
	revoke(): void;
	/** Ends the tokens of all accounts; the keys go on working. */
	expireTokens(): void;
	/** Gives the first account new keys; its old tokens end. */
	setKeys(clientId: string, clientSecret: string): void;
	/** Changes settings while it runs. */
	set(options: Omit<SimulatorOptions, 'port' | 'filePort' | 'now'>): void;
	close(): Promise<void>;
}

const hash = (text: string, encoding: 'hex' | 'base64url' = 'hex') =>
	createHash('sha512').update(text).digest(encoding);

/** The Reporting API ID looks like 32 hex digits, the password is URL-safe base64 of over 330 characters (A). */
const idOf = (seed: string) => hash(`${seed} id`).slice(0, 32);
const secretOf = (seed: string) =>
	[1, 2, 3, 4]
		.map((part) => hash(`${seed} secret ${part}`, 'base64url'))
		.join('')
		.slice(0, 342);

/** What the name stands for, whichever of the two a client takes first. */
const LOCALHOST = ['127.0.0.1', '::1'];

/** The number of the account that the simulator starts with. */
const FIRST_ACCOUNT = '482116';

/** Starts both hosts on loopback. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const seed = options.seed ?? 'dt';
	const settings: Settings = {
		port: 0,
		filePort: 0,
		clientId: idOf(seed),
		clientSecret: secretOf(seed),
		seed,
		now: Date.now,
		tokenLifetime: 3600,
		linkLifetime: 10_800,
		readyAfter: 0,
		notReadyAs: 'empty',
		dailyQuota: 50,
		quotaStatus: 429,
		urlField: 'url',
		emptyAs: 'header',
		ranges: true,
		rowOrder: 'splits',
		restated: [],
		...options,
	};
	const faults = new Faults();
	const state: SimulatorState = {
		options: settings,
		accounts: [
			{
				id: FIRST_ACCOUNT,
				clientId: settings.clientId,
				clientSecret: settings.clientSecret,
				revoked: false,
			},
		],
		fileUrl: '',
		now: settings.now,
		tokens: new Tokens(hash(`${seed} jwt`)),
		links: new Links(hash(`${seed} links`)),
		reports: [],
		requests: [],
		countToday: (clientId) =>
			state.reports.filter(
				(report) =>
					report.clientId === clientId && utcDay(report.requestedAt) === utcDay(state.now()),
			).length,
	};
	const [first] = state.accounts;
	const answer =
		(host: 'api' | 'file') =>
		(request: IncomingMessage, response: ServerResponse): void => {
			void serve(host, request, response, state, faults).catch(() => response.destroy());
		};
	const api = await listenOn(['127.0.0.1'], settings.port, answer('api'));
	const files = await listenOn(LOCALHOST, settings.filePort, answer('file')).catch(
		async (error: unknown) => {
			await api.close();
			throw error;
		},
	);
	state.fileUrl = `http://localhost:${files.port}`;
	return {
		apiUrl: `http://127.0.0.1:${api.port}`,
		fileUrl: state.fileUrl,
		get clientId() {
			return first.clientId;
		},
		get clientSecret() {
			return first.clientSecret;
		},
		requests: state.requests,
		reports: state.reports,
		issuedTokens: state.tokens.issued,
		count: (kind, status) =>
			state.requests.filter(
				(entry) => entry.kind === kind && (status === undefined || entry.status === status),
			).length,
		addAccount: (clientId, clientSecret, ownSeed = `${seed} ${clientId}`) => {
			const id = String(Number(FIRST_ACCOUNT) + state.accounts.length);
			state.accounts.push({ id, clientId, clientSecret, seed: ownSeed, revoked: false });
			return id;
		},
		fault: (fault) => faults.add(fault),
		clearFaults: () => faults.clear(),
		revoke: () => {
			first.revoked = true;
			state.tokens.refuse(first.id);
		},
		expireTokens: () => state.tokens.refuse(),
		setKeys: (clientId, clientSecret) => {
			Object.assign(first, { clientId, clientSecret, revoked: false });
			state.tokens.refuse(first.id);
		},
		set: (changed) => Object.assign(settings, changed),
		close: async () => {
			await Promise.all([api.close(), files.close()]);
		},
	};
}

async function serve(
	host: 'api' | 'file',
	request: IncomingMessage,
	response: ServerResponse,
	state: SimulatorState,
	faults: Faults,
): Promise<void> {
	// Joined as text: a path that starts with two slashes is a path, not another host.
	const origin = host === 'api' ? 'http://127.0.0.1' : state.fileUrl;
	const url = new URL(`${origin}${request.url ?? '/'}`);
	const exchange: Exchange = {
		kind: host === 'file' ? 'file' : apiKind(url),
		method: request.method ?? 'GET',
		url,
		headers: request.headers as Record<string, string>,
		body: await readBody(request),
	};
	const fault = faults.take(exchange.kind);
	const note = (status: LoggedRequest['status'], reportId?: string) => {
		const { kind, method, headers, body } = exchange;
		const path = `${url.pathname}${url.search}`;
		const entry = { at: state.now(), host, kind, method, path, status, reportId, headers, body };
		state.requests.push(entry);
		state.options.log?.(entry);
	};
	if (fault?.delay) await sleep(fault.delay);
	if (fault?.action === 'hang') return note('hung');
	if (fault?.action === 'reset') {
		note('reset');
		response.socket?.resetAndDestroy();
		return;
	}
	const reply = replyTo(host, exchange, state, fault);
	const reportId = reply.reportId ?? exchange.reportId;
	if (fault?.action === 'lose') {
		note('reset', reportId);
		response.socket?.resetAndDestroy();
		return;
	}
	note(reply.status, reportId);
	await send(response, reply, fault?.action);
}

/** A scripted answer stands for DT's own, so the request is not carried out. */
function replyTo(
	host: 'api' | 'file',
	exchange: Exchange,
	state: SimulatorState,
	fault?: Fault,
): Reply {
	const isScripted = fault?.status !== undefined || fault?.body !== undefined;
	const answered =
		fault && isScripted
			? scriptedReply(fault, exchange)
			: host === 'file'
				? answerFile(exchange, state)
				: answerApi(exchange, state);
	const reply = fault?.change ? { ...answered, body: fault.change(bytesOf(answered)) } : answered;
	const date = new Date(state.now()).toUTCString();
	return { ...reply, headers: { Date: date, ...reply.headers, ...fault?.headers } };
}
