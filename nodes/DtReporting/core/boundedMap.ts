const MOST_KEPT = 500;

/** Makes room in a memory of this process that would otherwise grow for ever: the oldest goes. */
export function dropOldest(memory: Map<string, unknown> | Set<string>): void {
	if (memory.size >= MOST_KEPT) memory.delete(memory.keys().next().value as string);
}
