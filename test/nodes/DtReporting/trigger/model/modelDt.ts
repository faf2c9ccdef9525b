/* eslint-disable @n8n/community-nodes/no-restricted-imports -- plays DT for a test, no node */
import { Readable } from 'node:stream';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { DtError } from '../../../../../nodes/DtReporting/errors/dtError';
import { toHookError } from '../../../../../nodes/DtReporting/errors/credentialError';
import type { ReportBody } from '../../../../../nodes/DtReporting/core/report/query';
import { completeAt, DAY, daysBetween, HOUR, SECOND, utcDay } from '../../../../support/days';
import { s3Error } from '../../../../support/s3Error';
import type { Wire } from '../triggerHarness';

const LINK_LIFETIME = 3 * HOUR;
/** Of so many polls that could have read a file, one must. */
const ENOUGH_POLLS = 3;
/** As long as those of S3 with a session's token in them. */
const SIGNATURE = 'f'.repeat(1_400);

/** A report that DT has counted. */
export interface CountedReport {
	id: string;
	body: ReportBody;
	at: number;
	readyAt: number;
	/** How often Start From had been changed. */
	startFromChanges: number;
	/** Why its days may never be delivered. */
	excuses: Set<string>;
	/** Polls that could have read its file. */
	readablePolls: number;
}

/** A request for a report, and whether the trigger received a link for it. */
export interface Attempt {
	at: number;
	/** The last day requested. */
	end: string;
	isAnswered: boolean;
	fault: string;
}

export const REPORT_FAULTS = [
	'unavailable',
	'lost',
	'noLink',
	'unreached',
	'revoked',
	'rejected',
	'page',
] as const;
export const FILE_FAULTS = ['unavailable', 'markup', 'cut', 'otherDay', 'reset'] as const;

/** What goes wrong at present. */
export interface Faults {
	/** With requests for reports and tokens. */
	report?: (typeof REPORT_FAULTS)[number];
	/** With files; a summary line is no fault, and the random runs have none. */
	file?: (typeof FILE_FAULTS)[number] | 'summaryLine';
	/** Reports requested are not ready before their links expire. */
	neverReady?: boolean;
	/** Files have zero bytes, whether they are ready or not. */
	zeroBytes?: boolean;
}

/**
 * DT and its file host without a network, on the test's clock: how many rows a day has follows from its
 * date, some days have none, a report holds what was complete when it was requested.
 */
export class ModelDt implements Wire {
	readonly counted: CountedReport[] = [];

	readonly attempts: Attempt[] = [];

	faults: Faults = {};

	/** Epoch milliseconds. */
	private lastPoll = 0;

	quota = 50;

	startFromChanges = 0;

	constructor(private readonly random: () => number) {}

	/** How many rows DT has for a complete day. */
	static rowsOf(day: string): number {
		return (Date.parse(day) / DAY) % 5 === 0 ? 0 : 1 + ((Date.parse(day) / DAY) % 3);
	}

	countedOn(day: string): CountedReport[] {
		return this.counted.filter(({ at }) => utcDay(at) === day);
	}

	/** Excuses the report requested last: no other can be pending, and this one only until its link expires. */
	excuse(reason: string): void {
		const last = this.counted.at(-1);
		if (last && this.lastPoll - last.at < LINK_LIFETIME) last.excuses.add(reason);
	}

	/** Must be called before each poll. */
	beforePoll(): void {
		this.lastPoll = Date.now();
		const { file, zeroBytes } = this.faults;
		const last = this.counted.at(-1);
		if (!last || file || zeroBytes) return;
		const ends = last.at + LINK_LIFETIME - 5 * SECOND;
		if (last.readyAt <= this.lastPoll && this.lastPoll < ends) last.readablePolls++;
	}

	api = async (options: IHttpRequestOptions): Promise<unknown> => {
		const before = this.counted.length;
		try {
			return await this.answer(options);
		} finally {
			const { report: fault } = this.faults;
			const isLost = fault === 'lost' || fault === 'noLink' || fault === 'page';
			const isAnswered = this.counted.length > before && !isLost;
			const { end } = (JSON.parse(String(options.body)) as ReportBody).dateRange;
			this.attempts.push({ at: Date.now(), end, isAnswered, fault: fault ?? 'quota' });
		}
	};

