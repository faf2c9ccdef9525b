import { type N8nInstance } from '../n8nInstance';
import type { Connections, Execution, WorkflowNode } from '../n8nClient';
import {
	connect,
	DT_TOOL,
	dtNode,
	manualTrigger,
	node,
	REPORT,
	workflow,
	type CredentialRef,
} from '../workflows';

const TOOL = 'DT Reporting Tool';

/**
 * The node as a tool of an AI agent. No model takes part: n8n's editor can run a tool by itself with
 * given arguments, and so does this.
 */
export function toolScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().credential();
	});

	async function runTool(
		parameters: Record<string, unknown>,
		query: Record<string, unknown> = {},
	): Promise<Execution> {
		const { client } = instance();
		const start = manualTrigger();
		const agent = node('AI Agent', '@n8n/n8n-nodes-langchain.agent', 2);
		const tool: WorkflowNode = { ...dtNode(credential, parameters), name: TOOL, type: DT_TOOL };
		const connections: Connections = {};
		connect(connections, start, agent);
		connect(connections, tool, agent, 0, 'ai_tool');
		const saved = await client.createWorkflow(workflow('Tool', [start, agent, tool], connections));
		const { executionId } = await client.rest<{ executionId: string }>(
			'POST',
			`/rest/workflows/${saved.id}/run?partialExecutionVersion=2`,
			{
				workflowData: saved,
				triggerToStartFrom: { name: 'Start' },
				destinationNode: { nodeName: TOOL, mode: 'inclusive' },
				agentRequest: { query: { [TOOL.replaceAll(' ', '_')]: query }, tool: { name: '' } },
			},
		);
		return await client.ended(executionId);
	}

	const answerOf = (execution: Execution) =>
		JSON.stringify(execution.data.resultData.runData[TOOL]?.at(-1)?.data ?? {});

	it('gives an agent the rows of a report, for a question of its own', async () => {
		const counted = instance().counter();
		const execution = await runTool(
			{ ...REPORT, endDate: "={{ $fromAI('end', 'last day', 'string') }}" },
			{ end: '2026-11-02' },
		);
		const answer = answerOf(execution);
		expect(answer).toContain('Publisher Revenue');
		expect(answer).toContain('2026-11-02');
		expect(answer).not.toContain('2026-11-03');
		expect(counted().reports).toBe(1);
	});

	it('tells an agent what was wrong and what to do', async () => {
		const execution = await runTool({ ...REPORT, metrics: '={{ [] }}' });
		expect(JSON.stringify(execution.data)).toMatch(/Metrics/);
	});
}
