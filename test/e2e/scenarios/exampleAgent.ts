import { reportRows } from '../../support/reportRows';
import { eventually } from '../../support/waiting';
import { exampleWorkflow, nodeOf, setParameters } from '../exampleWorkflow';
import type { N8nInstance } from '../n8nInstance';
import { startScriptedModel, type ModelRequest, type ScriptedModel } from '../scriptedModel';
import { DT_CREDENTIAL } from '../workflows';

const CHAT = 'When chat message received';
const ANSWERED_WITHIN_MS = 30_000;
const WEEK = { start: '2026-11-01', end: '2026-11-07' };
const METRICS = ['Publisher Revenue'];

/** What users ask, and what the model calls the tool with. */
const BEST = 'Which country earned most in the first week of November?';
const TOTAL = 'What did all of them earn?';
const NONSENSE = 'And from the seventh back to the first?';
const CALLS: Record<string, { splits: string; start_date: string; end_date: string }> = {
	[BEST]: { splits: 'Country', start_date: WEEK.start, end_date: WEEK.end },
	[TOTAL]: { splits: '', start_date: WEEK.start, end_date: WEEK.end },
	[NONSENSE]: { splits: '', start_date: WEEK.end, end_date: WEEK.start },
};

/** The question that the user has asked last. */
function questionIn({ messages }: ModelRequest): string {
	const said = JSON.stringify(messages.filter(({ role }) => role === 'user').at(-1) ?? '');
	return Object.keys(CALLS).find((question) => said.includes(question)) ?? '';
}

/** The rows that the tool has given to the agent, as the model is shown them. */
function rowsOf({ messages }: ModelRequest): Array<Record<string, unknown>> {
	const { content } = messages.filter(({ role }) => role === 'tool').at(-1) ?? {};
	const given = JSON.parse(String(content)) as unknown;
	return (Array.isArray(given) ? given : [given]) as Array<Record<string, unknown>>;
}

/** An agent that answers from a report; a scripted model calls the tool, and reads what it gives. */
export function exampleAgentScenarios(instance: () => N8nInstance): void {
	describe('ask-about-revenue.json', () => {
		let model: ScriptedModel;
		let id = '';
		let path = '';

		beforeAll(async () => {
			model = await startScriptedModel((request) => {
				if (request.messages.at(-1)?.role !== 'tool') {
					const values = { metrics: METRICS.join(', '), ...CALLS[questionIn(request)] };
					return { call: { name: 'DT_Reporting', arguments: values } };
				}
				const [best] = rowsOf(request).sort(
					(a, b) => Number(b['Publisher Revenue']) - Number(a['Publisher Revenue']),
				);
				if (best.error !== undefined) return { content: String(best.error) };
				const { Country, 'Publisher Revenue': revenue } = best;
				return { content: [Country ?? 'All', revenue].join(': ') };
			});
			const { client } = instance();
			const openAiApi = await client.createCredential('OpenAI', 'openAiApi', {
				apiKey: 'scripted',
				url: model.url,
				header: false,
				// 2.8 requires it; it is n8n's own field of every credential.
				allowedHttpRequestDomains: 'all',
			});
			const workflow = exampleWorkflow('ask-about-revenue.json', {
				[DT_CREDENTIAL]: await instance().credential(),
				openAiApi,
			});
			setParameters(workflow, CHAT, { public: true });
			path = `${nodeOf(workflow, CHAT).webhookId}/chat`;
			({ id } = await client.createWorkflow(workflow));
			await client.activate(id);
		});

		afterAll(async () => {
			await instance().client.deactivate(id);
			await model.close();
		});

		/** Asks in a chat of its own; gives the answer, and what the model was sent for it. */
		async function ask(chatInput: string) {
			const before = model.requests.length;
			const body = await eventually(
				async () => {
					const said = { action: 'sendMessage', sessionId: chatInput, chatInput };
					const answer = await instance().client.webhook(path, said);
					return answer.status === 404 ? undefined : answer.body;
				},
				ANSWERED_WITHIN_MS,
				'an answer in the chat',
			);
			return { body, requests: model.requests.slice(before) };
		}

		const dtSays = async (splits: string[]) =>
			await reportRows(instance().simulator, { dateRange: WEEK, metrics: METRICS, splits });

		it('answers a question in the chat from the rows of one report', async () => {
			const counted = instance().counter();
			const { body, requests } = await ask(BEST);
			expect(counted().reports).toBe(1);
			const rows = await dtSays(['Country']);
			const [best] = rows.sort(
				(a, b) => Number(b['Publisher Revenue']) - Number(a['Publisher Revenue']),
			);
			expect(body).toMatchObject({
				output: `${best.Country}: ${Number(best['Publisher Revenue'])}`,
			});
			const [{ messages, tools }, answered] = requests;
			expect(JSON.stringify(messages)).toContain(BEST);
			expect(tools?.map(({ function: { name } }) => name)).toEqual(['DT_Reporting']);
			const { describesTools } = instance().runtime.release;
			expect(Object.keys(tools?.[0].function.parameters.properties ?? {})).toEqual(
				describesTools
					? expect.arrayContaining(['metrics', 'splits', 'start_date', 'end_date'])
					: [],
			);
			expect(rowsOf(answered)).toHaveLength(rows.length);
		});

		it('answers with the sum where the model names nothing to group by', async () => {
			const { body } = await ask(TOTAL);
			const [total] = await dtSays([]);
			expect(body).toMatchObject({ output: `All: ${Number(total['Publisher Revenue'])}` });
		});

		it('has the model read what was wrong with nonsense, which costs no report', async () => {
			const counted = instance().counter();
			const { body, requests } = await ask(NONSENSE);
			expect(counted().reports).toBe(0);
			expect(body).toMatchObject({ output: expect.stringContaining('End Date') as string });
			expect(rowsOf(requests[1])).toEqual([
				expect.objectContaining({ message: expect.any(String) as string }),
			]);
		});
	});
}
