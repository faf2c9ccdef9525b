/** Bytes as a network delivers them: pieces of one size, or of several sizes in turn. */
export async function* inChunks(
	content: Uint8Array | string,
	...sizes: number[]
): AsyncGenerator<Uint8Array> {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	for (let at = 0, turn = 0; at < bytes.length; turn++) {
		const end = at + sizes[turn % sizes.length];
		yield bytes.subarray(at, end);
		at = end;
	}
}
