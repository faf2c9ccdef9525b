/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals -- tests, not a node */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As the build puts it into one file: modules, whose maps nobody outside can reach. */
const SHARED = `
const cache = new (class extends Map {})();
const byNode = new Map([['a', new Map([[1, 1], [2, 2]])], ['b', new Map()]]);
exports.tokens = { fill: (count) => { for (let at = 0; at < count; at++) cache.set(at, at); } };
exports.reports = { size: () => byNode.size };
`;
const STRANGER = 'const strange = new Map([[1, 1]]); exports.size = () => strange.size;';
const PROGRAM = `
require('./some-package/dist/shared.js').tokens.fill(5);
require('./other-package/dist/index.js');
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => {}, 500);
`;

describe('the gauges', () => {
	let folder: string;

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'dt-gauges-'));
		for (const [file, text] of [
			['some-package/dist/shared.js', SHARED],
			['other-package/dist/index.js', STRANGER],
			['program.js', PROGRAM],
		]) {
			mkdirSync(join(folder, file, '..'), { recursive: true });
			writeFileSync(join(folder, file), text);
		}
		execFileSync(
			process.execPath,
			['--require', join(__dirname, 'gauges.cjs'), join(folder, 'program.js')],
			{
				env: {
					...process.env,
					DT_GAUGES: join(folder, 'gauges.json'),
					DT_PACKAGE: 'some-package',
				},
			},
		);
	});

	afterAll(() => rmSync(folder, { recursive: true }));

	const figures = () =>
		JSON.parse(readFileSync(join(folder, 'gauges.json'), 'utf8')) as Record<string, unknown>;

	it("count the entries of the package's own maps, and of the maps in them, and of no others", () => {
		expect(figures()).toMatchObject({
			maps: 2,
			entries: 9,
			entriesByMap: { cache: 5, byNode: 4 },
		});
	});

	it('measure memory, handles and descriptors', () => {
		for (const name of ['heap', 'rss', 'handles', 'descriptors']) {
			expect(figures()[name]).toBeGreaterThan(0);
		}
	});
});
