/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests, not a node */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import manifest from '../../package.json';
import { MATRIX_PAGE, matrixPage } from '../matrix/page';
import { ERRORS_PAGE, errorsPage } from '../tools/errorsPage';
import { anchorOf, brokenLinks, unknownFiles, unknownScripts, wideRows } from './pages';

const ROOT = join(__dirname, '..', '..');
const pagesIn = (folder: string) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name));
const PAGES = ['.', 'docs', 'examples'].flatMap(pagesIn);
/** A record of facts, wider than a page to read. */
const WIDE_PAGES = ['docs/dt-api.md'];
const FOLDERS = ['.github', 'credentials', 'nodes', 'test', 'examples'];
const FILES = [
	...readdirSync(ROOT),
	...FOLDERS.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
			(file) => `${folder}/${file}`,
		),
	),
];
const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

describe.each(PAGES)('%s', (page) => {
	it('links to files and headings that exist', () => {
		expect(brokenLinks(ROOT, page)).toEqual([]);
	});

	it('names npm scripts that exist', () => {
		expect(unknownScripts(textOf(page), manifest.scripts)).toEqual([]);
	});
});

it.each(PAGES.filter((page) => !WIDE_PAGES.includes(page)))(
	'%s has tables that fit a screen',
	(page) => {
		expect(wideRows(textOf(page))).toEqual([]);
	},
);

it.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s names files that exist', (page) => {
	expect(unknownFiles(textOf(page), FILES)).toEqual([]);
});

it('README.md has at most 12 kB', () => {
	expect(statSync(join(ROOT, 'README.md')).size).toBeLessThanOrEqual(12_000);
});

it.each([
	[ERRORS_PAGE, errorsPage],
	[MATRIX_PAGE, matrixPage],
])('%s is what npm run docs writes', (page, text) => {
	expect(readFileSync(page, 'utf8')).toBe(text());
});

describe('the checks of the pages', () => {
	it('give a heading the anchor that GitHub gives it', () => {
		expect(anchorOf('The trigger’s `_dt.day`: *what* it is')).toBe(
			'the-triggers-_dtday-what-it-is',
		);
	});

	it('find a link to a missing file, to a missing heading and out of the project', () => {
		const folder = mkdtempSync(join(tmpdir(), 'dt-pages-'));
		try {
			const links = [
				'[a](b.md)',
				'[c](#none)',
				'[d](../x.md)',
				'[e](#here)',
				'[f](https://x.example)',
			];
			writeFileSync(
				join(folder, 'a.md'),
				`# Here\n${links.join('\n')}\n\`\`\`\n[g](h.md)\n\`\`\`\n`,
			);
			expect(brokenLinks(folder, 'a.md')).toEqual(['b.md', '#none', '../x.md']);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('find a row that is too wide, but count no padding and no link target', () => {
		const wide = `| ${'x'.repeat(100)} |`;
		const padded = `| x${' '.repeat(120)} | [a](${'b'.repeat(120)}) |`;
		expect(wideRows([wide, padded, `|${'-'.repeat(200)}|`].join('\n'))).toEqual([wide]);
	});

	it('find a source file that is not there', () => {
		const text = '`core/a.ts`, `b.ts` and `nodes/core/c.ts`';
		expect(unknownFiles(text, ['nodes/core/a.ts', 'nodes/core/c.ts'])).toEqual(['b.ts']);
	});

	it('find a script that package.json lacks', () => {
		expect(unknownScripts('`npm run build` and `npm run nothing`', { build: '' })).toEqual([
			'nothing',
		]);
	});
});
