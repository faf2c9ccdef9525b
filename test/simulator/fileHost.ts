import { xml, type Exchange, type Reply } from './exchange';
import { headerOf, manyRows, rowsOf } from './offerWallData';
import type { ReportQuery } from './reportQuery';
import type { SimulatedReport, World } from './world';

/** The file host's answer: S3's rules for a pre-signed link (docs/dt-api.md section 3). */
export function answerFile(exchange: Exchange, world: World): Reply {
	const { headers, method, url } = exchange;
	const id = /^\/fyber-async-reports\/group%3D\d+\/([^/]+)\/\1\.csv$/.exec(url.pathname)?.[1];
	const report = world.reports.find((known) => known.id === id);
	if (headers.authorization !== undefined) {
		return xml(400, 'InvalidArgument', 'Give one kind of authorization, not two');
	}
	const trouble = world.links.judge(url, world.now());
	if (method !== 'GET' || trouble === 'SignatureDoesNotMatch') {
		return xml(403, 'SignatureDoesNotMatch', 'The signature is not that of this request');
	}
	if (trouble === 'expired') return xml(403, 'AccessDenied', 'Request has expired');
	if (!report) return xml(404, 'NoSuchKey', 'There is no such key');
	exchange.reportId = report.id;
	if (world.now() < report.readyAt) return notReady(report, world);
	report.downloads++;
	return { status: 200, headers: { 'Content-Type': 'text/csv' }, body: contentOf(report, world) };
}

const READINGS = ['empty', 'missing', 'accessDenied'] as const;

/** The readings of "not ready" that are known (docs/dt-api.md section 3, A to C). */
function notReady(report: SimulatedReport, { options, requests }: World): Reply {
	const looks = requests.filter(({ reportId }) => reportId === report.id).length;
	const reading = options.notReadyAs === 'mixed' ? READINGS[looks % 3] : options.notReadyAs;
	if (reading === 'missing') return xml(404, 'NoSuchKey', 'There is no such key');
	if (reading === 'accessDenied') return xml(403, 'AccessDenied', 'Access Denied');
	return { status: 200, headers: { 'Content-Type': 'text/csv' }, body: '' };
}

function contentOf(
	{ account, query, requestedAt }: SimulatedReport,
	{ accounts, options }: World,
): string | Iterable<string> {
	const { rows, emptyAs, rowOrder } = options;
	const seed = accounts.find(({ id }) => id === account)?.seed ?? options.seed;
	if (rows !== undefined) return manyLines(query, rows, seed);
	const lines = [...rowsOf(query, requestedAt, seed, rowOrder)];
	return lines.length === 0 && emptyAs === 'nothing' ? '' : `${headerOf(query)}${lines.join('')}`;
}

/** So many rows are held in memory, so that a measured client does not wait for them to be made. */
const MOST_HELD = 500_000;
let held: { name: string; text: string } | undefined;

function manyLines(query: ReportQuery, rows: number, seed: string): string | Iterable<string> {
	const lines = withHeader(headerOf(query), manyRows(query, rows, seed));
	if (rows < 10_000 || rows > MOST_HELD) return lines;
	const name = JSON.stringify([query, rows, seed]);
	if (held?.name !== name) held = { name, text: [...lines].join('') };
	return held.text;
}

function* withHeader(header: string, lines: Iterable<string>): Generator<string> {
	yield header;
	yield* lines;
}
