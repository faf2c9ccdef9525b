/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- reads files and runs what stands in them, is no node */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { extractFromAICalls, generateZodSchema } from 'n8n-workflow';
import type { Workflow, WorkflowNode } from '../e2e/n8nClient';
import { addDays } from '../support/days';
import { svgTexts } from '../support/svg';

const FOLDER = join(__dirname, '..', '..', 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

type Json = Record<string, unknown>;
interface Item {
	json: Json;
	binary?: Record<string, { data: string; fileName: string }>;
	pairedItem?: { item: number };
}

const workflowOf = (file: string) =>
	JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow;

function nodeOf(file: string, name: string): WorkflowNode {
	const node = workflowOf(file).nodes.find((each) => each.name === name);
	if (!node) throw new Error(`${file} has no node ${name}`);
	return node;
}

const items = (...jsons: Json[]): Item[] => jsons.map((json) => ({ json }));

/** What `$('…')` gives of the nodes that have run; of any other it throws, as in n8n. */
const ran = (given: Record<string, Item[]>) => (name: string) => {
	if (!(name in given)) throw new Error(`${name} has not run`);
	return { all: () => given[name], first: () => given[name][0], item: given[name][0] };
};

/**
 * Runs a Code node.
 *
 * @param given what other nodes gave; `$input` is what comes in
 */
function runCode(file: string, name: string, given: Record<string, Item[]>): Item[] {
	const { jsCode } = nodeOf(file, name).parameters as { jsCode: string };
	const run = new Function('$input', '$', 'DateTime', 'Buffer', jsCode) as (
		...globals: unknown[]
	) => Item[];
	const $ = ran({ $input: [], ...given });
	return run($('$input'), $, DateTime, Buffer);
}

/** The value of a field that is one expression. */
function valueOf(
	expression: unknown,
	$json: Json = {},
	given: Record<string, Item[]> = {},
	$now: DateTime = DateTime.now(),
): unknown {
	const source = /^=\{\{([^]*)\}\}$/.exec(String(expression))?.[1];
	if (source === undefined) throw new Error(`${String(expression)} is no expression`);
	const run = new Function('$json', '$', '$now', `return (${source});`) as (
		...globals: unknown[]
	) => unknown;
	return run($json, ran(given), $now);
}

/** The fields that a Set node makes. */
function setFields(
	file: string,
	name: string,
	$json: Json = {},
	given: Record<string, Item[]> = {},
	$now: DateTime = DateTime.now(),
): Json {
	const { assignments } = nodeOf(file, name).parameters as {
		assignments: { assignments: Array<{ name: string; value: string }> };
	};
	return Object.fromEntries(
		assignments.assignments.map((field) => [field.name, valueOf(field.value, $json, given, $now)]),
	);
}

const chartOf = ([{ binary }]: Item[]) =>
	Buffer.from(binary?.chart.data ?? '', 'base64').toString();

/** The words of a chart that every reader of SVG can read. */
function wordsOf(made: Item[]): string[] {
	const svg = chartOf(made);
	expect(svg).not.toMatch(/NaN|Infinity|undefined|null|="-/);
	// eslint-disable-next-line no-control-regex -- these may not stand in XML
	expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/u);
	expect(svg).not.toMatch(/&#(?:[0-8]|1[124-9]|2\d|3[01]);/);
	return svgTexts(svg);
}

describe('the nodes that are named', () => {
	/** Every node that may have run before this one. */
	function before({ connections }: Workflow, name: string, found = new Set<string>()) {
		for (const [from, { main = [] }] of Object.entries(connections)) {
			if (found.has(from) || !main.flat().some(({ node }) => node === name)) continue;
			found.add(from);
			before({ connections } as Workflow, from, found);
		}
		return found;
	}

	it.each(FILES)('%s: run before the expression or the Code node that names them', (file) => {
		const workflow = workflowOf(file);
		for (const { name, parameters, type } of workflow.nodes) {
			if (type.endsWith('.stickyNote')) continue;
			const named = [...JSON.stringify(parameters).matchAll(/\$\('([^']+)'\)/g)];
			const earlier = before(workflow, name);
			expect(named.map(([, node]) => node).filter((node) => !earlier.has(node))).toEqual([]);
		}
	});

	it.each(FILES)('%s: are there, where the note names them in bold', (file) => {
		const { nodes } = workflowOf(file);
		const note = String(nodes.find(({ type }) => type.endsWith('.stickyNote'))?.parameters.content);
		const names = new Set(nodes.map(({ name }) => name));
		const bold = [...note.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name);
		expect(bold.filter((name) => name !== 'one' && !names.has(name))).toEqual([]);
	});
});

describe('the days of a schedule', () => {
	/** Instants at which a clock that is not UTC has another day, and ends of months and years. */
	const INSTANTS = [
		['2026-01-01T11:59:00Z', '2025-12-30'],
		['2026-01-01T12:00:00Z', '2025-12-31'],
		['2024-03-01T13:00:00Z', '2024-02-29'],
		['2026-03-29T12:30:00Z', '2026-03-28'],
		['2026-10-25T23:30:00Z', '2026-10-24'],
		['2026-03-31T12:30:00Z', '2026-03-30'],
	];
	const ZONES = ['UTC', 'America/New_York', 'Pacific/Auckland', 'Africa/Cairo'];

	it.each(INSTANTS)('at %s end with %s in each time zone', (instant, last) => {
		for (const zone of ZONES) {
			const now = DateTime.fromISO(instant, { zone });
			const daysOf = (file: string) => setFields(file, 'First and last day', {}, {}, now);
			expect(daysOf('drop-alert.json')).toEqual({ first: addDays(last, -56), last });
			expect(daysOf('weekly-chart.json')).toEqual({ first: addDays(last, -6), last });
		}
	});

	it.each(['drop-alert.json', 'weekly-chart.json'])('%s: a report has just these', (file) => {
		const report = workflowOf(file).nodes.find(({ type }) => type.endsWith('.dtReporting'));
		const { dateRange, startDate, endDate } = report!.parameters;
		const days = { first: '2026-09-01', last: '2026-10-27' };
		expect(dateRange).toBe('custom');
		expect([startDate, endDate].map((each) => valueOf(each, days))).toEqual(Object.values(days));
		// Else the Code node does not run where the report has no rows, and nobody hears of it.
		expect(report).toMatchObject({ alwaysOutputData: true });
	});
});

describe('drop-alert.json', () => {
	const LAST = '2026-11-04';
	const DAYS = items({ first: addDays(LAST, -56), last: LAST });
	const row = (weeksAgo: number, revenue: unknown, time = '') => ({
		Date: `${addDays(LAST, -7 * weeksAgo)}${time}`,
		'Publisher Revenue': revenue,
	});
	/** Rows of the last Wednesdays, oldest first; the last one is the day itself. */
	const rows = (...revenues: unknown[]) =>
		revenues.map((revenue, index) => row(revenues.length - 1 - index, revenue));
	const compare = (...given: Json[]) =>
		runCode('drop-alert.json', 'Compare with the same weekday', {
			$input: items(...given),
			'First and last day': DAYS,
		});

	it.each<[string, Json[], Json, string]>([
		[
			'a drop by half',
			rows(100, 100, 100, 100, 50),
			{ isDrop: true, usual: 100, change: -0.5 },
			'was $50.00: 50 % below the usual $100.00 (median of the last 4 Wednesdays).',
		],
		[
			'a drop by just the share',
			rows(100, 100, 100, 100, 80),
			{ isDrop: true },
			'was $80.00: 20 % below the usual $100.00',
		],
		[
			'a rise',
			rows(100, 100, 100, 100, 150),
			{ isDrop: false },
			'was $150.00: 50 % above the usual $100.00',
		],
		[
			'no row of the day',
			rows(100, 100, 100, 100, 0).slice(0, -1),
			{ isDrop: true, revenue: 0 },
			'was $0.00: 100 % below the usual $100.00',
		],
		[
			'no number of the day',
			rows(100, 100, 100, 100, null),
			{ isDrop: true, revenue: 0 },
			'was $0.00: 100 % below the usual $100.00',
		],
		[
			'days before without a number',
			rows(null, null, null, null, 100, 100, 100, 100, 50),
			{ isDrop: true, usual: 100 },
			'50 % below the usual $100.00 (median of the last 4 Wednesdays).',
		],
		[
			'too little history',
			rows(100, 100, 100, 1),
			{ isDrop: false },
			'was $1.00: 99 % below the usual $100.00 (median of the last 3 Wednesdays).',
		],
		[
			'no history',
			rows(5),
			{ isDrop: false, usual: null, change: null },
			'was $5.00: there is no usual amount to compare it with.',
		],
		[
			'weeks of zeros',
			rows(0, 0, 0, 0, 5),
			{ isDrop: false, usual: null, change: null },
			'was $5.00: there is no usual amount to compare it with.',
		],
		[
			'a negative day',
			rows(100, 100, -40, 100, -10),
			{ isDrop: true },
			'was -$10.00: 110 % below the usual $100.00',
		],
		[
			'negative days only',
			rows(-1, -2, -3, -4, -10),
			{ isDrop: false, usual: null },
			'was -$10.00: there is no usual amount to compare it with.',
		],
		[
			'numbers as text',
			rows('100.5', '99.5', '9', '1000', '50'),
			{ isDrop: true, revenue: 50, usual: 100 },
			'was $50.00: 50 % below the usual $100.00',
		],
		[
			'numbers with too many digits',
			rows(...Array.from({ length: 4 }, () => '100.00000000000000000001'), '50'),
			{ isDrop: true, usual: 100 },
			'50 % below the usual $100.00',
		],
		[
			'days with a time',
			[4, 3, 2, 1, 0].map((weeks) => row(weeks, weeks === 0 ? 50 : 100, 'T00:00:00.000Z')),
			{ isDrop: true, usual: 100 },
			'50 % below the usual $100.00',
		],
		[
			'no rows at all',
			[{}],
			{ isDrop: true, revenue: 0, usual: null },
			'The report has no Offer Wall revenue for any day from 2026-09-09 to 2026-11-04.',
		],
	])('%s', (_, given, expected, text) => {
		const made = compare(...given);
		expect(made[0].json).toMatchObject({ day: LAST, ...expected });
		expect(made[0].json.text).toContain(text);
		expect(made[0].binary?.chart.fileName).toBe(`revenue-${LAST}.svg`);
		const [title, ...bars] = wordsOf(made);
		expect(title).toContain('Wednesdays');
		expect(bars.at(-1)).toBe('11-04');
	});
});

describe('weekly-chart.json', () => {
	const DAYS = items({ first: '2026-11-01', last: '2026-11-07' });
	const draw = (...amounts: Array<[unknown, unknown]>) =>
		wordsOf(
			runCode('weekly-chart.json', 'Draw the chart', {
				$input: items(
					...amounts.map(([Country, amount]) => ({ Country, 'Publisher Revenue': amount })),
				),
				'First and last day': DAYS,
			}),
		).slice(1);

	it('writes names that are no XML, blank, on several lines or too long', () => {
		const drawn = draw(
			['<script>alert(1)</script>', 8],
			['A & B "C" \'D\'', 7],
			['', 6],
			['two\nlines', 5],
			['a\u0000b\u000bc\ufffed\ud800', 4],
			['CÔTE D’IVOIRE 日本 🎁', 3],
			['SOUTH GEORGIA AND THE SOUTH SANDWICH ISLANDS', 2],
		);
		expect(drawn.filter((_, index) => index % 2 === 0).map((name) => name.trim())).toEqual([
			'<script>alert(1)</scr…',
			'A & B "C" \'D\'',
			'No country',
			'two lines',
			'a b c d',
			'CÔTE D’IVOIRE 日本 🎁',
			'SOUTH GEORGIA AND THE…',
		]);
	});

	it('leaves out countries without a number, and draws those that are zero or negative', () => {
		expect(draw(['A', null], ['B', 0], ['C', -5], ['D', '']).slice(0, 4)).toEqual([
			'B',
			'$0.00',
			'C',
			'-$5.00',
		]);
		expect(draw(['A', null])).toEqual([]);
	});

	it('adds numbers that came as text', () => {
		const amounts = Array.from({ length: 15 }, (_, index) => [`C${index}`, `${index}.5`] as const);
		const drawn = draw(...amounts.map(([name, amount]) => [name, amount] as [string, string]));
		expect(drawn.slice(0, 2)).toEqual(['C14', '$14.50']);
		expect(drawn.slice(-2)).toEqual(['All others', '$4.50']);
		expect(drawn).toHaveLength(2 * 13);
	});

	it('says that a week has no revenue', () => {
		const made = runCode('weekly-chart.json', 'Draw the chart', {
			$input: items({}),
			'First and last day': DAYS,
		});
		expect(wordsOf(made)).toEqual(['No publisher revenue, 2026-11-01 to 2026-11-07']);
	});
});

describe('year-into-monthly-files.json', () => {
	afterEach(() => jest.useRealTimers());

	it.each([
		['2026-01-01T11:59:00Z', '2024-12-01', '2025-11-30'],
		['2026-01-01T12:00:00Z', '2025-01-01', '2025-12-31'],
		['2024-02-29T13:00:00Z', '2023-02-01', '2024-01-31'],
		['2024-03-01T12:00:00Z', '2023-03-01', '2024-02-29'],
		['2026-03-31T23:59:00Z', '2025-03-01', '2026-02-28'],
		['2026-12-31T00:00:00Z', '2025-12-01', '2026-11-30'],
	])('at %s has the months from %s to %s', (now, first, last) => {
		jest.useFakeTimers({ now: new Date(now) });
		const months = runCode('year-into-monthly-files.json', 'Months of the past year', {}).map(
			({ json }) => json as { start: string; end: string },
		);
		expect(months).toHaveLength(12);
		expect([months[0].start, months[11].end]).toEqual([first, last]);
		expect(months.slice(1).map(({ start }) => start)).toEqual(
			months.slice(0, -1).map(({ end }) => addDays(end, 1)),
		);
	});

	it('says which month failed, and does not let it stop the others', () => {
		const report = nodeOf('year-into-monthly-files.json', 'One file for each month');
		expect(report.onError).toBe('continueErrorOutput');
		const month = items({ start: '2026-02-01', end: '2026-02-28' });
		const failed = { error: 'What happened', message: 'What to do', details: {} };
		const given = { 'Months of the past year': month };
		expect(setFields('year-into-monthly-files.json', 'What is missing', failed, given)).toEqual({
			month: '2026-02',
			problem: 'What happened. What to do',
		});
	});
});

describe.each(['daily-data-table.json', 'daily-postgres.json'])('%s', (file) => {
	const key = (day: string, report: string) => ({
		_dt_day: day,
		_dt_change: 'revised',
		_dt_revision: 1,
		_dt_report_id: report,
	});
	const rowOf = (day: string, country: string, revenue: unknown) => ({
		Date: `${day}T00:00:00Z`,
		Country: country,
		'Publisher Revenue': revenue,
		'Offer Impressions': 0,
		'Offer Clicks': null,
		...key(day, 'r1'),
		_dt_empty: false,
	});
	const empty = (day: string) => ({
		Date: day,
		empty: true,
		...key(day, 'r1'),
		_dt_empty: true,
	});
	const run = (name: string, ...given: Json[]) =>
		runCode(file, name, {
			// The Code nodes come behind one that gives one item, however many days came.
			$input: items({ success: true }),
			'Each complete day': items(...given),
		}).map(({ json }) => json);

	it('writes no row of a day without rows, and cleans it all the same', () => {
		expect(run('Rows to write', empty('2026-11-01'))).toEqual([]);
		expect(run('Days to clean', empty('2026-11-01'))).toEqual([
			{ date: '2026-11-01', report_id: 'r1' },
		]);
	});

	it('writes days under their own name, and values as they came', () => {
		const hard = ['', 'O\'Brien; "DROP" <b>&\n日本', '🎁'];
		const given = hard.map((country) => rowOf('2026-11-02', country, '0.12345678901234567890'));
		const written = run('Rows to write', empty('2026-11-01'), ...given);
		expect(written).toEqual(
			hard.map((country) => ({
				date: '2026-11-02',
				country,
				publisher_revenue: '0.12345678901234567890',
				offer_impressions: 0,
				offer_clicks: null,
				report_id: 'r1',
			})),
		);
		expect(run('Days to clean', empty('2026-11-01'), ...given)).toEqual([
			{ date: '2026-11-01', report_id: 'r1' },
			{ date: '2026-11-02', report_id: 'r1' },
		]);
	});
});

describe('Data Tables', () => {
	it.each([
		['daily-data-table.json', 3],
		['accounts-from-a-table.json', 2],
	])('%s: are found by their id, since n8n finds others by a part of a name', (file, tables) => {
		const used = workflowOf(file).nodes.flatMap(({ parameters: { dataTableId } }) =>
			dataTableId === undefined ? [] : [dataTableId as { mode: string; value: string }],
		);
		expect(used.length).toBeGreaterThanOrEqual(tables - 1);
		for (const { mode, value } of used) {
			expect(mode).toBe('id');
			const [, creator] = /\$\('([^']+)'\)/.exec(value) ?? [];
			expect(valueOf(value, {}, { [creator]: items({ id: 'abc', name: 'x' }) })).toBe('abc');
			expect(nodeOf(file, creator).parameters.operation).toBe('create');
		}
	});
});

describe('accounts-from-a-table.json', () => {
	const account = { Accounts: items({ account: 'North "1" & O\'Brien' }) };

	it('keeps what is missing, and the day without its time', () => {
		const row = { Date: '2026-11-01T00:00:00Z', 'Publisher Revenue': null, 'Offer Clicks': 0 };
		expect(setFields('accounts-from-a-table.json', 'Rows to write', row, account)).toEqual({
			account: 'North "1" & O\'Brien',
			date: '2026-11-01',
			publisher_revenue: null,
			offer_clicks: 0,
		});
	});

	it('says of a failed account what happened and what to do', () => {
		const problem = (failed: Json) =>
			setFields('accounts-from-a-table.json', 'What went wrong', failed, account).problem;
		expect(problem({ error: 'The report was not ready', message: 'Run it again.' })).toBe(
			'The report was not ready. Run it again.',
		);
		expect(problem({ error: 'n8n has no such credential' })).toBe('n8n has no such credential');
	});
});

describe('large-report-postgres.json', () => {
	const FILE = 'large-report-postgres.json';
	const report = (number: number) => ({
		reportUrl: `https://files.example.com/${number}`,
		reportId: `r${number}`,
		query: { dateRange: { start: `2026-0${number}-01`, end: `2026-0${number}-28` } },
	});
	const row = (item: number, cursor: string | null) => ({
		json: { _dt_cursor: cursor, _dt_has_more: cursor !== null, _dt_report_id: `r${item + 1}` },
		pairedItem: { item },
	});
	const next = (reports: Json[], page: Item[]) =>
		runCode(FILE, 'Where the next begins', {
			'For one page': items(...reports),
			'Download page': page,
		}).map(({ json }) => json);

	it('goes on with each report where its own page ended', () => {
		const page = [row(0, 'c1'), row(0, 'c1'), row(1, null), row(3, 'c4')];
		expect(next([1, 2, 3, 4].map(report), page)).toEqual([
			{ ...report(1), cursor: 'c1', hasMore: true },
			{ ...report(2), cursor: null, hasMore: false },
			// A report without rows has none to say it.
			{ ...report(3), cursor: null, hasMore: false },
			{ ...report(4), cursor: 'c4', hasMore: true },
		]);
	});

	it('takes an item of what it gave, as the first call takes one of Create', () => {
		const { parameters } = nodeOf(FILE, 'Download page');
		const { cursor } = parameters.options as { cursor: string };
		const [again] = next([report(1)], [row(0, 'c1')]);
		for (const [item, expected] of [
			[report(1), ''],
			[again, 'c1'],
		] as const) {
			expect(valueOf(parameters.reportUrl, item)).toBe(report(1).reportUrl);
			expect(valueOf(cursor, item)).toBe(expected);
		}
	});

	it("deletes by a report's own days and id", () => {
		const { options } = nodeOf(FILE, 'Delete rows DT took back').parameters;
		const [done] = next([report(2)], [row(0, null)]);
		const { queryReplacement } = options as { queryReplacement: string };
		expect(valueOf(queryReplacement, { ...done, reportId: 'r2' })).toEqual([
			'2026-02-01',
			'2026-02-28',
			'r2',
		]);
	});
});

describe('page-by-page.json', () => {
	it('looks for more behind each page, whatever the nodes that load rows give', () => {
		const { connections } = workflowOf('page-by-page.json');
		const [after] = connections['Download page'].main;
		expect(after.map(({ node }) => node)).toEqual(['Where the rows should go', 'Is there more?']);
		// n8n runs what lies higher first.
		const heights = after.map(({ node }) => nodeOf('page-by-page.json', node).position[1]);
		expect(heights[0]).toBeLessThan(heights[1]);
	});

	it('refuses a range of several reports, since the loop goes through one', () => {
		expect(nodeOf('page-by-page.json', 'Create report').parameters.options).toEqual({
			maxReports: 1,
		});
	});
});

describe('ask-about-revenue.json', () => {
	const tool = nodeOf('ask-about-revenue.json', 'DT Reporting');

	it.each(['metrics', 'splits', 'startDate', 'endDate'])(
		'n8n takes text for %s from the model, also none',
		(name) => {
			const [argument] = extractFromAICalls(String(tool.parameters[name]));
			const schema = generateZodSchema(argument);
			expect(schema.safeParse('').success).toBe(true);
			expect(schema.safeParse('Publisher Revenue, Offer Clicks').success).toBe(true);
		},
	);

	it('lets the model read what went wrong, and spend one report at a time', () => {
		expect(tool.onError).toBe('continueRegularOutput');
		expect(tool.parameters.options).toMatchObject({ maxReports: 1 });
	});
});

describe('report-failures.json', () => {
	const ERROR = { message: 'a "b" <c>\n', description: null, context: {} };

	it.each<[string, Json, Json]>([
		[
			'a failed node of another kind',
			{ workflow: { name: 'A "B"' }, execution: { url: 'https://n8n', error: ERROR } },
			{ code: 'none', kind: 'other', message: ERROR.message, remedy: '', link: 'https://n8n' },
		],
		[
			'a failed poll, which has no execution',
			{
				workflow: { name: 'A' },
				trigger: {
					error: { ...ERROR, context: { dt: { code: 'invalid_client', kind: 'credential' } } },
				},
			},
			{ code: 'invalid_client', kind: 'credential', link: '' },
		],
	])('says what happened for %s', (_, given, expected) => {
		const fields = setFields('report-failures.json', 'What happened', given);
		expect(fields).toMatchObject(expected);
		for (const name of ['Tell the owner of the keys', 'Tell the team']) {
			const body = valueOf(nodeOf('report-failures.json', name).parameters.jsonBody, fields);
			expect(JSON.parse(String(body))).toMatchObject({ code: expected.code });
		}
	});
});
