import { addDays, lastCompleteDay } from '../../support/days';
import { reportRows } from '../../support/reportRows';
import { svgTexts } from '../../support/svg';
import { eventually } from '../../support/waiting';
import { startCollector, type Collector } from '../collector';
import { exampleWorkflow, setParameters } from '../exampleWorkflow';
import { expectSuccess, type N8nInstance } from '../n8nInstance';
import { chain, DT_CREDENTIAL, dtNode, REPORT, scheduleTrigger } from '../workflows';

const FAILED_WITHIN_MS = 60_000;
const WEEKS = 8;

/** The examples that end in a message; a server of the test's own stands for the chat. */
export function exampleMessageScenarios(instance: () => N8nInstance): void {
	let chat: Collector;

	beforeAll(async () => {
		chat = await startCollector(Date.now);
	});

	afterAll(async () => await chat.close());

	describe('drop-alert.json', () => {
		const day = lastCompleteDay(Date.now());
		const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(
			new Date(day),
		);
		const usd = (amount: number) =>
			new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(amount);

		afterEach(() => instance().simulator.set({ restated: [], rows: undefined }));

		/** Runs it; gives the names of the nodes that ran. */
		async function runExample(path: string) {
			const workflow = exampleWorkflow('drop-alert.json', {
				[DT_CREDENTIAL]: await instance().credential(),
			});
			setParameters(workflow, 'Send text and chart', { url: `${chat.url}${path}` });
			const { client } = instance();
			const saved = await client.createWorkflow(workflow);
			const execution = await client.run(saved, 'Every day at 12:30 UTC');
			expectSuccess(execution);
			return Object.keys(execution.data.resultData.runData);
		}

		/** Runs it on a last day whose revenue is so many times what it was. */
		async function run(times: number, path: string) {
			instance().simulator.set({ restated: [{ day, times }] });
			return await runExample(path);
		}

		/** The picture in what was posted. */
		const svgIn = (body: string) => /<svg[^]*<\/svg>/.exec(body)?.[0] ?? '';

		/** The same weekday of the weeks before, and the day itself. */
		async function revenues(): Promise<number[]> {
			const days = Array.from({ length: WEEKS + 1 }, (_, week) => addDays(day, 7 * (week - WEEKS)));
			const rows = await reportRows(instance().simulator, {
				dateRange: { start: days[0], end: day },
				metrics: ['Publisher Revenue'],
				splits: ['Date'],
			});
			return days.map((date) => {
				const found = rows.find((row) => row.Date === date);
				return Number(found?.['Publisher Revenue']);
			});
		}

		it('sends the words and the chart where revenue is far below that of the same weekday', async () => {
			await run(0.1, '/drop');
			const amounts = await revenues();
			const [today] = amounts.slice(-1);
			const sorted = amounts.slice(0, WEEKS).sort((a, b) => a - b);
			const usual = (sorted[WEEKS / 2 - 1] + sorted[WEEKS / 2]) / 2;
			const percent = Math.round((1 - today / usual) * 100);
			expect(percent).toBeGreaterThan(20);

			const [{ body }] = chat.posted<string>('/drop');
			expect(body).toContain(
				`Offer Wall revenue on ${weekday}, ${day}, was ${usd(today)}: ${percent} % below the usual ${usd(usual)} (median of the last ${WEEKS} ${weekday}s).`,
			);
			expect(body).toContain(`filename="revenue-${day}.svg"`);
			const svg = svgIn(body);
			expect(svgTexts(svg).slice(1)).toEqual(
				amounts.map((_, week) => addDays(day, 7 * (week - WEEKS)).slice(5)),
			);
			expect(svg).toContain('#d43b3b');
		});

		it('sends nothing where it is not', async () => {
			const ran = await run(2, '/no-drop');
			expect(ran).toContain('All is as usual');
			expect(chat.posted('/no-drop')).toEqual([]);
		});

		it('sends that there is no revenue where the report has no rows at all', async () => {
			instance().simulator.set({ rows: 0 });
			await runExample('/no-rows');
			const [{ body }] = chat.posted<string>('/no-rows');
			expect(body).toContain(
				`The report has no Offer Wall revenue for any day from ${addDays(day, -56)} to ${day}.`,
			);
			expect(svgTexts(svgIn(body)).slice(1)).toEqual([day.slice(5)]);
		});

		it('compares a negative day with the weeks that have a row', async () => {
			const missing = addDays(day, -14);
			instance().simulator.set({
				restated: [
					{ day, times: -1 },
					{ day: missing, times: 0 },
				],
			});
			await runExample('/negative');
			const amounts = await revenues();
			const [today] = amounts.slice(-1);
			const [usual] = amounts
				.slice(0, WEEKS)
				.filter((amount) => !Number.isNaN(amount))
				.sort((a, b) => a - b)
				.slice(3, 4);
			const percent = Math.round((1 - today / usual) * 100);
			const [{ body }] = chat.posted<string>('/negative');
			expect(body).toContain(
				`was ${usd(today)}: ${percent} % below the usual ${usd(usual)} (median of the last 7 ${weekday}s).`,
			);
			const svg = svgIn(body);
			expect(svgTexts(svg)).not.toContain(missing.slice(5));
			expect(svg).not.toMatch(/NaN|="-/);
		});
	});

	describe('report-failures.json', () => {
		interface Message {
			text: string;
			code: string;
		}

		/** The message that comes when a workflow with this node fails by its schedule. */
		async function messageOf(
			parameters: Record<string, unknown>,
			credential: Record<string, unknown>,
			path: string,
		): Promise<Message> {
			const { client } = instance();
			const handler = exampleWorkflow('report-failures.json', {});
			for (const [name, kind] of [
				['Tell the owner of the keys', 'keys'],
				['Tell the team', 'team'],
			]) {
				setParameters(handler, name, { url: `${chat.url}${path}/${kind}` });
			}
			const { id: errorWorkflow } = await client.createWorkflow(handler);
			await client.activate(errorWorkflow);
			const { id } = await client.createWorkflow({
				...chain(
					'Fails',
					scheduleTrigger(1),
					dtNode(await instance().credential(credential), { ...REPORT, ...parameters }),
				),
				settings: { executionOrder: 'v1', errorWorkflow },
			});
			await client.activate(id);
			try {
				const messages = () =>
					['keys', 'team'].flatMap((kind) =>
						chat.posted<Message>(`${path}/${kind}`).map(({ body }) => ({ ...body, kind })),
					);
				return await eventually(async () => messages()[0], FAILED_WITHIN_MS, 'a message');
			} finally {
				await client.deactivate(id);
				await client.deactivate(errorWorkflow);
			}
		}

		it('tells the owner of the keys that DT does not know them', async () => {
			const message = await messageOf({}, { clientSecret: 'wrong-'.repeat(57) }, '/revoked');
			expect(message).toMatchObject({ kind: 'keys', code: 'invalid_client' });
			expect(message.text).toMatch(/^Fails: .*Advanced Reporting API.*Code: invalid_client\.$/);
		});

		it('tells the team of any other failure', async () => {
			const message = await messageOf({ metrics: '={{ [] }}' }, {}, '/parameters');
			expect(message).toMatchObject({ kind: 'team', code: 'invalid_parameters' });
			expect(message.text).toContain('Metrics');
		});
	});
}
