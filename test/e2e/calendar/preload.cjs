/**
 * Loaded into n8n before its own code (see calendar.ts): a Date that is off by as many milliseconds as
 * the file named in DT_CALENDAR says. Timers keep their real speed.
 */
const { readFileSync } = require('node:fs');

const FILE = process.env.DT_CALENDAR;
/** The file is looked at no more often; n8n asks for the time far more often than that. */
const EVERY_MS = 5;

if (FILE) {
	const RealDate = Date;
	// Kept, because a library may write the moved one back into Date.
	const realNow = Date.now;
	let offset = 0;
	let readAt = -Infinity;

	function now() {
		if (performance.now() - readAt > EVERY_MS) {
			readAt = performance.now();
			try {
				offset = JSON.parse(readFileSync(FILE, 'utf8'));
			} catch {
				// Not there, or not whole: what was read last holds.
			}
		}
		return realNow() + offset;
	}

	const MovedDate = new Proxy(RealDate, {
		apply: () => new RealDate(now()).toString(),
		construct: (target, args, newTarget) =>
			Reflect.construct(
				target,
				args.length === 0 ? [now()] : args,
				newTarget === MovedDate ? target : newTarget,
			),
		get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
	});
	// Some libraries tell a Date by its constructor.
	RealDate.prototype.constructor = MovedDate;
	globalThis.Date = MovedDate;
}
