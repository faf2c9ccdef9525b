import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { CREDENTIAL, readKeys } from '../../transport/credential';
import { exchangeToken, type HttpRequest } from '../../transport/requestToken';
import { eachItem } from '../itemResults';

export const fields: INodeProperties[] = [
	{
		displayName:
			'The token lets whoever holds it read your reports for an hour, and stored executions show it. The other operations need no token of their own.',
		name: 'tokenNotice',
		type: 'notice',
		default: '',
	},
];

/** Get Token: a fresh exchange an item, beside the token that the credential keeps. Times in ISO 8601 UTC. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await eachItem(context, async (itemIndex) => {
		const keys = readKeys(await context.getCredentials(CREDENTIAL, itemIndex));
		const token = await exchangeToken(httpRequestOf(context), keys);
		const json = {
			accessToken: token.accessToken,
			tokenType: token.tokenType,
			expiresIn: token.expiresIn,
			issuedAt: new Date(token.issuedAt).toISOString(),
			expiresAt: new Date(token.expiresAt).toISOString(),
		};
		return [{ json, pairedItem: { item: itemIndex } }];
	});
}

const httpRequestOf =
	(context: IExecuteFunctions): HttpRequest =>
	async (options) =>
		await context.helpers.httpRequest(options);
