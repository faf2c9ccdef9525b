const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const BLOCK_BYTES = 256 * 1024;

/**
 * Cuts bytes, however the network chunked them, into blocks that end where a record ends. A line
 * break within quotes does not end a record (RFC 4180). UTF-8 letters are never cut, since a line feed
 * is never a part of one.
 */
export async function* wholeRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
	let held: Buffer[] = [];
	let heldBytes = 0;
	let quoted = false;
	let cut = -1;
	for await (const chunk of chunks) {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		for (let index = 0; index < bytes.length; index++) {
			if (bytes[index] === QUOTE) quoted = !quoted;
			else if (bytes[index] === LINE_FEED && !quoted) cut = heldBytes + index + 1;
		}
		held.push(bytes);
		heldBytes += bytes.length;
		if (cut >= 0 && heldBytes >= BLOCK_BYTES) {
			const all = Buffer.concat(held);
			yield all.subarray(0, cut);
			held = [all.subarray(cut)];
			heldBytes = all.length - cut;
			cut = -1;
		}
	}
	if (quoted) throw new Error('it ends within a quoted value');
	if (heldBytes > 0) yield Buffer.concat(held);
}
