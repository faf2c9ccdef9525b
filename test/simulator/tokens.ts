import { createHmac, timingSafeEqual } from 'node:crypto';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const claimsOf = (token: string) =>
	JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as {
		exp: number;
		sub: string;
	};

/**
 * Access tokens as DT makes them: an HS256 JWT with `iat`, `exp`, `aud` and `sub` (docs/dt-api.md
 * section 1, A). They really expire, by the clock that is passed in.
 */
export class Tokens {
	/** Every token given out, in order. */
	readonly issued: string[] = [];

	private readonly refused = new Set<string>();

	constructor(private readonly key: string) {}

	/** @param account its number @param now epoch milliseconds @param lifetime seconds */
	issue(account: string, now: number, lifetime: number): string {
		const iat = Math.floor(now / 1000);
		const claims = {
			iat,
			exp: iat + lifetime,
			aud: 'speedball',
			sub: account,
			jti: this.issued.length,
		};
		const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
		const token = `${signed}.${this.sign(signed)}`;
		this.issued.push(token);
		return token;
	}

	/** The account of a token of ours that is neither over nor revoked. */
	accountOf(token: string, now: number): string | undefined {
		const [header, claims, signature] = token.split('.');
		if (!header || !claims || !signature) return undefined;
		const expected = Buffer.from(this.sign(`${header}.${claims}`));
		const given = Buffer.from(signature);
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
		const { exp, sub } = claimsOf(token);
		return exp * 1000 > now && !this.refused.has(token) ? sub : undefined;
	}

	/** Refuses the tokens given out so far: all, or those of one account. */
	refuse(account?: string): void {
		for (const token of this.issued) {
			if (account === undefined || claimsOf(token).sub === account) this.refused.add(token);
		}
	}

	private sign(text: string): string {
		return createHmac('sha256', this.key).update(text).digest('base64url');
	}
}
