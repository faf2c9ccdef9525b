/**
 * Loaded into n8n before its own code: on SIGUSR2 it collects garbage, measures this process, and writes the
 * figures to the file named in DT_GAUGES.
 */
const { readdirSync, renameSync, writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const { DT_GAUGES: FILE, DT_PACKAGE: PACKAGE } = process.env;

/** The entries of a map, and of the maps in it. */
const COUNT = `function () {
	const count = (map) => [...map.values()].reduce((sum, value) => sum + (value instanceof Map ? count(value) : 0), map.size);
	return count(this);
}`;

/** The entries of all maps that the package's modules hold in variables of their own. */
function entriesOfPackage() {
	const session = new Session();
	session.connect();
	const ask = (method, parameters) => {
		let given;
		session.post(method, parameters, (error, result) => {
			if (error) throw new Error(`${method}: ${error.message}`);
			given = result;
		});
		return given;
	};
	try {
		const exported = Object.keys(require.cache)
			.filter((file) => file.includes(`${PACKAGE}/dist/`))
			.flatMap((file) => Object.values(require.cache[file].exports ?? {}))
			// What the nodes share is one file, whose exports are modules.
			.flatMap((value) => (typeof value === 'object' ? Object.values(value ?? {}) : [value]))
			.filter((value) => typeof value === 'function');
		const maps = new Map();
		globalThis.dtExported = exported;
		exported.forEach((_, at) => {
			const { result } = ask('Runtime.evaluate', { expression: `dtExported[${at}]` });
			const { internalProperties } = ask('Runtime.getProperties', { objectId: result.objectId });
			const scopes = internalProperties.find(({ name }) => name === '[[Scopes]]');
			for (const scope of ask('Runtime.getProperties', { objectId: scopes.value.objectId })
				.result) {
				if (scope.value?.description === 'Global') continue;
				const { objectId } = scope.value;
				for (const { name, value } of ask('Runtime.getProperties', { objectId }).result) {
					if (value?.subtype === 'map') maps.set(name, value.objectId);
				}
			}
		});

		const counts = [...maps].map(([name, objectId]) => [
			name,
			ask('Runtime.callFunctionOn', { objectId, functionDeclaration: COUNT, returnByValue: true })
				.result.value,
		]);
		return {
			maps: counts.length,
			entries: counts.reduce((sum, [, count]) => sum + count, 0),
			entriesByMap: Object.fromEntries(counts),
		};
	} finally {
		delete globalThis.dtExported;
		session.disconnect();
	}
}

if (FILE) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	process.on('SIGUSR2', () => {
		collect();
		collect();
		const { heapUsed, rss } = process.memoryUsage();
		const figures = {
			heap: heapUsed,
			rss,
			handles: process.getActiveResourcesInfo().length,
			descriptors: readdirSync('/proc/self/fd').length,
			...entriesOfPackage(),
		};
		// Renamed into its place, so that nobody ever reads half of it.
		writeFileSync(`${FILE}.next`, JSON.stringify(figures));
		renameSync(`${FILE}.next`, FILE);
	});
}
