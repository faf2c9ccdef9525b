import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import {
	chain,
	DT_CREDENTIAL,
	dtNode,
	manualTrigger,
	node,
	QUERY,
	type CredentialRef,
} from '../workflows';

/** Authenticated calls other than the node's own reports. */
export function requestScenarios(instance: () => N8nInstance): void {
	let credential: CredentialRef;

	beforeAll(async () => {
		credential = await instance().credential();
	});

	it('can be sent by the node to any path of the base URL', async () => {
		const send = dtNode(credential, {
			resource: 'request',
			operation: 'send',
			method: 'POST',
			path: '/api/v1/report/offerwall?format=csv',
			body: JSON.stringify(QUERY),
		});
		const execution = await instance().client.runNew(chain('Send', manualTrigger(), send));
		expectSuccess(execution);
		expect(itemsOf(execution)[0].json).toMatchObject({
			id: expect.any(String),
			url: expect.any(String),
		});
	});

	it("can be sent by n8n's own HTTP Request node with the same credential", async () => {
		const counted = instance().counter();
		const http = node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${instance().simulator.apiUrl}/api/v1/report/offerwall?format=csv`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: DT_CREDENTIAL,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify(QUERY),
		});
		http.credentials = { [DT_CREDENTIAL]: credential };
		const execution = await instance().client.runNew(chain('HTTP Request', manualTrigger(), http));
		expectSuccess(execution);
		expect(itemsOf(execution, 'HTTP Request')[0].json).toMatchObject({ url: expect.any(String) });
		expect(counted()).toMatchObject({ reports: 1, refused: 0 });
	});

	it('to another host is refused and carries no token', async () => {
		const before = instance().simulator.requests.length;
		const send = dtNode(credential, {
			resource: 'request',
			operation: 'send',
			method: 'GET',
			path: `${instance().simulator.fileUrl}/anything`,
		});
		const execution = await instance().client.runNew(chain('Elsewhere', manualTrigger(), send));
		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.context?.dt).toMatchObject({
			code: 'invalid_parameters',
		});
		expect(instance().simulator.requests).toHaveLength(before);
	});
}
