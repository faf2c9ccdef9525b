/** A map for what a process keeps until it ends: when it is full, the oldest entry is dropped. */
export class BoundedMap<V> extends Map<string, V> {
	constructor(private readonly mostEntries = 500) {
		super();
	}

	override set(key: string, value: V): this {
		if (!this.has(key) && this.size >= this.mostEntries) {
			this.delete(this.keys().next().value as string);
		}
		return super.set(key, value);
	}

	/** The value of a key, which is created where there is none. */
	getOrCreate(key: string, create: () => V): V {
		if (!this.has(key)) this.set(key, create());
		return this.get(key) as V;
	}
}
