import { XMLParser, XMLValidator } from 'fast-xml-parser';

type Node = Record<string, unknown>;

const parser = new XMLParser({ preserveOrder: true, htmlEntities: true, parseTagValue: false });

/**
 * The words of a picture, in their order.
 *
 * @throws Error for a picture that is no well-formed XML, or no SVG
 */
export function svgTexts(svg: string): string[] {
	const isWellFormed = XMLValidator.validate(svg);
	if (isWellFormed !== true) throw new Error(isWellFormed.err.msg);
	const [root] = parser.parse(svg) as Node[];
	if (!root?.svg) throw new Error('the picture is no SVG');
	return textsIn(root.svg as Node[]);
}

const textsIn = (nodes: Node[]): string[] =>
	nodes.flatMap((node) =>
		Object.entries(node).flatMap(([name, children]) => {
			if (name === 'text') return (children as Node[]).map((part) => String(part['#text']));
			return Array.isArray(children) ? textsIn(children as Node[]) : [];
		}),
	);
