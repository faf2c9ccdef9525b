/** Bytes as a network hands them on: pieces of one size. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
	for (let index = 0; index < bytes.length; index += size)
		yield bytes.subarray(index, index + size);
}
