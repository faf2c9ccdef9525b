/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server for the tests, no node */
import { createServer } from 'node:http';

/** A message of OpenAI's chat completions, as far as it is read. */
export interface ModelMessage {
	role: string;
	content?: unknown;
	tool_calls?: unknown;
}

/** What an agent sends to its model. */
export interface ModelRequest {
	messages: ModelMessage[];
	tools?: Array<{
		function: { name: string; description: string; parameters: { properties: object } };
	}>;
}

/** What the model says: words, or a call of a tool. */
export type ModelTurn = { content: string } | { call: { name: string; arguments: object } };

/** A model for n8n's agent that says what the test tells it to, behind OpenAI's API. */
export interface ScriptedModel {
	url: string;
	requests: ModelRequest[];
	close(): Promise<void>;
}

/** @param turn what the model says to a request */
export async function startScriptedModel(
	turn: (request: ModelRequest) => ModelTurn,
): Promise<ScriptedModel> {
	const requests: ModelRequest[] = [];
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (text += chunk));
		request.on('end', () => {
			const asked = JSON.parse(text) as ModelRequest;
			requests.push(asked);
			const completion = {
				id: `chatcmpl-${requests.length}`,
				object: 'chat.completion',
				created: 0,
				model: 'scripted',
				choices: [{ index: 0, ...choiceOf(turn(asked), requests.length) }],
				usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
			};
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end(JSON.stringify(completion));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function choiceOf(said: ModelTurn, number: number): object {
	if ('content' in said) {
		return { finish_reason: 'stop', message: { role: 'assistant', content: said.content } };
	}
	const { name, arguments: values } = said.call;
	const call = { name, arguments: JSON.stringify(values) };
	return {
		finish_reason: 'tool_calls',
		message: {
			role: 'assistant',
			content: null,
			tool_calls: [{ id: `call_${number}`, type: 'function', function: call }],
		},
	};
}
