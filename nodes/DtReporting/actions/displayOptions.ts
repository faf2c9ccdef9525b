import type { INodeProperties } from 'n8n-workflow';

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** Fields that are shown under these conditions only, beside what each is shown for by itself. */
export const shownFor = (show: Show, fields: INodeProperties[]): INodeProperties[] =>
	fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			// n8n shows a field whose condition is an expression without checking those that follow.
			show: { ...show, ...field.displayOptions?.show },
		},
	}));

/** Fields of one version of the node; a workflow that was saved with version 1 keeps its form. */
export const inVersion = (version: 1 | 2, fields: INodeProperties[]): INodeProperties[] =>
	shownFor({ '@version': [version] }, fields);

/** The Options collection, its entries in alphabetical order. */
export const optionsOf = (entries: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...entries].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
});
