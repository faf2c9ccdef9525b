/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- a benchmark in a real n8n, not a node */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CredentialStore, PolledTrigger } from '../integration/n8nHarness';
import { table } from '../demo/table';
import type { N8nInstance } from '../e2e/n8nInstance';
import type { WorkflowNode } from '../e2e/n8nClient';
import { PACKAGE, PROJECT } from '../e2e/packPackage';
import { NEWEST } from '../e2e/releases';
import { DT_CREDENTIAL, dtNode, node, QUERY, REPORT, type CredentialRef } from '../e2e/workflows';
import { startSimulator } from '../simulator';
import { activate, costOf, inLab } from './measure';
import { median, type Part } from './part';

const ROUNDS = 7;
const CALLS = 100;
const POLLS = 200;

interface Figure {
	figure: string;
	goal: string;
	found: string;
}

/** How often a token is requested when so many executions begin at once with none. */
async function exchanges(instance: N8nInstance): Promise<Figure> {
	const fresh = await instance.credential();
	await activate(instance, 'cold', [dtNode(fresh)], false);
	const counted = instance.counter();
	const runs = Array.from({ length: CALLS }, async () => await instance.client.webhook('cold', {}));
	const refused = (await Promise.all(runs)).filter(({ status }) => status !== 200);
	const { tokens, reports } = counted();
	return {
		figure: `token exchanges for ${CALLS} cold parallel executions in one process`,
		goal: '1',
		found: `${tokens} (${reports} reports, ${refused.length} executions failed)`,
	};
}

/** What Send Request costs over n8n's own helper, for each call, in one execution of many items. */
async function sendOverHelper(instance: N8nInstance, credential: CredentialRef): Promise<Figure> {
	const file = join(instance.folder, 'calls.json');
	writeFileSync(file, JSON.stringify(Array.from({ length: CALLS }, (_, call) => ({ call }))));
	const items = node('Items', 'CUSTOM.floor', 1, { file });
	const path = '/api/v1/report/offerwall?format=csv';
	const body = JSON.stringify(QUERY);
	const ours = dtNode(credential, {
		resource: 'request',
		operation: 'send',
		method: 'POST',
		path,
		body,
	});
	const raw: WorkflowNode = {
		...node('Raw', 'CUSTOM.rawRequest', 1, { url: `${instance.simulator.apiUrl}${path}`, body }),
		credentials: { [DT_CREDENTIAL]: credential },
	};
	await activate(instance, 'send', [items, ours], false);
	await activate(instance, 'raw', [items, raw], false);
	const over: number[] = [];
	for (let round = 0; round <= ROUNDS; round++) {
		const mine = await costOf(instance, 'send');
		const plain = await costOf(instance, 'raw');
		if (round > 0) over.push((mine.ms - plain.ms) / CALLS);
	}
	return {
		figure: 'Send Request over the raw helper, a call',
		goal: '< 1 ms',
		found: `${median(over).toFixed(2)} ms (${Math.min(...over).toFixed(2)} to ${Math.max(...over).toFixed(2)})`,
	};
}

/** What a poll costs that has nothing to do, and what it requests. */
async function idlePoll(): Promise<Figure> {
	const simulator = await startSimulator({});
	try {
		const { clientId, clientSecret, apiUrl: baseUrl } = simulator;
		const store = new CredentialStore({ clientId, clientSecret, baseUrl, accessToken: '' });
		const { metrics, splits } = REPORT;
		// A day is complete at noon of the next.
		const lastDay = new Date(Date.now() - 1.5 * 86_400_000).toISOString().slice(0, 10);
		const trigger = new PolledTrigger(store, { metrics, splits, startFrom: lastDay }, 'trigger');
		await trigger.pollUntilThere();
		const before = simulator.requests.length;
		const times: number[] = [];
		for (let poll = 0; poll < POLLS; poll++) {
			const started = performance.now();
			await trigger.poll();
			times.push(performance.now() - started);
		}
		return {
			figure: 'a poll with nothing to do',
			goal: 'no request, < 1 ms',
			found: `${simulator.requests.length - before} requests, ${median(times).toFixed(2)} ms`,
		};
	} finally {
		await simulator.close();
	}
}

/** What n8n pays to load the package when it starts, over n8n-workflow, which it has loaded before. */
function loading(): Figure {
	const files = [...PACKAGE.n8n.nodes, ...PACKAGE.n8n.credentials].map((file) =>
		join(PROJECT, file),
	);
	const script = `require('n8n-workflow');
		const started = performance.now();
		for (const file of ${JSON.stringify(files)}) require(file);
		console.log(performance.now() - started);`;
	const times = Array.from({ length: 2 * ROUNDS }, () => {
		const { stdout } = spawnSync('node', ['-e', script], { cwd: PROJECT, encoding: 'utf8' });
		return Number(stdout);
	});
	return {
		figure: 'loading the nodes and the credential over n8n-workflow',
		goal: '≤ 15 ms',
		found: `${median(times).toFixed(1)} ms (${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)})`,
	};
}

function tarball(): Figure {
	const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: PROJECT,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const [{ size }] = JSON.parse(stdout) as Array<{ size: number }>;
	return { figure: 'tarball', goal: '≤ 60 kB', found: `${(size / 1000).toFixed(1)} kB` };
}

async function run(): Promise<void> {
	const figures: Figure[] = [loading(), tarball(), await idlePoll()];
	await inLab(async (instance, credential) => {
		figures.push(await exchanges(instance), await sendOverHelper(instance, credential));
	});
	console.log(table(figures.map((figure) => ({ ...figure }))));
}

export const overheads: Part = {
	name: 'overheads',
	title: `What surrounds the reading, in n8n ${NEWEST.version}`,
	run,
};
