/** Posts with n8n's own helper and nothing around it: what a request costs at the least. */
class RawRequest {
	description = {
		displayName: 'Raw Request',
		name: 'rawRequest',
		group: ['input'],
		version: 1,
		description: 'Posts with the helper',
		defaults: { name: 'Raw' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'dtReportingApi', required: true }],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Body', name: 'body', type: 'string', default: '' },
		],
	};

	async execute() {
		const items = [];
		for (let item = 0; item < this.getInputData().length; item++) {
			const url = this.getNodeParameter('url', item);
			const body = JSON.parse(this.getNodeParameter('body', item));
			const json = await this.helpers.httpRequestWithAuthentication.call(this, 'dtReportingApi', {
				method: 'POST',
				url,
				body,
				json: true,
			});
			items.push({ json, pairedItem: { item } });
		}
		return [items];
	}
}

module.exports = { RawRequest };
