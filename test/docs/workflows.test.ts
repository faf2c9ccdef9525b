/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests, not a node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import manifest from '../../package.json';
import { unknownScripts } from './pages';

const ROOT = join(__dirname, '..', '..');
const WORKFLOWS = join(ROOT, '.github', 'workflows');
const textOf = (name: string) => readFileSync(join(WORKFLOWS, name), 'utf8');
const names = readdirSync(WORKFLOWS);
const withoutComments = (text: string) => text.replace(/(^|\s)#.*$/gm, '');

/** What a workflow may do: the lines of its `permissions`, of the workflow and of its jobs. */
const permissionsIn = (text: string) =>
	[...withoutComments(text).matchAll(/^( *)permissions:([^\n]*)\n((?:\1 +\S[^\n]*\n)*)/gm)].map(
		([, , inline, lines]) => [inline.trim(), ...lines.trim().split(/\s*\n\s*/)].filter(Boolean),
	);

/** The scripts of the steps, each in one piece. */
const scriptsIn = (text: string) =>
	[...text.matchAll(/^( *)(?:- )?run: (\|\n(?:(?:\1 {2}.*)?\n)+|.*)/gm)].map(
		([, , script]) => script,
	);

it.each([
	['ci.yml', [['contents: read']]],
	['publish.yml', [['id-token: write', 'contents: read']]],
])('%s has the permissions it needs, and no others', (name, permissions) => {
	expect(permissionsIn(textOf(name)).map((each) => each.map((line) => line.trim()))).toEqual(
		permissions,
	);
});

describe.each(names)('the workflow %s', (name) => {
	it("uses GitHub's own actions only, each pinned to a major version", () => {
		const used = [...textOf(name).matchAll(/uses: *(\S+)/g)].map(([, action]) => action);
		expect(used.length).toBeGreaterThan(1);
		expect(used.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([]);
	});

	it('leaves no token of GitHub behind for the steps', () => {
		const steps = textOf(name).match(
			/uses: actions\/checkout@.*\n +with:\n +persist-credentials: false/g,
		);
		expect(steps?.length).toBe(textOf(name).match(/actions\/checkout@/g)?.length);
	});

	it('puts no expression of GitHub into a script, and runs on no pull request with secrets', () => {
		expect(scriptsIn(textOf(name)).length).toBeGreaterThan(0);
		expect(scriptsIn(textOf(name)).filter((script) => script.includes('${{'))).toEqual([]);
		expect(withoutComments(textOf(name))).not.toMatch(/pull_request_target|workflow_run/);
	});

	it('runs npm scripts that exist', () => {
		expect(unknownScripts(textOf(name), manifest.scripts)).toEqual([]);
	});
});

it('a package is published with a provenance statement, from a version tag, after all checks', () => {
	const text = withoutComments(textOf('publish.yml'));
	expect(text).toMatch(/NPM_CONFIG_PROVENANCE: 'true'/);
	expect(text).toMatch(/^on:\n {2}push:\n {4}tags:/m);
	const steps = ['npm ci', 'npm run lint', 'npm run build', 'npm test', 'npm run package-check'];
	const places = [...steps, 'npm run release'].map((step) => text.search(new RegExp(`${step}\\b`)));
	expect(places).not.toContain(-1);
	expect(places).toEqual([...places].sort((one, other) => one - other));
});

describe('the checks of the workflows', () => {
	it('read permissions of every form', () => {
		const text =
			'permissions: write-all\njobs:\n  a:\n    permissions:\n      contents: write # x\n    steps:\n';
		expect(permissionsIn(text)).toEqual([['write-all'], ['contents: write']]);
	});

	it('read scripts of one line and of several', () => {
		const text =
			'  - run: a ${{ b }}\n  - name: x\n    run: |\n      c\n\n      d\n    env:\n      e: f\n';
		expect(scriptsIn(text)).toEqual(['a ${{ b }}', '|\n      c\n\n      d\n']);
	});
});
