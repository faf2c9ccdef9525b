const { readFileSync } = require('node:fs');

/** Hands on the rows of a JSON file: what a node costs that does nothing else. */
class Floor {
	description = {
		displayName: 'Floor',
		name: 'floor',
		group: ['input'],
		version: 1,
		description: 'Rows of a JSON file',
		defaults: { name: 'Floor' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'File', name: 'file', type: 'string', default: '' }],
	};

	async execute() {
		const rows = JSON.parse(readFileSync(this.getNodeParameter('file', 0), 'utf8'));
		return [rows.map((json) => ({ json, pairedItem: { item: 0 } }))];
	}
}

module.exports = { Floor };
