/* eslint-disable @n8n/community-nodes/no-restricted-globals -- reads which n8n to test, is no node */
import { withInstance } from '../endToEnd';
import { N8nInstance } from '../n8nInstance';
import { unpinnedRelease } from '../releases';
import { exampleAgentScenarios } from '../scenarios/exampleAgent';
import { loadingScenarios } from '../scenarios/loading';
import { shortScenarios } from '../scenarios/short';

const { DT_N8N: version, DT_NODE: nodeMajor } = process.env;
if (!version || !nodeMajor) throw new Error('run this with npm run test:e2e:versions');

withInstance(
	`in a real n8n ${version}`,
	async () => await N8nInstance.open(unpinnedRelease(version, Number(nodeMajor))),
	(instance) => {
		describe('the package', () => loadingScenarios(instance));
		shortScenarios(instance);
		describe('an AI agent with it as a tool', () => exampleAgentScenarios(instance));
	},
);
