import { parse } from 'csv-parse/sync';
import type { Simulator } from '../simulator';
import { eventually } from './waiting';

const READY_WITHIN_MS = 30_000;

/** What DT is asked for. */
export interface Query {
	dateRange: { start: string; end: string };
	metrics: string[];
	splits: string[];
}

/** The file of a report as the simulator writes it, requested without the package. */
export async function reportCsv(dt: Simulator, query: Query): Promise<string> {
	const { clientId: client_id, clientSecret: client_secret } = dt;
	const keys = { grant_type: 'client_credentials', client_id, client_secret };
	const { accessToken } = await posted<{ accessToken: string }>(`${dt.apiUrl}/auth/v1/token`, keys);
	const { url } = await posted<{ url: string }>(
		`${dt.apiUrl}/api/v1/report/offerwall?format=csv`,
		{ source: 'event', filters: [], ...query },
		{ Authorization: `Bearer ${accessToken}` },
	);
	return await eventually(async () => await fileOf(url), READY_WITHIN_MS, 'a report');
}

/** The rows in it, read without the package: what a workflow must have made of it. */
export const reportRows = async (
	dt: Simulator,
	query: Query,
): Promise<Array<Record<string, string>>> =>
	parse<Record<string, string>>(await reportCsv(dt, query), { columns: true });

/** An error and an empty file both stand for a report that is not ready. */
async function fileOf(url: string): Promise<string | undefined> {
	const response = await fetch(url);
	const text = await response.text();
	return response.ok && text !== '' ? text : undefined;
}

async function posted<T>(url: string, body: object, headers: object = {}): Promise<T> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return (await response.json()) as T;
}
