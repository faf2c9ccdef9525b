import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { DAY, HOUR, MINUTE, utcDay } from '../../../support/days';
import { sleep } from '../../../support/waiting';
import { ModelDt } from './model/modelDt';
import { OneTrigger, type Engine, type Polled } from './triggerHarness';

/** A little after noon on the 20th: the 19th is complete. */
const NOON = Date.parse('2026-11-20T12:01:00Z');
const NEWEST = '2026-11-19';

let now = NOON;
function pass(milliseconds: number): void {
	now += milliseconds;
	jest.setSystemTime(now);
}

let dt: ModelDt;
let trigger: OneTrigger;

/** A trigger that wants the last complete day. */
function begin(engine: Engine = 'usual', parameters: IDataObject = {}): void {
	dt = new ModelDt(() => 0.5);
	trigger = new OneTrigger(engine, dt, { startFrom: NEWEST, options: {}, ...parameters });
	trigger.kill();
}

/** The file host is not reached while there is a code to fail with. */
function reachFilesUnless(failsWith: () => string | false): void {
	const file = async (options: IHttpRequestOptions) => {
		const code = failsWith();
		if (code) throw Object.assign(new Error('no'), { code });
		return await dt.file(options);
	};
	trigger = new OneTrigger('usual', { api: dt.api, file }, trigger.parameters);
}

const daysOf = ({ items }: Polled): string[] => [
	...new Set((items ?? []).map(({ json }) => (json._dt as { day: string }).day)),
];
const codeOf = ({ error }: Polled) =>
	error && ((error.context as IDataObject).dt as IDataObject).code;

/** Polls every minute for so long, and gives the days delivered and the codes of the failures notified. */
async function poll(milliseconds: number): Promise<{ days: string[]; codes: unknown[] }> {
	const [days, codes]: [string[], unknown[]] = [[], []];
	for (const end = now + milliseconds; now < end; pass(MINUTE)) {
		const polled = await trigger.poll();
		days.push(...daysOf(polled));
		if (polled.error) codes.push(codeOf(polled));
	}
	return { days, codes };
}

beforeAll(() => {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout'] });
});

