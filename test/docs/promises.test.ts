/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests, not a node */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { boldPromises, listItems, namedTests, unknownTests, unread } from './promises';
import { testTitles } from './testTitles';

const ROOT = join(__dirname, '..', '..');
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const read = (file: string) => (existsSync(join(ROOT, file)) ? textOf(file) : undefined);
const PROMISES = textOf('docs/promises.md');
const SECURITY = textOf('SECURITY.md');

describe('the promises', () => {
	it.each([
		['docs/promises.md', PROMISES],
		['SECURITY.md', SECURITY],
	])('in %s name tests that exist, by their full titles', (_, text) => {
		expect(namedTests(text).length).toBeGreaterThan(10);
		expect(unknownTests(namedTests(text), read)).toEqual([]);
		expect(listItems(text).map(unread).filter(Boolean)).toEqual([]);
	});

	it('have a test each', () => {
		const untested = listItems(PROMISES).filter((item) => namedTests(item).length === 0);
		expect(untested).toEqual([]);
	});

	it('of what an attacker cannot get have a test each', () => {
		const cannot = listItems(SECURITY).filter((item) => item.startsWith('- Cannot'));
		expect(cannot.length).toBeGreaterThan(10);
		expect(cannot.filter((item) => namedTests(item).length === 0)).toEqual([]);
	});

	it('in bold at the top of README.md are all on the page', () => {
		const [introduction] = textOf('README.md').split(/^## /m);
		const promised = boldPromises(introduction);
		expect(promised.length).toBeGreaterThan(5);
		expect(promised.filter((promise) => !PROMISES.includes(promise))).toEqual([]);
	});

	it.each(['operations', 'trigger', 'credentials', 'limits', 'queue-mode'])(
		'of docs/%s.md have a section',
		(page) => {
			expect(PROMISES).toMatch(new RegExp(`^## .*\\(${page}\\.md\\)`, 'm'));
		},
	);
});

describe('the titles of a source', () => {
	it.each<[string, string, string[]]>([
		['groups', "describe('a', () => { describe('b', () => { it('c', f); }); });", ['a > b > c']],
		['tables', "it.each<[string]>([['x']])('of %s', f);", ['of %s']],
		['tables of groups', "describe.each(X)('%s', () => { test('a', f); });", ['%s > a']],
		['tagged tables', "it.each`a\n${1}`('of $a', f);", ['of $a']],
		['templates', 'it(`${N} at once`, f);', ['${N} at once']],
		['scenarios', "export function all() { for (const a of b) { it('c', f, 9); } }", ['c']],
		['functions that are no tests', "visit('a', f); expect('b', c).x();", []],
		['tests that do not run', "it.skip('a', f); it.todo('b'); it.failing('c', f);", []],
		['groups that do not run', "describe.skip('a', () => { it('b', f); });", []],
	])('are read from %s', (_, source, titles) => expect(testTitles(source)).toEqual(titles));
});

describe('the check of the promises', () => {
	const page = [
		'- One. `test/a.test.ts`: `x > y`;',
		'  `z`',
		'- Two.',
		'',
		'# Next',
		'- **Three.**',
	];

	it('reads titles behind a file, over several lines', () => {
		expect(namedTests(page.join('\n'))).toEqual([
			{ file: 'test/a.test.ts', title: 'x > y' },
			{ file: 'test/a.test.ts', title: 'z' },
		]);
	});

	it('reads the items of lists, and what is bold at their beginning', () => {
		expect(listItems(page.join('\n'))).toEqual([page.slice(0, 2).join('\n'), '- Two.', page[5]]);
		expect(boldPromises(page.join('\n'))).toEqual(['**Three.**']);
	});

	it('finds a title that no semicolon goes before, and a file without titles', () => {
		expect(unread('- One.\n  - `test/a.ts`: `x`; `y`\n  - `test/b.ts`: `z`')).toBe('');
		expect(unread('- One.\n  - `test/a.ts`: `x` `y`')).toBe('-  `y`');
		expect(unread('- One. `test/a.ts`')).toBe('`test/a.ts`');
	});

	it('finds a test that was renamed, and a file that is gone', () => {
		const sources: Record<string, string> = { 'test/a.test.ts': "it('z', f);" };
		const tests = [...namedTests(page.join('\n')), { file: 'test/b.test.ts', title: 'z' }];
		expect(unknownTests(tests, (file) => sources[file])).toEqual([
			'test/a.test.ts: x > y',
			'test/b.test.ts: z',
		]);
	});
});
