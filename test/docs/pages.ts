/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests, not a node */
/** What can be wrong with the project's pages; each check gives the faults it finds. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const FENCED = /^```[\s\S]*?^```/gm;
const LINK = /!?\[(?:[^\]]|\n)*\]\(([^)\s]+)\)/g;
const WIDEST_TABLE = 100;

const withoutCode = (text: string): string => text.replace(FENCED, '');

/** The anchor that a heading gets on GitHub. */
export const anchorOf = (heading: string): string =>
	heading
		.replace(/[*`]/g, '')
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replace(/ /g, '-');

const anchorsIn = (text: string): Set<string> =>
	new Set([...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading)));

/** Relative links of a page to files or headings that are not there. */
export function brokenLinks(root: string, page: string): string[] {
	const text = readFileSync(join(root, page), 'utf8');
	// What stands between backticks is code, even where it looks like a link.
	const words = withoutCode(text).replace(/`[^`\n]*`/g, 'code');
	const targets = [...words.matchAll(LINK)].map(([, target]) => target);
	return targets.filter((target) => {
		if (/^[a-z]+:/i.test(target)) return false;
		const [path, anchor] = target.split('#');
		const file = path === '' ? join(root, page) : join(root, dirname(page), path);
		if (relative(root, file).startsWith('..') || !existsSync(file)) return true;
		return anchor !== undefined && !anchorsIn(readFileSync(file, 'utf8')).has(anchor);
	});
}

/** Rows of tables that are wider than a screen shows, as they are read: without padding and link targets. */
export function wideRows(text: string): string[] {
	return withoutCode(text)
		.split('\n')
		.filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
		.map((line) => line.replace(/\]\([^)]*\)/g, ']').replace(/ {2,}/g, ' '))
		.filter((line) => line.length > WIDEST_TABLE);
}

/** Names of npm scripts that a page tells the reader to run and that package.json does not have. */
export function unknownScripts(text: string, scripts: Record<string, string>): string[] {
	const named = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name]) => name);
	return named.filter((name) => !(name in scripts));
}

/** Source files that a page names and that are not there; a path may be cut short at its front. */
export function unknownFiles(text: string, files: string[]): string[] {
	const named = [...text.matchAll(/`([\w./-]+\.(?:ts|mjs|json))`/g)].map(([, name]) => name);
	return named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
}
