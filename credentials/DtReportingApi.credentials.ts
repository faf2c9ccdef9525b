import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { authenticate } from '../nodes/DtReporting/transport/authenticate';
import { DEFAULT_BASE_URL, LONGEST_BASE_URL } from '../nodes/DtReporting/transport/credential';
import { TOKEN_PATH } from '../nodes/DtReporting/transport/requestToken';
import { sharedToken } from '../nodes/DtReporting/transport/tokenCache';
import { toHookError } from '../nodes/DtReporting/errors/credentialError';

export class DtReportingApi implements ICredentialType {
	name = 'dtReportingApi';

	displayName = 'DT Reporting API';

	icon: Icon = {
		light: 'file:../nodes/DtReporting/dtReporting.svg',
		dark: 'file:../nodes/DtReporting/dtReporting.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-dt-reporting/n8n-nodes-dt-reporting/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Make the keys in the DT Console. Publishers: User Profile &gt; Advanced Reporting API. Advertisers: Users &gt; User Profile &gt; Reporting API Keys.',
			name: 'whereKeysAreMade',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'The Reporting API ID, as the DT Console shows it',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The Reporting API password: over 330 characters, made together with the ID',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description: 'Where the DT Reporting API is. There is no need to change it.',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{ displayName: 'Expires At', name: 'expiresAt', type: 'hidden', default: '' },
		{ displayName: 'Issued For', name: 'issuedFor', type: 'hidden', default: '' },
	];

	/** n8n calls this when there is no token, and after a 401 (see authenticate for the credential test). */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const httpRequest = this.helpers.httpRequest as (options: unknown) => Promise<unknown>;
		try {
			return { ...(await sharedToken(httpRequest, credentials)) };
		} catch (error) {
			throw toHookError(error);
		}
	}

	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		try {
			return authenticate(credentials, requestOptions);
		} catch (error) {
			throw toHookError(error);
		}
	};

	/**
	 * The exchange itself proves the pair and spends no report. `authenticate` has the hook above try it
	 * first, which has the better words, and puts the keys in, cleaned as everywhere.
	 */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			// What is longer than a Base URL may be is refused before it is sent (see readBaseUrl).
			baseURL: `={{ ($credentials.baseUrl.trim() || "${DEFAULT_BASE_URL}").slice(0, ${LONGEST_BASE_URL}).replace(/\\/+$/, "") }}`,
			url: TOKEN_PATH,
			headers: { 'Content-Type': 'application/json' },
			body: { grant_type: 'client_credentials' },
			disableFollowRedirect: true,
		},
	};
}
