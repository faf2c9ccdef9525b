/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads what a real n8n has written, no node */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime } from './installN8n';
import { run } from './run';

/** A string that was looked for and found. */
export interface Finding {
	needle: string;
	where: string;
}

export interface FileScan {
	files: number;
	bytes: number;
	found: Finding[];
}

export interface Scan extends FileScan {
	databaseRows: number;
}

/** Those of some strings that stand in a content. */
export function findIn(content: Buffer | string, needles: string[], where: string): Finding[] {
	return needles.filter((needle) => content.includes(needle)).map((needle) => ({ needle, where }));
}

/** Looks for strings in the bytes of every file below a folder. */
export function scanFiles(folder: string, needles: string[]): FileScan {
	const result: FileScan = { files: 0, bytes: 0, found: [] };
	for (const path of filesBelow(folder)) {
		const content = readFileSync(path);
		result.files += 1;
		result.bytes += content.length;
		result.found.push(...findIn(content, needles, path.slice(folder.length + 1)));
	}
	return result;
}

/**
 * Looks for strings in everything below a folder: in the bytes of each file, and in each value of each
 * row of the SQLite database, since a long value is spread over pages there. The database must be at rest.
 */
export async function scan(folder: string, needles: string[], n8n: Runtime): Promise<Scan> {
	const result: Scan = { ...scanFiles(folder, needles), databaseRows: 0 };
	const database = join(folder, '.n8n', 'database.sqlite');
	for (const { table, text } of await rowsOf(database, n8n)) {
		result.databaseRows += 1;
		result.found.push(...findIn(text, needles, `database.sqlite, table ${table}`));
	}
	return result;
}

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

/** Every row of every table, its values as text. */
async function rowsOf(database: string, { node, folder }: Runtime) {
	const { stdout } = await run(node, [join(__dirname, 'rows.cjs'), database, folder], {
		cwd: folder,
	});
	const lines = stdout.split('\n').filter((line) => line !== '');
	return lines.map((line) => JSON.parse(line) as { table: string; text: string });
}

/** What to look for so that a token or a secret is found even where only a piece of it lies. */
export function piecesOf(secret: string): string[] {
	const parts = secret.split('.');
	// A JWT's first part is the same in all of them; the other two are its own.
	if (parts.length === 3) return parts.slice(1).filter((part) => part.length > 20);
	const pieces: string[] = [];
	for (let at = 0; at < secret.length; at += 40) pieces.push(secret.slice(at, at + 40));
	return pieces.filter((piece) => piece.length >= 20);
}
