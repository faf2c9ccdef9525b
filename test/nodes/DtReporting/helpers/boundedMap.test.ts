import { BoundedMap } from '../../../../nodes/DtReporting/helpers/boundedMap';

describe('a bounded map', () => {
	it('drops its oldest entry for a new key when it is full', () => {
		const map = new BoundedMap<number>(2);
		map.set('a', 1).set('b', 2).set('c', 3);
		expect([...map]).toEqual([
			['b', 2],
			['c', 3],
		]);
	});

	it('drops nothing when a key that it has is set', () => {
		const map = new BoundedMap<number>(2);
		map.set('a', 1).set('b', 2).set('a', 3);
		expect([...map]).toEqual([
			['a', 3],
			['b', 2],
		]);
	});

	it('holds 500 entries by default', () => {
		const map = new BoundedMap<number>();
		for (let entry = 0; entry < 501; entry++) map.set(String(entry), entry);
		expect(map.size).toBe(500);
		expect(map.has('0')).toBe(false);
	});

	it('creates the value of a key once', () => {
		const map = new BoundedMap<string[]>();
		const created = map.getOrCreate('a', () => ['first']);
		expect(map.getOrCreate('a', () => ['second'])).toBe(created);
		expect(created).toEqual(['first']);
	});
});
