import type { BrokenEnd, Fault } from '../simulator/faults';
import type { MatrixFault, Place, Step } from './faults';

const BEFORE_THE_BODY: Step[] = ['token', 'report', 'firstCheck', 'laterCheck', 'redirect'];
const IN_THE_BODY: Step[] = ['token', 'report', 'download'];

const action = (
	group: string,
	steps: Step[],
	how: Fault['action'] | BrokenEnd,
	isSlow = false,
): MatrixFault => ({ group, steps, answer: { action: how }, isSlow });

/** A later check goes to the host of the first one, whose certificate was seen there. */
const place = (group: string, where: Place): MatrixFault => ({
	group,
	steps: BEFORE_THE_BODY.filter((step) => step !== 'laterCheck'),
	place: where,
});

export const WIRE_FAULTS: MatrixFault[] = [
	place('connection refused', 'refused'),
	place('unknown host', 'unknownHost'),
	place('untrusted certificate', 'untrusted'),
	place('no TLS', 'notTls'),
	action('reset before the headers', BEFORE_THE_BODY, 'reset'),
	action('reset amid the headers', BEFORE_THE_BODY, 'resetInHeaders'),
	action('reset after the headers', BEFORE_THE_BODY, 'resetAfterHeaders'),
	action('reset amid the body', IN_THE_BODY, 'resetInBody'),
	action('closed amid the body', IN_THE_BODY, 'truncate'),
	action('no response', BEFORE_THE_BODY, 'hang', true),
	action('body stalls', IN_THE_BODY, 'stall', true),
	action('body trickles', IN_THE_BODY, 'trickle', true),
	action('body without end', IN_THE_BODY, 'endless', true),
];
