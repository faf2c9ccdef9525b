/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the sources, is no node */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** From the top down: a folder imports from itself and from those behind it. */
const LAYERS = ['trigger', 'actions', 'transport', 'helpers', 'core', 'errors'];
const NODE = 'nodes/DtReporting';

const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(folder, name).split(sep).join('/')),
);

/** What a file imports: files of this package by their path, packages by their name. */
function importsOf(file: string): string[] {
	const text = readFileSync(join(ROOT, file), 'utf8');
	return [...text.matchAll(/\bfrom\s+'([^']+)'/g)].map(([, name]) => {
		if (!name.startsWith('.')) return name;
		const path = normalize(join(dirname(file), `${name}.ts`))
			.split(sep)
			.join('/');
		if (!existsSync(join(ROOT, path)))
			throw new Error(`${file} imports ${name}, which is not there`);
		return path;
	});
}

const layerOf = (file: string): string | undefined =>
	LAYERS.find((layer) => file.startsWith(`${NODE}/${layer}/`));

const imports = new Map(sources.map((file) => [file, importsOf(file)]));

describe('the sources', () => {
	it('import downwards only', () => {
		const upwards = [...imports].flatMap(([file, names]) => {
			const layer = layerOf(file);
			if (layer === undefined) return [];
			const above = LAYERS.slice(0, LAYERS.indexOf(layer));
			return names
				.filter((name) => name.startsWith(NODE))
				.filter((name) => above.includes(layerOf(name) ?? LAYERS[0]))
				.map((name) => `${file} → ${name}`);
		});
		expect(upwards).toEqual([]);
	});

	it('import in no circle', () => {
		const done = new Set<string>();
		const circles: string[] = [];
		const visit = (file: string, path: string[]): void => {
			const at = path.indexOf(file);
			if (at >= 0) circles.push([...path.slice(at), file].join(' → '));
			if (at >= 0 || done.has(file)) return;
			for (const name of imports.get(file) ?? []) visit(name, [...path, file]);
			done.add(file);
		};
		for (const file of imports.keys()) visit(file, []);
		expect(circles).toEqual([]);
	});

	it('keep n8n, the network and the machine out of the core', () => {
		const foreign = [...imports]
			.filter(([file]) => layerOf(file) === 'core')
			.flatMap(([file, names]) =>
				names
					.filter((name) => !name.startsWith(NODE))
					.map((name) => `${relative(NODE, file)}: ${name}`),
			);
		expect(foreign).toEqual(['core/report/link.ts: crypto']);
	});

	it('give the credential nothing of the operations and the trigger', () => {
		const known = [...imports]
			.filter(([file]) => file.startsWith('credentials/'))
			.flatMap(([, names]) => names.filter((name) => name.startsWith(NODE)).map(layerOf));
		expect(known.every((layer) => layer === 'transport' || layer === 'errors')).toBe(true);
		expect(known.length).toBeGreaterThan(0);
	});
});
