import { isResponse, isSuccess, type HttpResponse, type Outcome } from './httpResponse';
import { isRefusal, jsonObject } from './responseBody';

export const isInternal = ({ body }: HttpResponse): boolean =>
	jsonObject(body)?.error === 'internal_server_error';

/** What a request for a report may have cost, where no report came of it. */
interface Cost {
	mayBeCounted?: boolean;
	isFinal?: boolean;
	remedy?: string;
}

export const LOST: Cost = {
	mayBeCounted: true,
	isFinal: true,
	remedy: 'Running the node again requests a new report.',
};

/**
 * Whether DT may have counted a request: it counts what it has taken on, and that it has not refused. What
 * it refuses (4xx, or in so many words under 200), what never reached it, a redirect and a proxy that requires
 * a login are not counted. How DT counts a request that it could not carry out is unknown (?), so a 5xx may
 * be; after a 504 it reached DT, which may still work on it.
 */
export function costOf(outcome: Outcome): Cost {
	if (!isResponse(outcome)) {
		return outcome.kind === 'timeout' || outcome.kind === 'lost' ? LOST : {};
	}
	const { status } = outcome;
	if (status === 504) return LOST;
	if (status >= 500) return { mayBeCounted: true };
	if (!isSuccess(outcome)) return {};
	if (!isRefusal(outcome.body)) return LOST;
	return isInternal(outcome) ? { mayBeCounted: true } : {};
}
