import { FAULTS, isRepresentative, type MatrixFault, type Step } from './faults';
import { OPERATIONS_OF, STRATEGIES, type Operation, type Strategy } from './operations';

export interface Cell {
	step: Step;
	operation: Operation;
	fault: MatrixFault;
	strategy: Strategy;
}

/** Only Download has a link of its own, without which n8n does not run it; the others get theirs with the report. */
export const meets = (step: Step, operation: Operation, fault: MatrixFault): boolean =>
	fault.steps.includes(step) &&
	(!('link' in fault) ||
		step !== 'firstCheck' ||
		(operation === 'download' && fault.link !== undefined));

/** All cells of a step: each fault with each operation thrown, its representative with each strategy. */
export function cellsOf(step: Step): Cell[] {
	return OPERATIONS_OF[step].flatMap((operation) =>
		FAULTS.filter((fault) => meets(step, operation, fault)).flatMap((fault) =>
			STRATEGIES.filter(
				(strategy) => strategy === 'thrown' || (operation !== 'trigger' && isRepresentative(fault)),
			).map((strategy) => ({ step, operation, fault, strategy })),
		),
	);
}

/** Cells that stand for their kind and take no time: thrown by Run, without a time-out. */
export const isQuick = ({ operation, strategy, fault }: Cell): boolean =>
	operation === 'run' && strategy === 'thrown' && isRepresentative(fault) && !fault.isSlow;
