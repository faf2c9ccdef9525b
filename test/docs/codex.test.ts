/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests, not a node */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DtReportingApi } from '../../credentials/DtReportingApi.credentials';
import { DtReporting } from '../../nodes/DtReporting/DtReporting.node';
import { DtReportingTrigger } from '../../nodes/DtReporting/DtReportingTrigger.node';
import manifest from '../../package.json';
import { TRIALS } from '../e2e/versions/trials';

const ROOT = join(__dirname, '..', '..');
const PAGES = `${manifest.homepage}/blob/main/`;
/** n8n's own list; a node with another category is filed nowhere. */
const CATEGORIES = [
	'AI',
	'Analytics',
	'Communication',
	'Core Nodes',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
];
/** What people type into the node panel. */
const SEARCHES = [
	'digital turbine',
	'dt',
	'fyber',
	'fairbid',
	'offer wall',
	'offerwall',
	'revenue report',
	'csv report',
	'monetization',
	'ad network',
	'mobile ads',
];

interface Codex {
	node: string;
	categories: string[];
	alias: string[];
	resources: Record<'primaryDocumentation' | 'credentialDocumentation', Array<{ url: string }>>;
}

/** Addresses that lead to no file of this repository. */
const leadingNowhere = (urls: string[]): string[] =>
	urls.filter(
		(url) =>
			!url.startsWith(PAGES) || !existsSync(join(ROOT, url.slice(PAGES.length).split('#')[0])),
	);

describe.each([
	['DtReporting', new DtReporting().description.name],
	['DtReportingTrigger', new DtReportingTrigger().description.name],
])('the codex of %s', (file, name) => {
	const codex = JSON.parse(
		readFileSync(join(ROOT, 'nodes', 'DtReporting', `${file}.node.json`), 'utf8'),
	) as Codex;

	it('belongs to a node that the package registers', () => {
		expect(codex.node).toBe(`${manifest.name}.${name}`);
		expect(manifest.n8n.nodes).toContain(`dist/nodes/DtReporting/${file}.node.js`);
	});

	it('files it under categories that n8n has', () => {
		expect(codex.categories.length).toBeGreaterThan(0);
		expect(codex.categories.filter((category) => !CATEGORIES.includes(category))).toEqual([]);
	});

	it('names what people search for, each once', () => {
		const names = codex.alias.map((alias) => alias.toLowerCase());
		expect(SEARCHES.filter((search) => !names.includes(search))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
	});

	it('links to pages that exist', () => {
		const { primaryDocumentation, credentialDocumentation } = codex.resources;
		expect(primaryDocumentation).toHaveLength(1);
		expect(credentialDocumentation).toHaveLength(1);
		const urls = [...primaryDocumentation, ...credentialDocumentation].map(({ url }) => url);
		expect(leadingNowhere(urls)).toEqual([]);
	});
});

it('the credential links to a page that exists', () => {
	expect(leadingNowhere([new DtReportingApi().documentationUrl])).toEqual([]);
});

it('a link to another repository or to a missing page would be found', () => {
	const wrong = ['https://example.com/docs/trigger.md', `${PAGES}docs/none.md`];
	expect(leadingNowhere([...wrong, `${PAGES}docs/trigger.md`])).toEqual(wrong);
});

it('the weekly run tries each version of the list, and the newest', () => {
	const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'versions.yml'), 'utf8');
	const [, list] = /^ +n8n: \[(.*)\]$/m.exec(workflow) ?? [];
	const versions = [...new Set(TRIALS.map(({ version }) => version))];
	expect(list).toBe([...versions, 'latest'].map((version) => `'${version}'`).join(', '));
});

it('docs/compatibility.md has each version of the list with its Nodes', () => {
	const page = readFileSync(join(ROOT, 'docs', 'compatibility.md'), 'utf8');
	const rows = page.split('\n').filter((line) => line.startsWith('| '));
	const missing = TRIALS.filter(
		({ version, node }) =>
			!rows.some((row) => {
				const [, n8n, nodes] = row.split('|').map((cell) => cell.trim());
				return n8n === version && nodes.split(', ').includes(String(node));
			}),
	);
	expect(missing).toEqual([]);
});
