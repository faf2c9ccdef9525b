import { itemsOfDays } from '../../../../nodes/DtReporting/trigger/items';
import type { Delivery } from '../../../../nodes/DtReporting/trigger/dependencies';
import type { DayTable } from '../../../../nodes/DtReporting/core/csv/dayTable';
import type { Row } from '../../../../nodes/DtReporting/core/csv/values';
import type { ReportQuery } from '../../../../nodes/DtReporting/core/report/query';

const DAY = '2026-11-19';
/** More than a function takes as arguments. */
const MANY = 200_000;

const form = {
	output: 'items' as const,
	binaryPropertyName: 'data',
	typed: true,
	sortRows: false,
	key: 'object' as const,
	emptyDays: 'item' as const,
};

const handOverOf = (rows: Row[]): Delivery<DayTable> => ({
	days: [{ day: DAY, change: 'new', revision: 0 }],
	report: {
		reportId: 'r1',
		reportUrl: 'https://files.example/r1.csv',
		requestedAt: `${DAY}T12:00:00Z`,
	},
	query: { body: { metrics: ['Offer Clicks'], splits: ['Date'] } } as unknown as ReportQuery,
	content: {
		headerLine: Buffer.alloc(0),
		days: new Map([[DAY, { rows, bytes: [], lines: 0 }]]),
	},
});

const itemsOf = async (clicks: number[]) =>
	await itemsOfDays(
		{ helpers: {} as never },
		handOverOf(clicks.map((count) => ({ Date: DAY, 'Offer Clicks': count }))),
		form,
	);

describe('the items of a day', () => {
	it('may be very many', async () => {
		const items = await itemsOf(Array.from({ length: MANY }, (_, index) => index));
		expect(items).toHaveLength(MANY);
		expect(items.at(-1)?.json).toMatchObject({ Date: DAY, 'Offer Clicks': MANY - 1 });
	});

	it('have each a key of its own, for nodes that change it', async () => {
		const [first, second] = await itemsOf([1, 2]);
		expect(first.json._dt).toEqual(second.json._dt);
		expect(first.json._dt).not.toBe(second.json._dt);
	});
});
