import { expectSuccess, itemsOf, type N8nInstance } from '../n8nInstance';
import { chain, DT_CREDENTIAL, manualTrigger, node } from '../workflows';

/** What becomes of the token where DT's host, or something in its place, leads on to another one. */
export function redirectScenarios(instance: () => N8nInstance): void {
	it.each([3, 4.2, 4.3])(
		"to another host, followed by n8n's own HTTP Request node %s, takes no token there",
		async (version) => {
			const { client, simulator } = instance();
			const credential = await instance().credential();
			const path = `/led-on-${version}`;
			simulator.fault({
				on: 'other',
				status: 302,
				headers: { Location: `${simulator.fileUrl}${path}` },
			});
			simulator.fault({ on: 'file', status: 200, body: { arrived: true } });
			const http = node('HTTP Request', 'n8n-nodes-base.httpRequest', version, {
				url: `${simulator.apiUrl}/api/v1/moved`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: DT_CREDENTIAL,
				options: { redirect: { redirect: { followRedirects: true } } },
			});
			http.credentials = { [DT_CREDENTIAL]: credential };
			const execution = await client.runNew(chain('Redirect', manualTrigger(), http));
			expectSuccess(execution);
			expect(itemsOf(execution, 'HTTP Request')[0].json).toEqual({ arrived: true });
			const asked = simulator.requests.filter((each) => each.path === '/api/v1/moved').at(-1);
			expect(asked?.headers.authorization).toMatch(/^Bearer /);
			const elsewhere = simulator.requests.filter((each) => each.path === path);
			expect(elsewhere).toHaveLength(1);
			expect(elsewhere[0].headers).not.toHaveProperty('authorization');
		},
	);
}
