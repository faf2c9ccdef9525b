/* eslint-disable @n8n/community-nodes/no-restricted-imports -- plays DT for a test, no node */
import { Readable } from 'node:stream';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { DtError } from '../../../../nodes/DtReporting/errors/dtError';
import { toHookError } from '../../../../nodes/DtReporting/errors/credentialError';
import type { ReportBody } from '../../../../nodes/DtReporting/core/report/query';
import type { Wire } from './triggerHarness';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const LINK_LIFE = 3 * HOUR;
/** Of so many polls that could have read a file, one must. */
const ENOUGH_CHANCES = 3;
/** As long as those of S3 with a session's token in them. */
const SIGNATURE = 'f'.repeat(1_400);

export const utcDay = (instant: number) => new Date(instant).toISOString().slice(0, 10);

/** A report that DT has counted. */
export interface CountedReport {
	id: string;
	body: ReportBody;
	at: number;
	readyAt: number;
	/** How often the days wanted had been changed. */
	epoch: number;
	/** Why its content may never have reached the trigger. */
	excuses: Set<string>;
	/** Polls that could have read its file. */
	chances: number;
}

/** A request for a report, and whether one came of it that the trigger knows of. */
export interface Attempt {
	at: number;
	/** The last day requested. */
	end: string;
	came: boolean;
	fault: string;
}

/** What goes wrong at present. */
export interface Faults {
	ask?: 'unavailable' | 'lost' | 'noLink' | 'unreached' | 'revoked' | 'rejected' | 'page';
	check?: 'unavailable' | 'markup' | 'cut' | 'otherDay' | 'reset';
	/** Reports requested are not ready before their links are over. */
	never?: boolean;
	/** Nothing is written but zero bytes. */
	zero?: boolean;
}

/**
 * DT and its file host without a network, on the test's clock: a day has rows by its number, some days have
 * none, a report holds what was complete when it was requested.
 */
export class ModelDt implements Wire {
	readonly counted: CountedReport[] = [];

	readonly attempts: Attempt[] = [];

	faults: Faults = {};

	/** Epoch milliseconds. */
	private lastPoll = 0;

	quota = 50;

	epoch = 0;

	constructor(private readonly random: () => number) {}

	/** How many rows DT has for a complete day. */
	static rowsOf(day: string): number {
		return (Date.parse(day) / DAY) % 5 === 0 ? 0 : 1 + ((Date.parse(day) / DAY) % 3);
	}

	countedOn(day: string): CountedReport[] {
		return this.counted.filter(({ at }) => utcDay(at) === day);
	}

	/** Gives the report requested last an excuse: no other can be under way, and this one only while its link lives. */
	excuse(reason: string): void {
		const last = this.counted.at(-1);
		if (last && this.lastPoll - last.at < LINK_LIFE) last.excuses.add(reason);
	}

	/** A poll is about to be made. */
	polled(): void {
		this.lastPoll = Date.now();
		const { check, zero } = this.faults;
		const last = this.counted.at(-1);
		if (!last || check || zero) return;
		const ends = last.at + LINK_LIFE - 5_000;
		if (last.readyAt <= this.lastPoll && this.lastPoll < ends) last.chances++;
	}

	api = async (options: IHttpRequestOptions): Promise<unknown> => {
		const before = this.counted.length;
		try {
			return await this.answer(options);
		} finally {
			const { ask } = this.faults;
			const isLost = ask === 'lost' || ask === 'noLink' || ask === 'page';
			const came = this.counted.length > before && !isLost;
			const { end } = (JSON.parse(String(options.body)) as ReportBody).dateRange;
			this.attempts.push({ at: Date.now(), end, came, fault: ask ?? 'quota' });
		}
	};

	private async answer(options: IHttpRequestOptions): Promise<unknown> {
		const { ask } = this.faults;
		if (ask === 'revoked') throw toHookError(new DtError('invalid_client', { httpStatus: 400 }));
		if (ask === 'unreached') throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
		if (ask === 'unavailable') return answer(503, '');
		if (ask === 'rejected') return answer(400, '{"error":"bad_request"}');
		if (this.countedOn(utcDay(Date.now())).length >= this.quota) {
			return answer(429, '{"error":"too_many_requests","message":"daily quota"}');
		}
		const report = this.count(JSON.parse(String(options.body)) as ReportBody);
		if (ask === 'lost') {
			report.excuses.add('its answer was lost');
			throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
		}
		const { id, at } = report;
		if (ask === 'noLink') {
			report.excuses.add('its answer held no link');
			return answer(200, JSON.stringify({ id }));
		}
		if (ask === 'page') {
			report.excuses.add('its answer was a page');
			return answer(200, '<html>');
		}
		const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
		const url = `https://files.example/${id}.csv?X-Amz-Date=${date}&X-Amz-Expires=${LINK_LIFE / 1000}&X-Amz-Signature=${SIGNATURE}`;
		return answer(200, JSON.stringify({ id, url }));
	}

	file = async ({ url }: IHttpRequestOptions): Promise<unknown> => {
		if (url.endsWith('/auth/v1/token')) return this.token();
		const id = /\/(r\d+)\.csv/.exec(url)?.[1];
		const report = this.counted.find((each) => each.id === id) as CountedReport;
		const { check, zero } = this.faults;
		const isOver = Date.now() >= Math.floor(report.at / 1000) * 1000 + LINK_LIFE;
		if (isOver && report.chances < ENOUGH_CHANCES) report.excuses.add('its link was over');
		if (check === 'reset') throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
		if (check === 'unavailable') return fileAnswer(503, '');
		if (isOver) {
			return fileAnswer(403, '<Error><Code>AccessDenied</Code>Request has expired</Error>');
		}
		if (Date.now() < report.readyAt || zero) {
			return this.random() < 0.5 ? fileAnswer(200, '') : fileAnswer(404, '');
		}
		if (check === undefined) return fileAnswer(200, contentOf(report));
		const content = contentOf(report);
		if (check === 'otherDay' && !/\n\d/.test(content)) return fileAnswer(200, content);
		report.excuses.add('its file was no use');
		if (check === 'markup') return fileAnswer(200, '<html>busy</html>');
		return check === 'cut'
			? fileAnswer(200, `${content}2026-01-`)
			: fileAnswer(200, content.replace(/\n\d{4}-\d{2}-\d{2}/, '\n1999-01-01'));
	};

	private token() {
		const { ask } = this.faults;
		if (ask === 'revoked') return answer(400, '{"error":"invalid_client"}');
		return ask === 'unavailable' ? answer(503, '') : answer(200, '{"accessToken":"a"}');
	}

	private count(body: ReportBody): CountedReport {
		const at = Date.now();
		const readyAt = this.faults.never ? at + 2 * LINK_LIFE : at + this.random() * HOUR;
		const id = `r${this.counted.length}`;
		const { epoch } = this;
		const report = { id, body, at, readyAt, epoch, excuses: new Set<string>(), chances: 0 };
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
	for (let day = dateRange.start; day <= dateRange.end; day = utcDay(Date.parse(day) + DAY)) {
		// A day that is not complete yet shows half of what it will have.
		const complete = at >= Date.parse(day) + 1.5 * DAY;
		const rows = complete ? ModelDt.rowsOf(day) : 1;
		for (let row = 0; row < rows; row++) {
			lines.unshift([day, ...metrics.map((_, index) => `${row}.${index}`)].join(','));
		}
	}
	return [[...splits, ...metrics].join(','), ...lines].map((line) => `${line}\n`).join('');
}
