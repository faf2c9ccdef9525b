import { eventually } from '../../support/waiting';
import type { N8nInstance } from '../n8nInstance';
import type { CredentialType, NodeType } from '../n8nClient';
import { PACKAGE, peersFrom } from '../packPackage';
import { DT_CREDENTIAL, DT_NODE, DT_TOOL, DT_TRIGGER } from '../workflows';

/** The package as n8n has loaded it. */
export function loadingScenarios(instance: () => N8nInstance): void {
	let nodes: NodeType[];
	let credential: CredentialType | undefined;
	const find = (name: string) => nodes.find((each) => each.name === name);

	beforeAll(async () => {
		// n8n writes its list of types again a moment after an installation.
		nodes = await eventually(
			async () => {
				const all = await instance().client.nodeTypes();
				return Array.isArray(all) && all.some(({ name }) => name === DT_NODE) ? all : undefined;
			},
			10_000,
			'the node to be listed',
		);
		const credentials = await instance().client.credentialTypes();
		credential = credentials.find(({ name }) => name === DT_CREDENTIAL);
	});

	it("is listed among n8n's installed community packages", async () => {
		expect(await instance().client.installedPackages()).toMatchObject([
			{ packageName: PACKAGE.name, installedVersion: PACKAGE.version },
		]);
	});

	it('is loaded whole: the node, its tool variant, the trigger and the credential', () => {
		expect(find(DT_NODE)?.displayName).toBe('DT Reporting');
		expect(find(DT_TOOL)?.displayName).toMatch(/^DT Reporting/);
		expect(credential?.displayName).toBe('DT Reporting API');
		expect(find(DT_TRIGGER)?.displayName).toBe('DT Reporting Trigger');
		expect(credential?.supportedNodes).toEqual(expect.arrayContaining([DT_NODE, DT_TRIGGER]));
	});

	it('shows light and dark icons', async () => {
		for (const type of [find(DT_NODE), find(DT_TOOL), find(DT_TRIGGER), credential]) {
			const { light, dark } = type?.iconUrl as { light: string; dark: string };
			const [lightIcon, darkIcon] = [
				await instance().client.file(light),
				await instance().client.file(dark),
			];
			expect(lightIcon.type).toContain('svg');
			expect(darkIcon.type).toContain('svg');
			expect(lightIcon.content.equals(darkIcon.content)).toBe(false);
		}
	});

	it('brings its codex, so that the node panel can file it', () => {
		for (const name of [DT_NODE, DT_TRIGGER]) {
			expect(find(name)?.codex).toMatchObject({ categories: expect.any(Array) });
		}
	});

	it('has a trigger that is polled, at the times that n8n requests, and is no tool', () => {
		expect(find(DT_TRIGGER)?.polling).toBe(true);
		expect(find(DT_TRIGGER)?.properties.map(({ name }) => name)).toContain('pollTimes');
		expect(find(`${DT_TRIGGER}Tool`)).toBeUndefined();
	});

	it('offers a custom API call, which only a node with a fitting credential gets', () => {
		const resource = find(DT_NODE)?.properties.find(({ name }) => name === 'resource');
		expect(JSON.stringify(resource)).toContain('__CUSTOM_API_CALL__');
	});

	it("finds its peer dependencies in n8n's own packages", () => {
		const { folder } = instance().runtime;
		const peers = peersFrom(folder);
		expect(Object.keys(peers)).toEqual(Object.keys(PACKAGE.peerDependencies ?? {}));
		for (const path of Object.values(peers)) expect(path.startsWith(folder)).toBe(true);
	});
}