	private async answer(options: IHttpRequestOptions): Promise<unknown> {
		const { report: fault } = this.faults;
		if (fault === 'revoked') throw toHookError(new DtError('invalid_client', { httpStatus: 400 }));
		if (fault === 'unreached') throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
		if (fault === 'unavailable') return answer(503, '');
		if (fault === 'rejected') return answer(400, '{"error":"bad_request"}');
		if (this.countedOn(utcDay(Date.now())).length >= this.quota) {
			return answer(429, '{"error":"too_many_requests","message":"daily quota"}');
		}
		const report = this.count(JSON.parse(String(options.body)) as ReportBody);
		if (fault === 'lost') {
			report.excuses.add('its answer was lost');
			throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
		}
		const { id, at } = report;
		if (fault === 'noLink') {
			report.excuses.add('its answer held no link');
			return answer(200, JSON.stringify({ id }));
		}
		if (fault === 'page') {
			report.excuses.add('its answer was a page');
			return answer(200, '<html>');
		}
		const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
		const url = `https://files.example/${id}.csv?X-Amz-Date=${date}&X-Amz-Expires=${LINK_LIFETIME / SECOND}&X-Amz-Signature=${SIGNATURE}`;
		return answer(200, JSON.stringify({ id, url }));
	}

	file = async ({ url }: IHttpRequestOptions): Promise<unknown> => {
		if (url.endsWith('/auth/v1/token')) return this.token();
		const id = /\/(r\d+)\.csv/.exec(url)?.[1];
		const report = this.counted.find((each) => each.id === id) as CountedReport;
		const { file: fault, zeroBytes } = this.faults;
		const isExpired = Date.now() >= Math.floor(report.at / SECOND) * SECOND + LINK_LIFETIME;
		if (isExpired && report.readablePolls < ENOUGH_POLLS) report.excuses.add('its link expired');
		if (fault === 'reset') throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
		if (fault === 'unavailable') return fileAnswer(503, '');
		if (isExpired) return fileAnswer(403, s3Error('AccessDenied', 'Request has expired'));
		if (Date.now() < report.readyAt || zeroBytes) {
			return this.random() < 0.5 ? fileAnswer(200, '') : fileAnswer(404, '');
		}
		const content = contentOf(report);
		if (fault === undefined) return fileAnswer(200, content);
		if (fault === 'summaryLine') return fileAnswer(200, `${content}${summaryLineOf(report)}\n`);
		const hasRows = /\n\d/.test(content);
		if (fault === 'otherDay' && !hasRows) return fileAnswer(200, content);
		report.excuses.add('its file could not be used');
		if (fault === 'markup') return fileAnswer(200, '<html>busy</html>');
		return fault === 'cut'
			? fileAnswer(200, `${content}2026-01-`)
			: fileAnswer(200, content.replace(/\n\d{4}-\d{2}-\d{2}/, '\n1999-01-01'));
	};

	private token() {
		const { report: fault } = this.faults;
		if (fault === 'revoked') return answer(400, '{"error":"invalid_client"}');
		return fault === 'unavailable' ? answer(503, '') : answer(200, '{"accessToken":"a"}');
	}

	private count(body: ReportBody): CountedReport {
		const at = Date.now();
		const readyAt = this.faults.neverReady ? at + 2 * LINK_LIFETIME : at + this.random() * HOUR;
		const report: CountedReport = {
			id: `r${this.counted.length}`,
			body,
			at,
			readyAt,
			startFromChanges: this.startFromChanges,
			excuses: new Set(),
			readablePolls: 0,
		};
		this.counted.push(report);
		return report;
	}
}

const answer = (statusCode: number, body: string) => ({ statusCode, headers: {}, body });
const fileAnswer = (statusCode: number, body: string) => ({
	statusCode,
	headers: {},
	body: Readable.from([Buffer.from(body)]),
});

function contentOf({ body: { dateRange, metrics, splits }, at }: CountedReport): string {
	const lines: string[] = [];
	for (const day of daysBetween(dateRange.start, dateRange.end)) {
		// A day that is not complete yet shows part of what it will have.
		const rows = at >= completeAt(day) ? ModelDt.rowsOf(day) : 1;
		for (let row = 0; row < rows; row++) {
			lines.unshift([day, ...metrics.map((_, index) => `${row}.${index}`)].join(','));
		}
	}
	return [[...splits, ...metrics].join(','), ...lines].map((line) => `${line}\n`).join('');
}

const summaryLineOf = ({ body: { metrics } }: CountedReport): string =>
	['Total', ...metrics.map(() => '9')].join(',');
