import { createHash } from 'node:crypto';
import { bytesOf, xml, type Exchange, type Reply } from './exchange';
import { headerOf, manyRows, rowsOf } from './offerWallData';
import type { ReportQuery } from './reportQuery';
import type { SimulatedReport, SimulatorState } from './simulatorState';

/** The file host's answer: S3's rules for a pre-signed link (docs/dt-api.md section 3). */
export function answerFile(exchange: Exchange, state: SimulatorState): Reply {
	const { headers, method, url } = exchange;
	const id = /^\/fyber-async-reports\/group%3D\d+\/([^/]+)\/\1\.csv$/.exec(url.pathname)?.[1];
	const report = state.reports.find((known) => known.id === id);
	if (headers.authorization !== undefined) {
		return xml(400, 'InvalidArgument', 'Give one kind of authorization, not two');
	}
	const linkError = state.links.judge(url, state.now());
	if (method !== 'GET' || linkError === 'SignatureDoesNotMatch') {
		return xml(403, 'SignatureDoesNotMatch', 'The signature is not that of this request');
	}
	if (linkError === 'expired') return xml(403, 'AccessDenied', 'Request has expired');
	if (!report) return xml(404, 'NoSuchKey', 'There is no such key');
	exchange.reportId = report.id;
	if (state.now() < report.readyAt) return notReady(report, state);
	report.downloads++;
	const body = contentOf(report, state);
	const ETag = `"${createHash('md5').update(report.id).digest('hex')}"`;
	const shared = { 'Content-Type': 'text/csv', ETag };
	const { ranges } = state.options;
	if (ranges && headers.range !== undefined)
		return partOf(bytesOf({ body }), headers.range, shared);
	return { status: 200, headers: { ...shared, ...(ranges && { 'Accept-Ranges': 'bytes' }) }, body };
}

/** From some byte on, as S3 gives it. */
function partOf(bytes: Buffer, range: string, headers: Record<string, string>): Reply {
	const start = Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
	if (!(start < bytes.length)) return xml(416, 'InvalidRange', 'The range is not satisfiable');
	const part = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
	return {
		status: 206,
		headers: { ...headers, 'Content-Range': part },
		body: bytes.subarray(start),
	};
}

const READINGS = ['empty', 'missing', 'accessDenied'] as const;

/** The readings of "not ready" that are known (docs/dt-api.md section 3, A to C). */
function notReady(report: SimulatedReport, { options, requests }: SimulatorState): Reply {
	const checks = requests.filter(({ reportId }) => reportId === report.id).length;
	const reading = options.notReadyAs === 'mixed' ? READINGS[checks % 3] : options.notReadyAs;
	if (reading === 'missing') return xml(404, 'NoSuchKey', 'There is no such key');
	if (reading === 'accessDenied') return xml(403, 'AccessDenied', 'Access Denied');
	return { status: 200, headers: { 'Content-Type': 'text/csv' }, body: '' };
}

function contentOf(
	{ account, query, requestedAt }: SimulatedReport,
	{ accounts, options }: SimulatorState,
): string | Buffer | Iterable<string> {
	const { rows, emptyAs, rowOrder, restated } = options;
	const seed = accounts.find(({ id }) => id === account)?.seed ?? options.seed;
	if (rows !== undefined) return manyLines(query, rows, seed);
	const lines = [...rowsOf(query, requestedAt, seed, rowOrder, restated)];
	return lines.length === 0 && emptyAs === 'nothing' ? '' : `${headerOf(query)}${lines.join('')}`;
}

/** So many rows are held in memory, so that a measured client does not wait for them to be made. */
const MOST_HELD = 500_000;
let held: { name: string; bytes: Buffer } | undefined;

function manyLines(query: ReportQuery, rows: number, seed: string): Buffer | Iterable<string> {
	const lines = withHeader(headerOf(query), manyRows(query, rows, seed));
	if (rows < 10_000 || rows > MOST_HELD) return lines;
	const name = JSON.stringify([query, rows, seed]);
	if (held?.name !== name) held = { name, bytes: Buffer.from([...lines].join('')) };
	return held.bytes;
}

function* withHeader(header: string, lines: Iterable<string>): Generator<string> {
	yield header;
	yield* lines;
}
