import { reportRows } from '../../support/reportRows';
import { eventually } from '../../support/waiting';
import { exampleWorkflow, nodeOf, setParameters } from '../exampleWorkflow';
import type { N8nInstance } from '../n8nInstance';
import { startScriptedModel, type ModelRequest, type ScriptedModel } from '../scriptedModel';
import { DT_CREDENTIAL } from '../workflows';

const CHAT = 'When chat message received';
const ANSWERED_WITHIN_MS = 30_000;
const QUERY = {
	dateRange: { start: '2026-11-01', end: '2026-11-07' },
	metrics: ['Publisher Revenue'],
	splits: ['Country'],
};

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

		beforeAll(async () => {
			model = await startScriptedModel((request) => {
				if (request.messages.at(-1)?.role !== 'tool') {
					const { start: start_date, end: end_date } = QUERY.dateRange;
					const { metrics, splits } = QUERY;
					const values = { metrics, splits, start_date, end_date };
					return { call: { name: 'DT_Reporting', arguments: values } };
				}
				const [best] = rowsOf(request).sort(
					(a, b) => Number(b['Publisher Revenue']) - Number(a['Publisher Revenue']),
				);
				return { content: `${String(best.Country)}: ${String(best['Publisher Revenue'])}` };
			});
		});

		afterAll(async () => await model.close());

		it('answers a question in the chat from the rows of one report', async () => {
			const { client, simulator } = instance();
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
			const counted = instance().counter();
			const { id } = await client.createWorkflow(workflow);
			await client.activate(id);
			const question = 'Which country earned most in the first week of November?';
			const path = `${nodeOf(workflow, CHAT).webhookId}/chat`;
			const answer = await eventually(
				async () => {
					const said = { action: 'sendMessage', sessionId: 'one', chatInput: question };
					const { status, body } = await client.webhook(path, said);
					return status === 404 ? undefined : body;
				},
				ANSWERED_WITHIN_MS,
				'an answer in the chat',
			);
			await client.deactivate(id);

			const rows = await reportRows(simulator, QUERY);
			const [best] = rows.sort(
				(a, b) => Number(b['Publisher Revenue']) - Number(a['Publisher Revenue']),
			);
			expect(answer).toMatchObject({
				output: `${best.Country}: ${Number(best['Publisher Revenue'])}`,
			});
			expect(counted().reports).toBe(2);
			const [{ messages, tools }, answered] = model.requests;
			expect(JSON.stringify(messages)).toContain(question);
			expect(tools?.map(({ function: { name } }) => name)).toEqual(['DT_Reporting']);
			const { describesTools } = instance().runtime.release;
			expect(Object.keys(tools?.[0].function.parameters.properties ?? {})).toEqual(
				describesTools
					? expect.arrayContaining(['metrics', 'splits', 'start_date', 'end_date'])
					: [],
			);
			expect(rowsOf(answered)).toHaveLength(rows.length);
		});
	});
}
