const MAX_LENGTH = 300;

/** A JWT, a bearer header, a credential-like assignment: what must not be shown even if DT or a proxy echoes it. */
const SECRET_SHAPES: Array<[RegExp, string]> = [
	[/eyJ[\w-]+(?:\.[\w-]*){1,2}/g, '[token]'],
	[/(bearer\s+)[^\s"'<,;]+/gi, '$1[token]'],
	[/((?:client_?secret|access_?token|password)["']?\s*[:=]\s*["']?)[^\s"'<,;&]+/gi, '$1[secret]'],
	[/(X-Amz-(?:Signature|Credential|Security-Token)=)[^\s"'<&]+/gi, '$1[signature]'],
	[/[\w-]{200,}/g, '[secret]'],
];

/**
 * Makes foreign text fit to be shown: known secrets and anything shaped like one are replaced,
 * markup and control characters go, white space is folded, the length is capped at 300 characters.
 *
 * @param text what DT or something in between said
 * @param secrets exact values to replace wherever they stand (blank ones are ignored)
 */
export function redact(text: string, secrets: string[] = []): string {
	let shown = text;
	for (const secret of secrets) {
		if (secret.trim() !== '') shown = shown.split(secret.trim()).join('[secret]');
	}
	for (const [shape, replacement] of SECRET_SHAPES) shown = shown.replace(shape, replacement);
	shown = shown
		.replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\p{Cc}+/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH - 1)}…` : shown;
}
