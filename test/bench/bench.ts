/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals -- a benchmark, not a node */
/**
 * The choices that rest on speed, shown side by side. `npm run bench` runs all parts, `npm run bench --
 * csv-parsers` one of them. Nothing here passes or fails by the clock.
 */
import { csvParsers } from './csvParsers';
import type { Part } from './part';
import { fileMemory, rowsBesideStock } from './realN8n';

const PARTS: Part[] = [csvParsers, rowsBesideStock, fileMemory];

async function main(wanted: string[]): Promise<void> {
	const known = PARTS.map(({ name }) => name);
	const strange = wanted.find((name) => !known.includes(name));
	if (strange !== undefined)
		throw new Error(`There is no part "${strange}"; there is ${known.join(', ')}`);
	for (const part of PARTS) {
		if (wanted.length > 0 && !wanted.includes(part.name)) continue;
		console.log(`\n${part.title}\n`);
		await part.run();
	}
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
