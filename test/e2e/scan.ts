/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads what a real n8n has written, no node */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime } from './installN8n';
import { run } from './run';

export interface Scan {
	files: number;
	bytes: number;
	databaseRows: number;
	/** For each needle that was found: where. */
	found: Array<{ needle: string; where: string }>;
}

/**
 * Looks for strings in everything below a folder: in the bytes of each file, and in each value of each
 * row of the SQLite database, since a long value is spread over pages there. The database must be at rest.
 */
export async function scan(folder: string, needles: string[], n8n: Runtime): Promise<Scan> {
	const result: Scan = { files: 0, bytes: 0, databaseRows: 0, found: [] };
	const look = (content: Buffer | string, where: string) => {
		for (const needle of needles) {
			if (content.includes(needle)) result.found.push({ needle, where });
		}
	};
	for (const path of filesBelow(folder)) {
		const content = readFileSync(path);
		result.files += 1;
		result.bytes += content.length;
		look(content, path.slice(folder.length + 1));
	}
	const database = join(folder, '.n8n', 'database.sqlite');
	for (const { table, text } of await rowsOf(database, n8n)) {
		result.databaseRows += 1;
		look(text, `database.sqlite, table ${table}`);
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
