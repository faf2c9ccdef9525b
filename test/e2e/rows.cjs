/**
 * Prints every row of every table of an SQLite database, a line of JSON each: `rows.cjs <database> <n8n's
 * folder>`. It reads with the sqlite3 that n8n brings, which is built for n8n's Node and is not sure to
 * work in another: that is why this is a program of its own.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [database, n8nFolder] = process.argv.slice(2);
const { Database } = createRequire(join(n8nFolder, 'package.json'))('sqlite3');
const sqlite = new Database(database);

const all = (sql) =>
	new Promise((resolve, reject) => {
		sqlite.all(sql, (error, rows) => (error ? reject(error) : resolve(rows)));
	});

const textOf = (row) =>
	Object.values(row)
		.map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
		.join('\n');

async function main() {
	for (const { name } of await all("SELECT name FROM sqlite_master WHERE type = 'table'")) {
		for (const row of await all(`SELECT * FROM "${name}"`)) {
			process.stdout.write(`${JSON.stringify({ table: name, text: textOf(row) })}\n`);
		}
	}
	sqlite.close();
}

void main();
