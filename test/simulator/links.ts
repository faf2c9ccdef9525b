import { createHmac } from 'node:crypto';

const stamp = (instant: number) => new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');

/** Pre-signed links in the shape of S3's (docs/dt-api.md section 3, B). */
export class Links {
	constructor(private readonly key: string) {}

	/** @param now epoch milliseconds @param lifetime seconds */
	make(origin: string, account: string, id: string, now: number, lifetime: number): string {
		const url = new URL(`/fyber-async-reports/group%3D${account}/${id}/${id}.csv`, origin);
		const date = stamp(now);
		url.searchParams.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA256');
		url.searchParams.set(
			'X-Amz-Credential',
			`SIMULATOR/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
		);
		url.searchParams.set('X-Amz-Date', date);
		url.searchParams.set('X-Amz-Expires', String(lifetime));
		url.searchParams.set('X-Amz-SignedHeaders', 'host');
		url.searchParams.set('X-Amz-Signature', this.sign(url));
		return url.href;
	}

	/** What is wrong with a link, in S3's terms, or undefined. */
	judge(url: URL, now: number): 'SignatureDoesNotMatch' | 'expired' | undefined {
		if (url.searchParams.get('X-Amz-Signature') !== this.sign(url)) return 'SignatureDoesNotMatch';
		const date = url.searchParams.get('X-Amz-Date') ?? '';
		const start = Date.parse(
			date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
		);
		const end = start + Number(url.searchParams.get('X-Amz-Expires')) * 1000;
		return now >= end ? 'expired' : undefined;
	}

	private sign(url: URL): string {
		const unsigned = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature');
		const text = `${url.pathname}?${new URLSearchParams(unsigned).toString()}`;
		return createHmac('sha256', this.key).update(text).digest('hex');
	}
}