beforeEach(() => {
	now = NOON;
	jest.setSystemTime(now);
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => jest.useRealTimers());

describe('a trigger', () => {
	it.each<Engine>(['usual', 'durable', 'scheduler'])(
		'delivers a day, however n8n keeps its state (%s)',
		async (engine) => {
			begin(engine);
			await trigger.activate();
			expect(await poll(2 * HOUR)).toEqual({ days: [NEWEST], codes: [] });
			expect(dt.counted).toHaveLength(1);
		},
	);

	it.each<Engine>(['usual', 'durable', 'scheduler'])(
		'requests a day without rows once where such days are skipped, however n8n keeps its state (%s)',
		async (engine) => {
			const empty = '2026-11-18';
			expect(ModelDt.rowsOf(empty)).toBe(0);
			begin(engine, { startFrom: empty, options: { emptyDays: 'skip' } });
			now = NOON - DAY;
			jest.setSystemTime(now);
			await trigger.activate();
			expect(await poll(20 * HOUR)).toEqual({ days: [], codes: [] });
			expect(dt.counted).toHaveLength(1);
		},
	);

	it('starts again when its node is renamed', async () => {
		begin();
		await trigger.activate();
		expect(await poll(HOUR)).toEqual({ days: [NEWEST], codes: [] });
		trigger.wipe();
		trigger.name = 'Renamed';
		await trigger.activate();
		expect(await poll(HOUR)).toEqual({ days: [NEWEST], codes: [] });
		expect(dt.counted).toHaveLength(2);
	});

	it.each<[Engine, string]>([
		['usual', ''],
		['usual', '2026-11-10'],
		['durable', ''],
		['durable', '2026-11-10'],
		['scheduler', ''],
		['scheduler', '2026-11-10'],
	])(
		'delivers no day again when other nodes have wiped its state (%s, Start From "%s")',
		async (engine, startFrom) => {
			now = NOON - DAY;
			jest.setSystemTime(now);
			begin(engine, { startFrom });
			await trigger.activate();
			const first = await poll(DAY + 2 * HOUR);
			expect(first.days.at(-1)).toBe(NEWEST);
			const reports = dt.counted.length;
			trigger.wipe();
			if (engine === 'usual') await trigger.activate();
			expect(await poll(2 * HOUR)).toEqual({ days: [], codes: [] });
			expect(dt.counted).toHaveLength(reports);
			trigger.wipe();
			await trigger.activate();
			expect(await poll(DAY)).toEqual({ days: ['2026-11-20'], codes: [] });
		},
	);

	it('keeps a state of its own beside another trigger of the workflow with the same id', async () => {
		begin();
		const copy = new OneTrigger('usual', dt, trigger.parameters);
		copy.name = 'DT Reporting Trigger1';
		const both = [trigger, copy];
		for (const each of both) await each.activate();
		const days: string[][] = [[], []];
		for (const end = now + 2 * HOUR; now < end; pass(MINUTE)) {
			for (const [index, each] of both.entries()) days[index].push(...daysOf(await each.poll()));
		}
		expect(days).toEqual([[NEWEST], [NEWEST]]);
		expect(dt.counted).toHaveLength(2);
	});

	it.each([500, 502, 503])(
		'counts a request that DT answers with %i, and repeats it at growing pauses',
		async (status) => {
			begin();
			const times: number[] = [];
			let exchanges = 0;
			const api = async () => {
				times.push((now - NOON) / MINUTE);
				return { statusCode: status, headers: {}, body: '' };
			};
			const file = async (options: IHttpRequestOptions) => {
				if (options.url.endsWith('/auth/v1/token')) exchanges++;
				return await dt.file(options);
			};
			trigger = new OneTrigger('usual', { api, file }, trigger.parameters);
			await trigger.activate();
			const { days, codes } = await poll(12 * HOUR - 2 * MINUTE);
			expect(days).toEqual([]);
			expect(new Set(codes)).toEqual(new Set(['service_unavailable']));
			expect(times).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 247, 367]);
			expect((trigger.state?.today as IDataObject).reports).toBe(times.length);
			// Each repeat is preceded by an exchange, which costs nothing.
			expect(exchanges).toBeGreaterThanOrEqual(times.length - 1);
		},
	);

	it('does not repeat a request that DT may have counted while DT cannot be reached', async () => {
		begin();
		let isCutOff = false;
		reachFilesUnless(() => isCutOff && 'ENETUNREACH');
		dt.faults.report = 'lost';
		await trigger.activate();
		expect(dt.counted).toHaveLength(1);
		isCutOff = true;
		const { codes } = await poll(5 * HOUR);
		expect(dt.counted).toHaveLength(1);
		expect(new Set(codes)).toEqual(new Set(['unknown_outcome', 'connection_failed']));
		isCutOff = false;
		dt.faults = {};
		expect((await poll(2 * HOUR)).days).toEqual([NEWEST]);
		expect(dt.counted).toHaveLength(2);
	});

	it('fails with report_expired when the file host cannot be reached until the links expire', async () => {
		begin();
		dt.faults.file = 'reset';
		await trigger.activate();
		expect(await poll(11 * HOUR)).toEqual({ days: [], codes: ['report_expired'] });
		expect(dt.counted).toHaveLength(2);
		dt.faults = {};
		expect((await poll(3 * HOUR)).days).toEqual([NEWEST]);
	});

	it('gives a report up when its link is over, also where its host cannot be found', async () => {
		begin();
		let isUnknown = true;
		reachFilesUnless(() => isUnknown && 'ENOTFOUND');
		await trigger.activate();
		const { codes } = await poll(2 * HOUR);
		expect(new Set(codes)).toEqual(new Set(['connection_failed']));
		expect(dt.counted).toHaveLength(1);
		expect(new Set((await poll(9 * HOUR)).codes)).toEqual(
			new Set(['connection_failed', 'report_expired']),
		);
		expect(dt.counted).toHaveLength(2);
		isUnknown = false;
		expect((await poll(3 * HOUR)).days).toEqual([NEWEST]);
	});

	it('counts requests that DT answers without a link', async () => {
		begin();
		dt.faults.report = 'noLink';
		await trigger.activate();
		expect(await poll(11 * HOUR)).toEqual({
			days: [],
			// Each of the two, and that there is no third today.
			codes: Array(3).fill('unexpected_response'),
		});
		expect(dt.counted).toHaveLength(2);
	});

	it('requests the same days no more than twice a day when it is switched off and on', async () => {
		begin();
		dt.faults.file = 'markup';
		await trigger.activate();
		for (let times = 0; times < 4; times++) {
			await poll(2 * HOUR);
			await trigger.activate();
		}
		expect(dt.counted).toHaveLength(2);
	});

	it('notifies once of refused backfill, which does not stop new days', async () => {
		begin('usual', { startFrom: '2025-01-01' });
		const { api } = dt;
		let refused = 0;
		dt.api = async (options) => {
			const { dateRange } = JSON.parse(String(options.body)) as { dateRange: { end: string } };
			if (dateRange.end >= utcDay(NOON - DAY)) return await api(options);
			const body = `{"error":"bad_request","message":"too old (request ${refused++})"}`;
			return { statusCode: 400, headers: {}, body };
		};
		trigger = new OneTrigger(
			'usual',
			{ api: async (o) => await dt.api(o), file: dt.file },
			trigger.parameters,
		);
		await trigger.activate('init');
		const { days, codes } = await poll(3 * DAY + 2 * HOUR);
		expect(codes).toEqual(['report_rejected']);
		expect(days).toEqual(['2026-11-20', '2026-11-21', '2026-11-22']);
	});
});

