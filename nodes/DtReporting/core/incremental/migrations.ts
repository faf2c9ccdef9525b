/** A state of any version, as n8n keeps it. */
export interface Versioned {
	v: number;
	[name: string]: unknown;
}

type Fields = Record<string, unknown>;

/** Migrations from one version of the trigger's state to the next, by the version they start from. */
const MIGRATIONS = new Map<number, (state: Versioned) => Versioned>([[1, withFieldNamesOf2]]);

/** A state brought to the newest version; one of an unknown version comes back as it is. */
export function migrated(state: Versioned): Versioned {
	const migrate = MIGRATIONS.get(state.v);
	return migrate ? migrated(migrate(state)) : state;
}

/** Version 2 holds the same as version 1 under the names that connectors use. */
function withFieldNamesOf2(state: Versioned): Versioned {
	const renamed = rename(state, {
		anchor: 'firstNewDay',
		handed: 'delivered',
		asOf: 'requestedThrough',
		flight: 'pendingReport',
		ended: 'lastFailure',
	});
	const { today, pendingReport } = renamed;
	return {
		...renamed,
		v: 2,
		...(isFields(today) && { today: rename(today, { history: 'backfill' }) }),
		...(isFields(pendingReport) && { pendingReport: pendingReportOf2(pendingReport) }),
	};
}

function pendingReportOf2(flight: Fields): Fields {
	const renamed = rename(flight, {
		asOf: 'requestedThrough',
		lookAt: 'nextCheckAt',
		lookedAt: 'lastCheckAt',
		looks: 'checks',
	});
	const { window } = renamed;
	if (!isFields(window) || window.kind !== 'history') return renamed;
	return { ...renamed, window: { ...window, kind: 'backfill' } };
}

const rename = (fields: Fields, names: Record<string, string>): Fields =>
	Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
