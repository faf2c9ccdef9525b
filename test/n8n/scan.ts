/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads what a real n8n has written, no node */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Scan {
	files: number;
	bytes: number;
	databaseRows: number;
	/** For each needle that was found: where. */
	found: Array<{ needle: string; where: string }>;
}

interface Sqlite {
	all(sql: string, done: (error: Error | null, rows: Array<Record<string, unknown>>) => void): void;
	close(done: () => void): void;
}

/**
 * Looks for strings in everything below a folder: in the bytes of each file, and in each value of each
 * row of the SQLite database, since a long value is spread over pages there. The database must be at rest.
 */
export async function scan(folder: string, needles: string[], n8nFolder: string): Promise<Scan> {
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
	for (const { table, row } of await rowsOf(database, n8nFolder)) {
		result.databaseRows += 1;
		look(textOf(row), `database.sqlite, table ${table}`);
	}
	return result;
}

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

/** Every row of every table, read with the sqlite3 that n8n brings. */
async function rowsOf(database: string, n8nFolder: string) {
	const { Database } = createRequire(join(n8nFolder, 'package.json'))('sqlite3') as {
		Database: new (path: string) => Sqlite;
	};
	const sqlite = new Database(database);
	const all = async (sql: string) =>
		await new Promise<Array<Record<string, unknown>>>((resolve, reject) => {
			sqlite.all(sql, (error, rows) => (error ? reject(error) : resolve(rows)));
		});
	const rows: Array<{ table: string; row: Record<string, unknown> }> = [];
	for (const { name } of await all("SELECT name FROM sqlite_master WHERE type = 'table'")) {
		for (const row of await all(`SELECT * FROM "${String(name)}"`)) {
			rows.push({ table: String(name), row });
		}
	}
	await new Promise<void>((resolve) => sqlite.close(resolve));
	return rows;
}

const textOf = (row: Record<string, unknown>) =>
	Object.values(row)
		.map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
		.join('\n');

/** What to look for so that a token or a secret is found even where only a piece of it lies. */
export function piecesOf(secret: string): string[] {
	const parts = secret.split('.');
	// A JWT's first part is the same in all of them; the other two are its own.
	if (parts.length === 3) return parts.slice(1).filter((part) => part.length > 20);
	const pieces: string[] = [];
	for (let at = 0; at < secret.length; at += 40) pieces.push(secret.slice(at, at + 40));
	return pieces.filter((piece) => piece.length >= 20);
}
