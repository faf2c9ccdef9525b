/** One n8n version that the end-to-end tests run in. */
export interface Release {
	version: string;
	/** The Node versions it accepts: at least `[major, minor]`, and no newer major than `newestMajor`. */
	node: { atLeast: [number, number]; newestMajor?: number };
	/** Modules it can do without; n8n stops at a name it does not know, so the list is the version's own. */
	disabledModules: string;
	/**
	 * Whether an item of `error`, `message` and `details` goes to the error output (n8n 2.34 and later).
	 * Before, n8n took it for data, and only `error` and `message` may stand in such an item.
	 */
	routesDetails: boolean;
	/** Whether expressions in a credential outlive a token that n8n stores beside them (2.34 and later). */
	keepsExpressions: boolean;
	/** Whether a model is given the parameters of a tool, n8n's own tools included. */
	describesTools: boolean;
}

/**
 * The newest that installs from npm, and the newest that still runs on Node 20. What they are installed
 * from, lockfile included, stands in `releases/<version>/`.
 */
export const RELEASES: Release[] = [
	{
		version: '2.41.1',
		node: { atLeast: [24, 0] },
		disabledModules: 'mcp-registry,instance-ai,agents,chat-hub,insights,mcp,workflow-builder',
		routesDetails: true,
		keepsExpressions: true,
		describesTools: true,
	},
	{
		version: '2.8.4',
		node: { atLeast: [20, 19], newestMajor: 24 },
		disabledModules: 'insights,mcp,chat-hub',
		routesDetails: false,
		keepsExpressions: false,
		describesTools: true,
	},
];

export const NEWEST = RELEASES[0];

export function releaseOf(version: string): Release {
	const found = RELEASES.find((release) => release.version === version);
	if (!found) {
		const known = RELEASES.map((release) => release.version).join(', ');
		throw new Error(`n8n ${version} is not among the known releases (${known})`);
	}
	return found;
}

/** The first version that keeps `details` and a credential's expressions. */
const KEEPS_FROM = [2, 34];

/** As npm installs these today, a model sees names and descriptions of tools only. */
const DESCRIBES_NO_TOOLS = ['2.20.12'];

/** Any other version, run by a Node of this major version; npm decides on the packages below it. */
export function unpinnedRelease(version: string, nodeMajor: number): Release {
	const [major, minor] = version.split('.').map(Number);
	const keeps = major > KEEPS_FROM[0] || (major === KEEPS_FROM[0] && minor >= KEEPS_FROM[1]);
	return {
		version,
		node: { atLeast: [nodeMajor, 0], newestMajor: nodeMajor },
		disabledModules: '',
		routesDetails: keeps,
		keepsExpressions: keeps,
		describesTools: !DESCRIBES_NO_TOOLS.includes(version),
	};
}
