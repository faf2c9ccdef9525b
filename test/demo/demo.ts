/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a program for the terminal that runs a real n8n, no node */
/**
 * The whole thing, shown: a DT stand-in, a real n8n with this package, a scheduled workflow that pulls
 * a report. `npm run demo` stays until Ctrl+C, `npm run demo -- --once` ends after the first report.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureN8n } from '../e2e/installN8n';
import { N8nClient, type Execution } from '../e2e/n8nClient';
import { N8nServer } from '../e2e/n8nServer';
import { npmThatKnows, PACKAGE, packPackage, PROJECT } from '../e2e/packPackage';
import { freePort } from '../e2e/ports';
import { Progress } from '../e2e/progress';
import { NEWEST } from '../e2e/releases';
import { run } from '../e2e/run';
import { chain, DT_CREDENTIAL, dtNode, scheduleTrigger } from '../e2e/workflows';
import { startSimulator, type Simulator } from '../simulator';
import { eventually, sleep } from '../support/waiting';
import { table } from './table';

const OWNER = { email: 'demo@example.com', password: 'Demo-n8n-1' };
const EVERY_SECONDS = 20;
/** How long the stand-in takes to write a report: long enough to see the node wait. */
const READY_AFTER_MS = 4_000;
const FIRST_ROWS_WITHIN_MS = 120_000;
const ROWS_SHOWN = 14;

/** What has to be ended and removed, newest first. */
const cleanUp: Array<() => Promise<void> | void> = [];
let closing: Promise<void> | undefined;

async function close(): Promise<void> {
	closing ??= (async () => {
		for (const step of cleanUp.reverse()) await step();
	})();
	await closing;
}

async function main(once: boolean): Promise<void> {
	const build = new Progress('building the package');
	await run('npm', ['run', 'build'], { cwd: PROJECT, progress: build });
	const runtime = await ensureN8n(NEWEST);

	const folder = mkdtempSync(join(tmpdir(), 'n8n-demo-'));
	cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
	const userFolder = join(folder, 'user');
	mkdirSync(userFolder);
	const programs = npmThatKnows(await packPackage(folder), folder);

	const simulator = await startSimulator({
		port: await freePort(4010),
		readyAfter: READY_AFTER_MS,
		notReadyAs: 'mixed',
		// DT allows 50 a day; a report every 20 seconds would use them up in a quarter of an hour.
		dailyQuota: 100_000,
	});
	cleanUp.push(async () => await simulator.close());

	const starting = new Progress(`starting n8n ${NEWEST.version}`).start();
	const server = await N8nServer.start({ runtime, userFolder, programs, preferredPort: 5678 });
	cleanUp.push(async () => await server.stop());
	starting.stop();

	const client = new N8nClient(server.url);
	await client.setUp(OWNER);
	await client.installPackage(PACKAGE.name, PACKAGE.version);
	const workflowId = await activateWorkflow(client, simulator);
	console.log(
		`The workflow is active: a report every ${EVERY_SECONDS} seconds. Waiting for the first…\n`,
	);

	const first = await eventually(
		async () => (await client.executionsOf(workflowId))[0],
		FIRST_ROWS_WITHIN_MS,
		'the first scheduled report',
		500,
	);
	show(first, simulator);
	if (once) return;

	console.log(`
The editor: ${server.url}
  E-mail:   ${OWNER.email}
  Password: ${OWNER.password}
The DT stand-in: ${simulator.apiUrl}

Ctrl+C ends both and removes their data.`);
	await reportOn(client, workflowId, first);
}

async function activateWorkflow(client: N8nClient, simulator: Simulator): Promise<string> {
	const { clientId, clientSecret, apiUrl: baseUrl } = simulator;
	const keys = { clientId, clientSecret, baseUrl };
	const credential = await client.createCredential('DT Reporting (demo)', DT_CREDENTIAL, keys);
	const report = dtNode(credential, {
		resource: 'report',
		operation: 'run',
		dateRange: 'last7Days',
		metrics: ['Publisher Revenue', 'Offer Impressions', 'Offer Clicks'],
		splits: ['Date', 'Country'],
	});
	const { id } = await client.createWorkflow(
		chain('Offer Wall revenue by day and country', scheduleTrigger(EVERY_SECONDS), report),
	);
	await client.activate(id);
	return id;
}

/** The rows of the first report and how they came about; throws when there are none. */
function show(execution: Execution, simulator: Simulator): void {
	const { error, runData } = execution.data.resultData;
	const items = runData['DT Reporting']?.at(-1)?.data?.main?.[0] ?? [];
	if (error || items.length === 0) {
		throw new Error(
			`The first report brought no rows: ${error?.message ?? execution.status} ${error?.description ?? ''}`,
		);
	}
	const rows = items.map(({ json }) => json).sort((a, b) => compare(keyOf(a), keyOf(b)));
	console.log(table(rows.slice(0, ROWS_SHOWN)));
	if (rows.length > ROWS_SHOWN) console.log(`… and ${rows.length - ROWS_SHOWN} rows more`);
	console.log(`
What happened underneath (workflow execution ${execution.id}, started by the ${execution.mode}):
  token exchanges         ${simulator.count('token')}
  report requests         ${simulator.count('report')}
  checks of the file      ${simulator.count('file')}
  rows                    ${rows.length}
  from request to rows    ${secondsOf(execution)} s`);
}

/** DT promises no order; here rows are shown by day and country. */
const keyOf = ({ Date: day, Country: country }: Record<string, unknown>) => `${day} ${country}`;
const compare = (a: string, b: string) => (a < b ? -1 : 1);

/** A line for each further report, for as long as n8n runs. */
async function reportOn(client: N8nClient, workflowId: string, first: Execution): Promise<void> {
	let seen = Number(first.id);
	while (!closing) {
		await sleep(2000);
		const executions = await client.executionsOf(workflowId).catch(() => []);
		for (const execution of executions.filter(({ id }) => Number(id) > seen)) {
			seen = Number(execution.id);
			const rows = execution.data.resultData.runData['DT Reporting']?.at(-1)?.data?.main?.[0];
			const time = execution.startedAt.slice(11, 19);
			console.log(
				`${time} UTC  execution ${execution.id}: ${execution.status}, ${rows?.length ?? 0} rows in ${secondsOf(execution)} s`,
			);
		}
	}
}

function secondsOf({ startedAt, stoppedAt }: Execution): string {
	return ((Date.parse(String(stoppedAt)) - Date.parse(startedAt)) / 1000).toFixed(1);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		if (closing) return;
		console.log('\nEnding n8n and the DT stand-in…');
		void close().then(() => process.exit(0));
	});
}

main(process.argv.includes('--once'))
	.catch((error: Error) => {
		if (closing) return;
		console.error(error.message);
		process.exitCode = 1;
	})
	.then(close)
	.then(() => process.exit());
