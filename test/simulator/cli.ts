/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a Node program, not a node */
import { parseArgs } from 'node:util';

import { startSimulator } from './index';

const USAGE = `Usage: npm run simulator -- [options]

  --port N         port of the API host on 127.0.0.1 (any free one)
  --file-port N    port of the file host on localhost (any free one)
  --ready-after S  seconds until a report is ready (5)
  --seed TEXT      what data, ids and keys follow from (dt)
  --help           this text`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			'file-port': { type: 'string', default: '0' },
			'ready-after': { type: 'string', default: '5' },
			seed: { type: 'string', default: 'dt' },
			help: { type: 'boolean', default: false },
		},
	});
	for (const name of ['port', 'file-port', 'ready-after'] as const) {
		if (!/^\d+(\.\d+)?$/.test(values[name])) throw new Error(`--${name} takes a number`);
	}
	return values;
}

async function main(): Promise<void> {
	const given = readArguments();
	if (given.help) return console.log(USAGE);
	const dt = await startSimulator({
		port: Number(given.port),
		filePort: Number(given['file-port']),
		readyAfter: Number(given['ready-after']) * 1000,
		seed: given.seed,
		log: ({ at, method, host, path, status }) =>
			console.log(
				`${new Date(at).toISOString()}  ${host.padEnd(4)} ${status}  ${method} ${path.split('?')[0]}`,
			),
	});
	// Before anything is printed: whoever reads the addresses may end the program at once.
	const end = () => void dt.close().then(() => process.exit(0));
	process.once('SIGINT', end).once('SIGTERM', end);
	console.log(`DT stand-in
  Base URL        ${dt.apiUrl}
  files           ${dt.fileUrl}
  Client ID       ${dt.clientId}
  Client Secret   ${dt.clientSecret}

  curl -s ${dt.apiUrl}/auth/v1/token -H 'Content-Type: application/json' \\
    -d '{"grant_type":"client_credentials","client_id":"${dt.clientId}","client_secret":"${dt.clientSecret}"}'

Requests as they come (Ctrl+C ends):`);
}

main().catch((error: Error) => {
	console.error(`${error.message}\n\n${USAGE}`);
	process.exitCode = 2;
});
