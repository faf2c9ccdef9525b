import { playCell, type Seen } from './cell';
import { clock } from './clock';
import type { Cell } from './cells';
import { nameOf } from './faults';
import { OPERATION_NAMES } from './operations';
import { Places } from './places';
import { playTriggerCell } from './triggerCell';

export async function play(
	{ step, operation, fault, strategy }: Cell,
	places: Places,
): Promise<Seen> {
	return operation === 'trigger'
		? await playTriggerCell(step, fault, places)
		: await playCell(step, operation, fault, strategy, places);
}

/** One test for each operation and group of faults. */
export function describeCells(cells: Cell[], note?: (cell: Cell, seen: Seen) => void): void {
	let places: Places;
	beforeAll(async () => {
		clock.install();
		places = await Places.open();
	});
	afterAll(async () => {
		jest.restoreAllMocks();
		await places.close();
	});
	const groups = new Map<string, Cell[]>();
	for (const cell of cells) {
		const name = `${OPERATION_NAMES[cell.operation]}, ${cell.step}, ${cell.fault.group}`;
		groups.set(name, [...(groups.get(name) ?? []), cell]);
	}
	it.each([...groups])(
		'%s',
		async (_, each) => {
			const wrong: string[] = [];
			for (const cell of each) {
				const seen = await play(cell, places);
				note?.(cell, seen);
				wrong.push(...seen.wrong.map((what) => `${nameOf(cell.fault)}, ${cell.strategy}: ${what}`));
			}
			expect(wrong).toEqual([]);
		},
		60_000,
	);
}
