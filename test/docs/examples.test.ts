/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, is no node */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow, WorkflowNode } from '../e2e/n8nClient';
import { collisions, STICKY } from './canvas';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'examples');
const SCENARIOS = join(ROOT, 'test', 'e2e', 'scenarios');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

const textOf = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const scenarios = readdirSync(SCENARIOS)
	.filter((name) => name.startsWith('example'))
	.map((name) => readFileSync(join(SCENARIOS, name), 'utf8'))
	.join('\n');

describe.each(FILES)('%s', (file) => {
	const workflow = JSON.parse(textOf('examples', file)) as Workflow & { pinData: object };
	const of = (holds: (node: WorkflowNode) => boolean) => workflow.nodes.filter(holds);

	it('explains itself in sticky notes, named as n8n names them', () => {
		const names = of(({ type }) => type === STICKY).map(({ name }) => name);
		expect(names).toEqual(names.map((_, index) => `Sticky Note${index || ''}`));
		expect(names.length).toBeGreaterThan(0);
	});

	it('has the present version of the DT nodes', () => {
		const versions = of(({ type }) => type.startsWith('n8n-nodes-dt-reporting.')).map(
			({ typeVersion }) => typeVersion,
		);
		expect(versions).toEqual(versions.map(() => 2));
	});

	it('brings no credential and no data of its own, and goes by UTC', () => {
		const ids = workflow.nodes
			.flatMap(({ credentials = {} }) => Object.values(credentials))
			.map(({ id }) => id);
		expect(ids).toEqual(ids.map(() => ''));
		expect(workflow.pinData).toEqual({});
		expect(workflow.settings).toMatchObject({ executionOrder: 'v1', timezone: 'UTC' });
	});

	it('lies on the canvas with nothing upon each other', () => {
		expect(collisions(workflow)).toEqual([]);
	});

	it('is listed for users, and run by an end-to-end test', () => {
		expect(textOf('examples', 'README.md')).toContain(`](${file})`);
		expect(textOf('README.md')).toContain(`](examples/${file})`);
		expect(scenarios).toContain(`'${file}'`);
	});
});

describe('the check of the canvas', () => {
	const node = (name: string, position: [number, number], type = 'x'): WorkflowNode => {
		const parameters = { width: 400, height: 100 };
		return { id: name, name, type, typeVersion: 1, position, parameters };
	};
	const edge = { a: { main: [[{ node: 'b', type: 'main', index: 0 }]] } };
	const on = (nodes: WorkflowNode[], connections: Workflow['connections'] = {}) =>
		collisions({ name: 'w', nodes, connections, settings: {} });

	it('finds labels that meet, a node under a sticky note and an edge through one', () => {
		expect(on([node('a', [0, 0]), node('b', [240, 0])])).toEqual([]);
		expect(on([node('a', [0, 0]), node('b', [150, 0])])).toEqual(['a × b']);
		expect(on([node('a', [0, 0]), node('b', [0, 140])])).toEqual(['a × b']);
		expect(on([node('a', [0, 0]), node('n', [0, 50], STICKY)])).toEqual(['a × n']);
		const apart = [node('a', [0, 0]), node('b', [700, -300]), node('n', [200, -180], STICKY)];
		expect(on(apart)).toEqual([]);
		expect(on(apart, edge)).toEqual(['a → b × n']);
	});
});
