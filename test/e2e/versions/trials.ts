/** The short set of scenarios in one n8n version. */
export interface Trial {
	version: string;
	/** The major version of Node that n8n runs with. */
	node: number;
}

/** The oldest n8n that is supported, some in between and the newest that installs, each with its Nodes. */
export const TRIALS: Trial[] = [
	{ version: '1.123.81', node: 22 },
	{ version: '1.123.81', node: 24 },
	{ version: '2.0.3', node: 20 },
	{ version: '2.0.3', node: 22 },
	{ version: '2.8.4', node: 22 },
	{ version: '2.8.4', node: 24 },
	{ version: '2.20.12', node: 22 },
	{ version: '2.20.12', node: 24 },
	{ version: '2.35.7', node: 22 },
	{ version: '2.35.7', node: 24 },
	{ version: '2.41.1', node: 24 },
];
