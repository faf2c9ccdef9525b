/** What one list has more and less than another, in words; nothing where they are alike. */
export function differences(found, wanted) {
	const extra = found.filter((name) => !wanted.includes(name)).map((name) => `+ ${name}`);
	const missing = wanted.filter((name) => !found.includes(name)).map((name) => `- ${name}`);
	return [...extra, ...missing].join(', ');
}
