import { nodeKey, runKey } from '../../../../nodes/DtReporting/helpers/nodeKey';
import { nodeContext } from '../../../support/nodeContext';

describe('the key of a node', () => {
	it('differs by workflow and by node name', () => {
		expect(nodeKey(nodeContext({ workflow: 'w1', node: 'A' }))).toBe('w1/A');
		expect(nodeKey(nodeContext({ workflow: 'w2', node: 'B' }))).toBe('w2/B');
	});

	it('stands for a workflow that is not saved yet', () => {
		const context = nodeContext();
		context.getWorkflow = () => ({ name: 'My workflow', active: false });
		expect(nodeKey(context)).toBe('/DT Reporting');
	});
});

describe('the key of a run', () => {
	it('differs by execution and by the round of a loop', () => {
		expect(runKey(nodeContext({ execution: 'e1', runIndex: 0 }))).toBe('e1/0');
		expect(runKey(nodeContext({ execution: 'e1', runIndex: 1 }))).toBe('e1/1');
		expect(runKey(nodeContext({ execution: 'e2', runIndex: 0 }))).toBe('e2/0');
	});

	it('of a tool is that of the execution, since n8n counts its retries as runs', () => {
		const type = 'n8n-nodes-dt-reporting.dtReportingTool';
		expect(runKey(nodeContext({ type, execution: 'e1', runIndex: 3 }))).toBe('e1');
	});

	it('is none where the execution has no id', () => {
		expect(runKey(nodeContext({ execution: '' }))).toBeUndefined();
	});
});
