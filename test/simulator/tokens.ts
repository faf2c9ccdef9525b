import { createHmac, timingSafeEqual } from 'node:crypto';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The account that the stand-in's keys belong to. */
const ACCOUNT = '482116';

/**
 * Access tokens as DT makes them: an HS256 JWT with `iat`, `exp`, `aud` and `sub` (docs/dt-api.md
 * section 1, A). They really expire, by the clock that is passed in.
 */
export class Tokens {
	/** Every token given out, in order. */
	readonly issued: string[] = [];

	/** Tokens issued before this position are refused. */
	private validFrom = 0;

	constructor(private readonly key: string) {}

	/** @param now epoch milliseconds @param lifetime seconds */
	issue(now: number, lifetime: number): string {
		const iat = Math.floor(now / 1000);
		const claims = {
			iat,
			exp: iat + lifetime,
			aud: 'speedball',
			sub: ACCOUNT,
			jti: this.issued.length,
		};
		const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
		const token = `${signed}.${this.sign(signed)}`;
		this.issued.push(token);
		return token;
	}

	/** True for a token of ours that is neither over nor revoked. */
	accepts(token: string, now: number): boolean {
		const [header, claims, signature] = token.split('.');
		if (!header || !claims || !signature) return false;
		const expected = Buffer.from(this.sign(`${header}.${claims}`));
		const given = Buffer.from(signature);
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
		const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number };
		return exp * 1000 > now && this.issued.indexOf(token) >= this.validFrom;
	}

	/** Refuses all tokens given out so far. */
	refuseAll(): void {
		this.validFrom = this.issued.length;
	}

	private sign(text: string): string {
		return createHmac('sha256', this.key).update(text).digest('base64url');
	}
}