it('writes to n8n’s log which summary line is no row, and delivers the rows without it', async () => {
	const day = '2026-11-17';
	expect(ModelDt.rowsOf(day)).toBe(3);
	begin('usual', { startFrom: day });
	dt.faults.file = 'summaryLine';
	now = Date.parse(`${day}T12:01:00Z`) + DAY;
	jest.setSystemTime(now);
	await trigger.activate();
	let { items } = await trigger.poll();
	for (let polls = 0; polls < 60 && !items; polls++) {
		pass(MINUTE);
		({ items } = await trigger.poll());
	}
	expect(items?.map(({ json }) => [json.Date, json['Publisher Revenue']])).toEqual([
		[day, 2],
		[day, 1],
		[day, 0],
	]);
	expect(trigger.warnings).toEqual([
		expect.stringContaining('not counted as rows: row 4 ("Total").'),
	]);
});

describe('a clock that is ahead of DT’s', () => {
	/** The header Date of DT's answers is so much behind the machine's clock. */
	function dtIsBehind(behind: () => number): void {
		const { api } = dt;
		const dated = async (options: IHttpRequestOptions) => {
			const answer = (await api(options)) as { headers: IDataObject };
			return { ...answer, headers: { date: new Date(now - behind()).toUTCString() } };
		};
		trigger = new OneTrigger('usual', { api: dated, file: dt.file }, trigger.parameters);
	}

	it.each([
		['minutes', 10 * MINUTE],
		['days', 3 * DAY],
	])(
		'by %s is notified, and no day is delivered twice or before it is complete',
		async (_, ahead) => {
			let fast = 0;
			now = NOON - DAY;
			jest.setSystemTime(now);
			begin('usual', { startFrom: '' });
			dtIsBehind(() => fast);
			await trigger.activate();
			pass(DAY - HOUR);
			fast = ahead;
			pass(fast);
			const early = await poll(HOUR);
			expect(early).toEqual({ days: [], codes: ['report_unreadable'] });
			expect(await poll(2 * HOUR)).toEqual({ days: [NEWEST], codes: [] });
			pass(-fast);
			fast = 0;
			expect(await poll(DAY)).toEqual({ days: ['2026-11-20'], codes: [] });
			expect(dt.counted).toHaveLength(3);
		},
	);

	it('for ever costs one report more, loses no day, and is notified once', async () => {
		begin();
		const fast = 10 * MINUTE;
		dtIsBehind(() => fast);
		await trigger.activate();
		const { days, codes } = await poll(3 * DAY + 2 * HOUR);
		expect(codes).toEqual(['report_unreadable']);
		expect(days).toEqual([NEWEST, '2026-11-20', '2026-11-21', '2026-11-22']);
		expect(dt.counted.length).toBeLessThanOrEqual(days.length + 1);
	});
});

describe('a poll that is still running', () => {
	/** The file host answers no check until it is released. */
	function holdFile(): () => void {
		const { file } = dt;
		let release = (): void => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		dt.file = async (options) => {
			await held;
			return await file(options);
		};
		return () => {
			dt.file = file;
			release();
		};
	}

	async function runningPoll(): Promise<{ old: Promise<Polled>; release: () => void }> {
		begin();
		const wire = {
			api: dt.api,
			file: async (options: IHttpRequestOptions) => await dt.file(options),
		};
		trigger = new OneTrigger('usual', wire, trigger.parameters);
		await trigger.activate();
		pass(HOUR);
		const release = holdFile();
		const old = trigger.poll();
		await sleep(10);
		return { old, release };
	}

	it('delivers nothing once the workflow was activated again: the next one does', async () => {
		const { old, release } = await runningPoll();
		expect(await trigger.activate()).toEqual({ items: undefined });
		release();
		expect(daysOf(await old)).toEqual([]);
		expect(await poll(HOUR)).toEqual({ days: [NEWEST], codes: [] });
		expect(dt.counted).toHaveLength(1);
	});

	it('delivers nothing once another has replaced it', async () => {
		const { old, release } = await runningPoll();
		expect(await trigger.poll()).toEqual({ items: undefined });
		pass(11 * MINUTE);
		const next = trigger.poll();
		release();
		expect([daysOf(await old), daysOf(await next)]).toEqual([[], [NEWEST]]);
		expect(await poll(HOUR)).toEqual({ days: [], codes: [] });
	});
});
