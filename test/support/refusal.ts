import type { DtError } from '../../nodes/DtReporting/errors/dtError';

/** The typed error that some work throws, which must not succeed. */
export function refusalOf(work: () => unknown): DtError {
	try {
		work();
	} catch (error) {
		return error as DtError;
	}
	throw new TypeError('It was accepted');
}
