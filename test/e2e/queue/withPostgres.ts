/* eslint-disable no-console -- says loudly what was not tested */
import { MINUTE } from '../../support/days';
import { Postgres } from './postgres';
import { canHavePostgres, ensurePostgres } from './programs';

const INSTALLED_WITHIN_MS = 10 * MINUTE;

/** Scenarios with a PostgreSQL of their own, skipped where there can be none. */
export function withPostgres(
	name: string,
	logFile: () => string,
	scenarios: (postgres: () => Postgres) => void,
): void {
	describe(name, () => {
		if (!canHavePostgres()) {
			console.warn(`${name} IS NOT TESTED: PostgreSQL is not on this machine.`);
			it.skip('PostgreSQL is missing', () => undefined);
			return;
		}
		let postgres: Postgres;

		beforeAll(async () => {
			await ensurePostgres();
			postgres = await Postgres.start(logFile());
		}, INSTALLED_WITHIN_MS);

		afterAll(async () => await postgres?.close());

		scenarios(() => postgres);
	});
}
