import {
	everyDayIsDeliveredOnce,
	failuresArePaused,
	lastingFailuresAreNotifiedOnce,
	limitsAreKept,
	lookbackIsPulledOnce,
	noReportIsWasted,
} from './model/invariants';
import { RandomRun, START } from './model/randomRun';

/**
 * Random runs of the trigger, by seed (model/randomRun.ts), and what must hold of each (model/invariants.ts).
 * DT_MODEL_SEEDS sets how many runs are made, DT_MODEL_SEED the seed of the first.
 */
// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- settings of a test
const { env } = process;
const FIRST_SEED = Number(env.DT_MODEL_SEED ?? 1);
const SEEDS = Number(env.DT_MODEL_SEEDS ?? 500);
/** A test is of many runs: one test a run would take longer than the run. */
const GROUPS = 20;

async function check(seed: number): Promise<void> {
	const random = new RandomRun(seed);
	const { run } = random;
	const holds = async () => {
		await random.play();
		everyDayIsDeliveredOnce(run);
		noReportIsWasted(run);
		limitsAreKept(run, START);
		lookbackIsPulledOnce(run);
		lastingFailuresAreNotifiedOnce(run);
		failuresArePaused(run);
	};
	const cause = await holds().catch((error: Error) => error);
	if (cause) throw new Error(`${random.name}: ${cause.message}\n\n${again(seed)}`, { cause });
}

const again = (seed: number): string =>
	`Run this one again: DT_MODEL_SEED=${seed} DT_MODEL_SEEDS=1 npx jest --selectProjects unit --testPathPatterns 'trigger\\.model'`;

describe('the trigger keeps its promises in random runs', () => {
	const { timeout } = AbortSignal;

	beforeAll(() => {
		// A check ends in no time here; its real timers would stay by the ten thousands, for minutes each.
		AbortSignal.timeout = () => new AbortController().signal;
		// Only the clock is the test's.
		jest.useFakeTimers({
			doNotFake: [
				'hrtime',
				'nextTick',
				'performance',
				'queueMicrotask',
				'setImmediate',
				'clearImmediate',
				'setInterval',
				'clearInterval',
				'setTimeout',
				'clearTimeout',
			],
		});
	});

	afterAll(() => {
		AbortSignal.timeout = timeout;
		jest.useRealTimers();
	});

	const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index);
	const size = Math.ceil(SEEDS / GROUPS);
	const groups = Array.from({ length: Math.ceil(SEEDS / size) }, (_, index) =>
		seeds.slice(index * size, (index + 1) * size),
	);

	it.each(groups.map((group) => [group[0], group.at(-1), group] as const))(
		'seeds %d to %d',
		async (_first, _last, group) => {
			for (const seed of group) await check(seed);
		},
		300_000,
	);
});
