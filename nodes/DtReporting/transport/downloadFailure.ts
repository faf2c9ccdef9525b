import type { NoFile } from '../core/report/downloadStatus';
import { asError } from '../errors/asError';
import { DtError, isDtError } from '../errors/dtError';
import { RefusedRedirect } from './downloadFile';
import { parseThrown } from './httpResponse';
import { retryAfterMs } from './retryAfter';

const CERTIFICATE_REMEDY =
	'The connection to the file host is not trusted by this machine. Where a company network puts its own certificate in between, give it to n8n with the environment variable NODE_EXTRA_CA_CERTS, then run the node again.';
const HOST_REMEDY =
	'Check the network, the DNS and the proxy of this n8n, and that Report URL is as Create Report gave it, then run the node again.';

const COMPRESSION = /^Z_|ERR__ERROR_FORMAT/;

/** Whether a body could not be read because its compression cannot be undone. */
export function isBadCompression(error: unknown): boolean {
	const read = parseThrown(error);
	return read !== undefined && 'kind' in read && COMPRESSION.test(read.reason);
}

/**
 * What a connection that failed means for the wait: the link costs nothing, so it is fetched again, unless
 * waiting cannot help.
 *
 * @throws DtError `cancelled`, or the error itself where it is no matter of the wire
 */
export function statusOfFailure(error: unknown): NoFile {
	if (error instanceof RefusedRedirect) {
		return { kind: 'unreadable', reason: error.message, isFinal: true };
	}
	const read = parseThrown(error);
	if (isDtError(read)) throw asError(read);
	if (read && 'kind' in read) {
		const { kind, reason } = read;
		if (kind === 'cancelled') throw new DtError('cancelled');
		if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(reason)) {
			const remedy = CERTIFICATE_REMEDY;
			return { kind: 'unreadable', code: 'connection_failed', reason, remedy, isFinal: true };
		}
		if (reason === 'ENOTFOUND' || reason === 'EPROTO') {
			return { kind: 'unreadable', code: 'connection_failed', reason, remedy: HOST_REMEDY };
		}
		if (COMPRESSION.test(reason)) {
			const unpacked = `its compression cannot be undone (${reason})`;
			return { kind: 'unreadable', reason: unpacked };
		}
		return { kind: 'transient', reason: `no whole response from the file host (${reason})` };
	}
	if (read) return { kind: 'transient', reason: `HTTP ${read.status}` };
	throw asError(error);
}

/** A transient status with the pause that the file host requested. */
export function withPause(status: NoFile, headers: Record<string, string>, now: number): NoFile {
	return status.kind === 'transient'
		? { ...status, retryAfterMs: retryAfterMs(headers, now) }
		: status;
}
