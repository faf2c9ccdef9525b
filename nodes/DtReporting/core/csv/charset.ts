import { InvalidCsvError } from './csvReader';

/** Charsets in which a line feed, a comma or a quote is another byte than in ASCII. */
const UNLIKE_ASCII = /^(utf-16|iso-2022|replacement|x-user-defined)/;
const REPLACEMENT = '\uFFFD';

/** Turns whole lines of bytes into text; throws InvalidCsvError. */
export type Decode = (bytes: Buffer) => string;

/**
 * How a file's bytes are read: as its Content-Type announces them, else as UTF-8.
 *
 * @throws InvalidCsvError for a charset that cannot be read
 */
export function decoderOf(contentType = ''): Decode {
	const announced = /charset\s*=\s*["']?([^"';\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
	const decoder = decoderFor(announced);
	if (!decoder || UNLIKE_ASCII.test(decoder.encoding)) {
		throw new InvalidCsvError(
			`it announces the charset "${announced.slice(0, 40)}", which is not read`,
		);
	}
	const decode = (bytes: Buffer) => strict(decoder, bytes);
	if (decoder.encoding === 'windows-1252') return fromWindows1252;
	return decoder.encoding === 'utf-8' ? (bytes) => fromUtf8(bytes, decode) : decode;
}

function decoderFor(charset: string): TextDecoder | undefined {
	try {
		return new TextDecoder(charset, { fatal: true, ignoreBOM: true });
	} catch {
		return undefined;
	}
}

/** Node's own reading is faster by far; it replaces what is no UTF-8. */
function fromUtf8(bytes: Buffer, decode: Decode): string {
	const text = bytes.toString('utf8');
	return text.includes(REPLACEMENT) ? decode(bytes) : text;
}

/** The bytes 0x80 to 0x9F, which also stand for Latin-1: it is announced where this is meant. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some versions of Node read this charset as Latin-1. */
const fromWindows1252 = (bytes: Buffer): string =>
	bytes
		.toString('latin1')
		.replace(/[\x80-\x9f]/g, (letter) => WINDOWS_1252[letter.charCodeAt(0) - 0x80]);

function strict(decoder: TextDecoder, bytes: Buffer): string {
	try {
		return decoder.decode(bytes);
	} catch {
		throw notInCharset(decoder.encoding);
	}
}

const notInCharset = (charset: string) =>
	new InvalidCsvError(`it has bytes that are no text in ${charset}`);
