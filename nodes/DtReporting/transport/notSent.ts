/** What Node's sockets and the HTTP client say of a request, as far as this package reads it. */
interface Socket {
	/** What waits for the connection; null once it is there. */
	_pendingData?: unknown;
	/** The TLS handshake is not over. */
	secureConnecting?: boolean;
}

interface Request {
	socket?: Socket | null;
	/** Where the HTTP client follows redirects, the request proper is inside. */
	_currentRequest?: Request;
}

interface Thrown {
	syscall?: unknown;
	errors?: unknown;
	request?: Request;
	cause?: unknown;
}

const DEEPEST = 6;

/** A request waits at its socket until there is a connection, and with TLS until the handshake is over. */
function isWaiting(request: Request | undefined): boolean {
	const { socket } = request?._currentRequest ?? request ?? {};
	if (socket === null) return true;
	return socket?.secureConnecting === true || Boolean(socket?._pendingData);
}

const isOfConnecting = (error: unknown): boolean => (error as Thrown)?.syscall === 'connect';

/**
 * Whether a request for which no response came had not been sent at all, so that it can have cost nothing:
 * no connection came about. An HTTP client's own time-out says only that it was over; then the request's
 * socket tells. Seen with n8n 2.41 and a port on loopback that accepts nothing: `ECONNABORTED`, and data
 * still pending at the socket.
 *
 * @param error what was thrown; the causes within it are checked too
 */
export function wasNotSent(error: unknown): boolean {
	let current = error as Thrown | undefined;
	for (let depth = 0; depth < DEEPEST && current && typeof current === 'object'; depth++) {
		// A name with several addresses is tried at each, and the error lists all of them.
		const tried = Array.isArray(current.errors) ? (current.errors as unknown[]) : [];
		if (tried.length > 0 && tried.every(isOfConnecting)) return true;
		if (isOfConnecting(current) || isWaiting(current.request)) return true;
		current = current.cause as Thrown | undefined;
	}
	return false;
}
