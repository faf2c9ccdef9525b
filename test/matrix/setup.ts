import { clock } from './clock';

// Its pauses are those of the product: they take no time here, see MatrixClock.
jest.mock('../../nodes/DtReporting/transport/abortableSleep', () => ({
	abortableSleep: async (milliseconds: number, signal?: AbortSignal) =>
		await clock.pause(milliseconds, signal),
}));
