/** The selector of what n8n's own tests find by this name. */
export const testId = (id: string): string => `[data-test-id="${id}"]`;
