/**
 * Loaded into n8n before its own code: writes how long each run of a node took, and the longest time that the
 * event loop stood still meanwhile, to the file named in DT_NODE_TIMES, a line of JSON each.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const FILE = process.env.DT_NODE_TIMES;
const load = Module._load;
let isPatched = false;

function measure(WorkflowExecute) {
	const { runNode } = WorkflowExecute.prototype;
	WorkflowExecute.prototype.runNode = async function (workflow, executionData, ...more) {
		const delay = monitorEventLoopDelay({ resolution: 1 });
		delay.enable();
		const started = performance.now();
		try {
			return await runNode.call(this, workflow, executionData, ...more);
		} finally {
			const ms = performance.now() - started;
			delay.disable();
			const { name } = executionData.node;
			appendFileSync(FILE, `${JSON.stringify({ node: name, ms, block: delay.max / 1e6 })}\n`);
		}
	};
}

Module._load = function (request, ...more) {
	const loaded = load.call(this, request, ...more);
	if (FILE && !isPatched && request === 'n8n-core') {
		isPatched = true;
		measure(loaded.WorkflowExecute);
	}
	return loaded;
};
