// The licences of what is bundled: each library's own text stands at the top of the shared file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { differences } from './differences.mjs';

/** What n8n brings, so that it is not bundled. */
const OF_THE_HOST = ['n8n-workflow', 'crypto'];
/** Licences that let a library be part of an MIT package as long as their text stays. */
const PERMISSIVE = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause'];

const folderOf = (root, name) => join(root, 'node_modules', name);
const manifestOf = (root, name) =>
	JSON.parse(readFileSync(join(folderOf(root, name), 'package.json'), 'utf8'));

/** The libraries that the sources import, and those that these need. */
function libraries(root) {
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file)),
	);
	const found = sources
		.filter((file) => file.endsWith('.ts'))
		.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/from '([^.'][^']*)'/g)])
		.map(([, name]) => name);
	const names = new Set(found.filter((name) => !OF_THE_HOST.includes(name)));
	for (const name of names) {
		for (const needed of Object.keys(manifestOf(root, name).dependencies ?? {})) names.add(needed);
	}
	return [...names].sort();
}

/**
 * What is wrong with the licences of the libraries in the shared file; nothing where each stands there in full.
 *
 * @param root the project's folder
 * @param shared the text of the shared file
 */
export function licenceFaults(root, shared) {
	const names = libraries(root);
	const noted = [...shared.matchAll(/^\/\*!\n(\S+) \S+\n/gm)].map(([, name]) => name);
	const faults = names.filter((name) => {
		const { license, version } = manifestOf(root, name);
		const file = readdirSync(folderOf(root, name)).find((entry) => /^licen[cs]e/i.test(entry));
		const text = file && readFileSync(join(folderOf(root, name), file), 'utf8').trim();
		return (
			!PERMISSIVE.includes(license) || !text || !shared.includes(`${name} ${version}\n\n${text}`)
		);
	});
	return [...faults, differences(noted, names)].filter((fault) => fault !== '').join(', ');
}
