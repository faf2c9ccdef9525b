import type { IDataObject, IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { invalidParameter, notAChoice } from '../errors/dtError';
import { shown } from '../errors/shown';

/** Reads a parameter of a node by its name; a hidden one, and one that is not set, is `whenAbsent`. */
export type ReadParameter = (name: string, whenAbsent: unknown) => unknown;

/** The parameters of a node that is executed, as they are for one input item. */
export const parametersOf =
	(context: IExecuteFunctions, itemIndex: number): ReadParameter =>
	(name, whenAbsent) =>
		context.getNodeParameter(name, itemIndex, whenAbsent as object);

/** The parameters of a trigger that is polled. */
export const pollParametersOf =
	(context: IPollFunctions): ReadParameter =>
	(name, whenAbsent) =>
		context.getNodeParameter(name, whenAbsent as object);

/** The entries of the Options collection that the user has added. */
export const readOptions = (read: ReadParameter): IDataObject => read('options', {}) as IDataObject;

/** The parameter Additional Metrics, which version 2 has among its options. */
export const additionalMetricsOf = (read: ReadParameter): unknown =>
	read('additionalMetrics', null) ?? readOptions(read).additionalMetrics;

/**
 * A choice from a list.
 *
 * @throws DtError `invalid_parameters`
 */
export function readChoice<T extends string>(
	field: string,
	value: unknown,
	choices: readonly T[],
): T {
	if (!(choices as readonly unknown[]).includes(value)) {
		throw notAChoice(field, value, choices);
	}
	return value as T;
}

/** A value as a number; none for one that cannot be converted, as {"valueOf": 1} from JSON cannot. */
function numberIn(value: unknown): number {
	try {
		return Number(value);
	} catch {
		return NaN;
	}
}

const quoted = (value: unknown): string => shown(typeof value === 'object' ? value : String(value));

/**
 * A number of at least so much; a blank is `whenAbsent`.
 *
 * @throws DtError `invalid_parameters`
 */
export function readNumber(
	field: string,
	value: unknown,
	whenAbsent: number,
	least: number,
): number {
	if (value === undefined || value === null || value === '') return whenAbsent;
	const number = numberIn(value);
	if (!Number.isFinite(number) || number < least) {
		throw invalidParameter(field, `${quoted(value)} is not a number of ${least} or more`);
	}
	return number;
}

/** Which whole numbers a parameter takes. */
export interface WholeNumbers {
	/** What a blank is. */
	whenAbsent: number;
	least: number;
	most: number;
}

/**
 * A whole number within limits; what is between two is the lower one.
 *
 * @throws DtError `invalid_parameters`
 */
export function readWhole(
	field: string,
	value: unknown,
	{ whenAbsent, least, most }: WholeNumbers,
): number {
	const number = Math.floor(readNumber(field, value, whenAbsent, least));
	if (number <= most) return number;
	throw invalidParameter(field, `${quoted(value)} is more than ${most}`);
}

/**
 * A switch; a blank is `whenAbsent`.
 *
 * @throws DtError `invalid_parameters`
 */
export function readSwitch(field: string, value: unknown, whenAbsent: boolean): boolean {
	if (value === undefined || value === null || value === '') return whenAbsent;
	if (typeof value === 'boolean') return value;
	throw invalidParameter(field, `${quoted(value)} is neither true nor false`);
}
