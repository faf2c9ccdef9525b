import { createHash } from 'crypto';
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { accountOf, type Account } from '../../transport/account';
import { credentialsHash } from '../../transport/tokenCache';
import { apiRequest } from '../../transport/apiRequest';
import { parseExactly } from '../../transport/exactJson';
import type { HttpResponse } from '../../transport/httpResponse';
import { answeredBy } from '../../transport/foreignResponse';
import { isRefusal, jsonObject } from '../../transport/responseBody';
import { reportError, requestError } from '../../transport/responseErrors';
import { DtError, invalidParameter, notAChoice } from '../../errors/dtError';
import { textOf } from '../../errors/shown';
import { eachItem } from '../itemResults';
import { RequestLedger } from '../../helpers/requestLedger';
import { isReportPath, readPath, shownPath } from './path';

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;
const TIMEOUT_MS = 120_000;
/** What comes back becomes items, which n8n holds in memory. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ELEMENTS = 1_000_000;

export const fields: INodeProperties[] = [
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: METHODS.map((method) => ({ name: method, value: method })),
		default: 'GET',
		description: 'The HTTP method of the request',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. /api/v1/report/offerwall',
		description:
			'A path on the Base URL of the credential. A POST to a report path counts as one of the day’s 50 reports.',
	},
	{
		displayName: 'Query Parameters',
		name: 'query',
		type: 'json',
		default: '{}',
		description: 'Query parameters as a JSON object, e.g. {"format": "csv"}',
	},
	{
		displayName: 'Body',
		name: 'body',
		type: 'json',
		default: '',
		description: 'The request body as JSON; leave it empty to send none',
		displayOptions: { show: { method: ['DELETE', 'PATCH', 'POST', 'PUT'] } },
	},
];

/**
 * Send Request: an authenticated call of any path on the base URL; the response body comes back, one
 * item per element when it is an array. Numbers are the same on the way there and back (see parseExactly).
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const ledger = new RequestLedger(context);
	return await eachItem(context, async (itemIndex) => {
		const account = await accountOf(context, itemIndex);
		const method = readMethod(context.getNodeParameter('method', itemIndex));
		const path = readPath(context.getNodeParameter('path', itemIndex), account.keys.baseUrl);
		const query = readQuery(context.getNodeParameter('query', itemIndex, {}));
		const body =
			method === 'GET' ? undefined : readBody(context.getNodeParameter('body', itemIndex, ''));
		const asksForReport = method === 'POST' && isReportPath(path, account.keys.baseUrl);
		const send = async () =>
			await apiRequest(account, {
				method,
				path,
				query,
				body,
				timeoutMs: TIMEOUT_MS,
				mostBytes: MOST_BYTES,
				doing: `sending ${method} ${shownPath(path)}`,
				accepts: asksForReport ? isReportResponse : isOfDt,
				toError: asksForReport ? reportError : requestError,
			});
		const key = requestKey(account, method, path, query, body);
		const response = asksForReport ? await ledger.onceForItem(itemIndex, key, send) : await send();
		return elementsOf(response).map((json) => ({ json, pairedItem: { item: itemIndex } }));
	});
}

/** The same for the same request to the same account. */
const requestKey = ({ keys }: Account, ...request: unknown[]): string =>
	createHash('sha256')
		.update(JSON.stringify([credentialsHash(keys), ...request]))
		.digest('hex');

const isOfDt = (response: HttpResponse): boolean => answeredBy(response) === undefined;

/** Anything that DT may have answered a report request with; an empty or cut-off body and a refusal are not. */
function isReportResponse(response: HttpResponse): boolean {
	const { body } = response;
	if (!isOfDt(response) || body.trim() === '' || isRefusal(body)) return false;
	return jsonObject(body) !== undefined || !/^\s*[{[]/.test(body);
}

function readMethod(value: unknown): IHttpRequestMethods {
	const method = textOf(value).toUpperCase();
	if (!(METHODS as readonly string[]).includes(method)) {
		throw notAChoice('Method', value, METHODS);
	}
	return method as IHttpRequestMethods;
}

/** JSON text goes out as it is written, so that no number in it changes; an object from an expression as JSON. */
function readBody(value: unknown): unknown {
	const parsed = readJson('Body', value);
	return parsed !== undefined && typeof value === 'string' ? value : parsed;
}

/** n8n's HTTP client drops parameters with these names, at any level, without a word. */
const UNSENT = /"(__proto__|constructor|prototype)":/;

function readQuery(value: unknown): IDataObject {
	const query = readJson('Query Parameters', value) ?? {};
	if (typeof query !== 'object' || query === null || Array.isArray(query)) {
		throw invalidParameter('Query Parameters', 'this is not a JSON object');
	}
	const [, unsent] = UNSENT.exec(JSON.stringify(query)) ?? [];
	if (unsent === undefined) return query as IDataObject;
	throw invalidParameter(
		'Query Parameters',
		`n8n sends no parameter called ${unsent}`,
		`Write it into Path, e.g. /api/v1/report?${unsent}=1.`,
	);
}

/** JSON from a field: text is parsed, an object from an expression is taken as it is, a blank is nothing. */
function readJson(field: string, value: unknown): unknown {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && value.trim() === '') return undefined;
	try {
		if (typeof value === 'string') return parseExactly(value);
		// What has no JSON, or is nested too deep, is found out before it is sent.
		parseExactly(JSON.stringify(value));
		return value;
	} catch (error) {
		throw invalidParameter(field, `this is not JSON (${(error as Error).message.slice(0, 80)})`);
	}
}

/**
 * A body as items: an object as it is, an array's elements one by one, anything else under `data`.
 *
 * @throws DtError `unexpected_response` for an array of more elements than n8n can hold as items
 */
function elementsOf({ status, body }: HttpResponse): IDataObject[] {
	let parsed: unknown = body;
	try {
		parsed = parseExactly(body);
	} catch {
		// not JSON: the text itself is the response
	}
	const elements: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
	if (elements.length > MOST_ELEMENTS) {
		const reason = `it is a list of more than ${MOST_ELEMENTS / 1e6} million elements`;
		throw new DtError('unexpected_response', { httpStatus: status, reason, isFinal: true });
	}
	return elements.map((element) =>
		typeof element === 'object' && element !== null && !Array.isArray(element)
			? (element as IDataObject)
			: { data: element as IDataObject['data'] },
	);
}
