import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { notAChoice } from '../errors/dtError';
import { toNodeError } from '../errors/nodeError';
import { textOf } from '../errors/shown';
import * as createReport from './report/create.operation';
import * as downloadReport from './report/download.operation';
import * as runReport from './report/run.operation';
import * as sendRequest from './request/send.operation';
import * as getToken from './token/get.operation';

const OPERATIONS: Record<string, (context: IExecuteFunctions) => Promise<INodeExecutionData[]>> = {
	'report.create': createReport.execute,
	'report.download': downloadReport.execute,
	'report.run': runReport.execute,
	'request.send': sendRequest.execute,
	'token.get': getToken.execute,
};

/** Hands the execution over to the operation that the user chose. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = textOf(this.getNodeParameter('resource', 0));
	const operation = textOf(this.getNodeParameter('operation', 0));
	const execute = OPERATIONS[`${resource}.${operation}`];
	if (!execute) {
		const choices = Object.keys(OPERATIONS);
		const unknown = notAChoice('Operation', `${resource}.${operation}`, choices);
		throw toNodeError(this.getNode(), unknown);
	}
	return [await execute(this)];
}
