import type { RequestKind } from './faults';
import type { Links } from './links';
import type { ReportQuery } from './reportQuery';
import type { Tokens } from './tokens';

export interface SimulatorOptions {
	/** Port of the API host on 127.0.0.1; any free one by default. */
	port?: number;
	/** Port of the file host on localhost; any free one by default. */
	filePort?: number;
	clientId?: string;
	clientSecret?: string;
	/** All data, ids and keys follow from it. */
	seed?: string;
	/** The clock, epoch milliseconds. */
	now?: () => number;
	/** Seconds. */
	tokenLifetime?: number;
	/** Seconds that a report's link lives. */
	linkLifetime?: number;
	/** Milliseconds from the request until the file exists. */
	readyAfter?: number;
	/** How the file host says "not ready"; `mixed` takes turns. */
	notReadyAs?: 'empty' | 'missing' | 'accessDenied' | 'mixed';
	/** Reports a UTC day for a key (A; an account's keys may share it, ?). */
	dailyQuota?: number;
	/** The status beyond the quota. */
	quotaStatus?: number;
	/** Seconds of a Retry-After beyond the quota; none by default. */
	quotaRetryAfter?: number;
	/** The name of the link in the response. */
	urlField?: 'url' | 'signed_url';
	/** What a report without rows looks like: the header row, or zero bytes. */
	emptyAs?: 'header' | 'nothing';
	/** Whether a part of a file can be requested. */
	ranges?: boolean;
	/** How rows come: sorted by their splits, or in no order. */
	rowOrder?: 'splits' | 'none';
	/** Exactly so many rows in each report. */
	rows?: number;
	/** What DT has changed since it first reported these days. */
	restated?: Restatement[];
	/** Called for each request, just before it is answered. */
	log?: (entry: LoggedRequest) => void;
}

/** A day, or the rows of it that hold a value: their amounts are multiplied; by 0, the rows are gone. */
export interface Restatement {
	day: string;
	value?: string;
	times: number;
}

export interface LoggedRequest {
	/** Epoch milliseconds of the simulator's clock. */
	at: number;
	host: 'api' | 'file';
	kind: RequestKind;
	method: string;
	path: string;
	status: number | 'reset' | 'hung';
	reportId?: string;
	headers: Record<string, string>;
	body?: string;
}

export interface SimulatedReport {
	id: string;
	query: ReportQuery;
	/** The key that requested it. */
	clientId: string;
	/** The account that the key belongs to. */
	account: string;
	/** Epoch milliseconds. */
	requestedAt: number;
	/** Epoch milliseconds. */
	readyAt: number;
	url: string;
	/** How often the file was handed out. */
	downloads: number;
}

export type Settings = Required<Omit<SimulatorOptions, 'log' | 'rows' | 'quotaRetryAfter'>> &
	Pick<SimulatorOptions, 'log' | 'rows' | 'quotaRetryAfter'>;

/** A customer of DT: its keys, and what its data follow from. */
export interface Account {
	/** The `sub` of its tokens. */
	id: string;
	clientId: string;
	clientSecret: string;
	revoked: boolean;
	/** The simulator's own seed unless set. */
	seed?: string;
}

/** Everything that both hosts know. */
export interface SimulatorState {
	options: Settings;
	/** The first is the one that the simulator starts with. */
	accounts: [Account, ...Account[]];
	fileUrl: string;
	now: () => number;
	tokens: Tokens;
	links: Links;
	reports: SimulatedReport[];
	requests: LoggedRequest[];
	/** Reports that a key requested on the current UTC day. */
	countToday: (clientId: string) => number;
}
