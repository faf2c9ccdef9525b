import type { Workflow, WorkflowNode } from '../e2e/n8nClient';

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** The side of a node on n8n's canvas. */
const NODE = 96;
/** A label is as wide as this, centred below its node, and has up to two lines. */
const LABEL = { width: 200, height: 60 };
/** An edge that goes back passes below its nodes. */
const LOOP = 130;

export const STICKY = 'n8n-nodes-base.stickyNote';

const isSticky = ({ type }: WorkflowNode) => type === STICKY;

const nodeBox = ({ position: [x, y] }: WorkflowNode): Box => ({
	left: x + (NODE - LABEL.width) / 2,
	top: y,
	right: x + (NODE + LABEL.width) / 2,
	bottom: y + NODE + LABEL.height,
});

const stickyBox = ({ position: [x, y], parameters }: WorkflowNode): Box => ({
	left: x,
	top: y,
	right: x + Number(parameters.width),
	bottom: y + Number(parameters.height),
});

const meet = (a: Box, b: Box) =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The space that an edge may take: from the right side of a node to the left side of another. */
function edgeBox(from: WorkflowNode, to: WorkflowNode): Box {
	const [start, end] = [from.position[0] + NODE, to.position[0]];
	const [y1, y2] = [from.position[1], to.position[1]];
	return {
		left: Math.min(start, end),
		top: Math.min(y1, y2),
		right: Math.max(start, end),
		bottom: Math.max(y1, y2) + NODE + (end < start ? LOOP : 0),
	};
}

/** What lies upon each other: two nodes or their labels, a node or an edge and a sticky note. */
export function collisions({ nodes, connections }: Workflow): string[] {
	const [stickies, others] = [nodes.filter(isSticky), nodes.filter((node) => !isSticky(node))];
	const named = new Map(nodes.map((node) => [node.name, node]));
	const pairs = others.flatMap((a, index) =>
		others
			.slice(index + 1)
			.filter((b) => meet(nodeBox(a), nodeBox(b)))
			.map((b) => `${a.name} × ${b.name}`),
	);
	const under = stickies.flatMap((note) =>
		others
			.filter((node) => meet(nodeBox(node), stickyBox(note)))
			.map((node) => `${node.name} × ${note.name}`),
	);
	const through = Object.entries(connections)
		.flatMap(([name, types]) =>
			(types.main ?? [])
				.flat()
				.map((edge) => ({ from: named.get(name), to: named.get(edge.node) })),
		)
		.flatMap(({ from, to }) =>
			!from || !to
				? []
				: stickies
						.filter((note) => meet(edgeBox(from, to), stickyBox(note)))
						.map((note) => `${from.name} → ${to.name} × ${note.name}`),
		);
	return [...pairs, ...under, ...through];
}
