/* eslint-disable no-console -- reports how much was looked through */
import { findIn, piecesOf, scanFiles, type Finding } from '../../scan';
import { dtNode, node, REPORT } from '../../workflows';
import type { QueueInstance } from '../queueInstance';
import { WebhookWorkflow } from '../webhookWorkflow';

const STOPPED_WITHIN_MS = 120_000;

/** Last of all: what the processes of n8n, PostgreSQL and Redis have written down. n8n is stopped for this. */
export function secretScenarios(instance: () => QueueInstance): void {
	let campaign: string;
	let secrets: string[];
	let found: Finding[];
	const sizes: Record<string, number> = {};

	beforeAll(async () => {
		const { main, postgres, redis, workers } = instance();
		const { secrets: used, server, simulator } = main;
		campaign = await campaignOfReport();
		await Promise.all([server, ...workers].map(async (each) => await each.stop()));
		secrets = [...used, simulator.clientSecret, ...simulator.issuedTokens];
		const needles = [...new Set(secrets.flatMap(piecesOf)), campaign];
		const dump = await postgres.dump();
		const commands = redis.everythingWritten;
		found = [
			...findIn(dump, [...needles, ...needles.map(hexOf)], 'PostgreSQL'),
			...findIn(commands, needles, 'Redis'),
		];
		Object.assign(sizes, { PostgreSQL: dump.length, Redis: commands.length });
		for (const { userFolder } of [server, ...workers]) {
			const scan = scanFiles(userFolder, needles);
			found.push(...scan.found);
			sizes[userFolder] = scan.bytes;
		}
	}, STOPPED_WITHIN_MS);

	/** A campaign's name that a report has, which went through PostgreSQL as rows and as a file, and through Redis. */
	async function campaignOfReport(): Promise<string> {
		const credential = await instance().main.credential();
		const parameters = {
			...REPORT,
			dateRange: 'lastCompleteDay',
			splits: ['Date', 'Campaign Name'],
		};
		const file = { ...dtNode(credential, { ...parameters, output: 'file' }), name: 'As a file' };
		const respond = node('Respond', 'n8n-nodes-base.respondToWebhook', 1.4, {
			respondWith: 'json',
			responseBody: '={{ JSON.stringify($("DT Reporting").all().map(({ json }) => json)) }}',
		});
		const workflow = await WebhookWorkflow.activate(
			instance(),
			'Known',
			[dtNode(credential, parameters), { ...file, executeOnce: true } as typeof file, respond],
			{ responseMode: 'responseNode' },
		);
		const { status, body } = await workflow.call();
		expect(status).toBe(200);
		const names = (body as Array<Record<string, unknown>>).map((row) =>
			String(row['Campaign Name']),
		);
		return names.find((name) => /^[\w ]{8,}$/.test(name)) as string;
	}

	it('would be found if they were there: a campaign name from a report is, and the log says much', () => {
		const places = (needle: string) =>
			found.filter((each) => each.needle === needle).map(({ where }) => where);
		expect(places(campaign)).toEqual(['PostgreSQL', 'Redis']);
		expect(places(hexOf(campaign))).toEqual(['PostgreSQL']);
		for (const worker of instance().workers) {
			expect(worker.log).toContain('Worker finished execution');
			expect(worker.log).toMatch(/debug/);
		}
	});

	it('stand nowhere: not in PostgreSQL, in any command of Redis, in a log or another file of n8n', () => {
		console.info(`looked for ${secrets.length} secrets and tokens in bytes of`, sizes);
		expect(secrets.length).toBeGreaterThan(10);
		const known = [campaign, hexOf(campaign)];
		expect(found.filter(({ needle }) => !known.includes(needle))).toEqual([]);
	});
}

/** How PostgreSQL dumps the bytes of a file. */
const hexOf = (text: string) => Buffer.from(text).toString('hex');
