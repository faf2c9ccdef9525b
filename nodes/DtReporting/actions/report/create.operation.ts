import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ReportJob } from './reportJobs';
import { runRequests } from './requestReports';

/**
 * Create Report: requests the reports of all items and returns at once, an item a report:
 * `{reportId, reportUrl, urlExpiresAt, requestedAt, query}`, times in ISO 8601 UTC. A date range of more
 * than 90 days gives several. The link is for Download Report, in this workflow or any other.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await runRequests(
		context,
		() => undefined,
		async ({ itemIndex, jobs }) =>
			jobs.map((job) => ({ json: toJson(job), pairedItem: { item: itemIndex } })),
	);
}

function toJson(job: ReportJob): IDataObject {
	const { reportId, reportUrl, urlExpiresAt, requestedAt } = job.report!;
	const { endpoint, body } = job.query;
	const query = { endpoint, ...body } as unknown as IDataObject;
	return { reportId, reportUrl, urlExpiresAt: urlExpiresAt ?? null, requestedAt, query };
}
