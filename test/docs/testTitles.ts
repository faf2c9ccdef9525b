import ts from 'typescript';

const GROUPS = ['describe'];
const TESTS = ['it', 'test'];

const NOT_RUN = ['skip', 'todo', 'failing'];

/** `it` of `it(…)`, `it.each(…)(…)` and the like; nothing of what does not run or must fail. */
function calleeOf(call: ts.Expression): string | undefined {
	if (ts.isIdentifier(call)) return call.text;
	if (ts.isPropertyAccessExpression(call)) {
		return NOT_RUN.includes(call.name.text) ? undefined : calleeOf(call.expression);
	}
	return ts.isCallExpression(call) || ts.isTaggedTemplateExpression(call)
		? calleeOf(ts.isCallExpression(call) ? call.expression : call.tag)
		: undefined;
}

/** A title as it is written; `%s` of a table stays, and so does `${…}` of a template. */
function titleOf(node: ts.Expression | undefined, source: ts.SourceFile): string | undefined {
	if (node === undefined) return undefined;
	if (ts.isStringLiteralLike(node)) return node.text;
	return ts.isTemplateExpression(node) ? node.getText(source).slice(1, -1) : undefined;
}

/**
 * The full titles of the tests in a source file: the titles of the groups that a test is in and its own,
 * joined by ` > `, as written. A table of tests has one title, with the placeholders of its table.
 *
 * @param text the source, of a test file or of a file of end-to-end scenarios
 */
export function testTitles(text: string): string[] {
	const source = ts.createSourceFile('tests.ts', text, ts.ScriptTarget.Latest, true);
	const titles: string[] = [];
	const visit = (node: ts.Node, groups: string[]): void => {
		const name = ts.isCallExpression(node) ? calleeOf(node.expression) : undefined;
		const title = ts.isCallExpression(node) ? titleOf(node.arguments[0], source) : undefined;
		const isNamed = title !== undefined && ts.isCallExpression(node) && node.arguments.length > 1;
		if (isNamed && TESTS.includes(name ?? '')) titles.push([...groups, title].join(' > '));
		const isSkipped = ts.isCallExpression(node) && name === undefined && isNamed;
		if (isSkipped && /^(?:describe|it|test)\b/.test(node.expression.getText(source))) return;
		const inner = isNamed && GROUPS.includes(name ?? '') ? [...groups, title] : groups;
		ts.forEachChild(node, (child) => visit(child, inner));
	};
	visit(source, []);
	return titles;
}
