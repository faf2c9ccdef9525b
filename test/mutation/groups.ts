/** What is mutated, and the tests that must notice. */
export interface Group {
	name: string;
	/** Source files below nodes/DtReporting. */
	sources: string[];
	/** Test files below test/. */
	tests: string[];
	/** Kinds of mutants that are left out, with the reason on the page. */
	without?: { mutators: string[]; because: string };
}

/** Everything that decides what the user gets, is told and is charged for. */
export const GROUPS: Group[] = [
	{
		name: 'Dates and windows',
		sources: ['core/report/dates.ts', 'core/report/dateWindows.ts'],
		tests: ['nodes/DtReporting/core/report/date*.test.ts'],
	},
	{
		name: 'Link, wait and file verdicts',
		sources: [
			'core/report/link.ts',
			'core/report/linkLifetime.ts',
			'core/report/reportWait.ts',
			'core/report/checkDelay.ts',
			'core/report/openFile.ts',
			'core/report/downloadStatus.ts',
		],
		tests: [
			'nodes/DtReporting/core/report/{link,linkIdentity,linkLifetime,hostileLinks}.test.ts',
			'nodes/DtReporting/core/report/{reportWait*,openFile,fileIdentity,downloadStatus}.test.ts',
		],
	},
	{
		name: 'Values',
		sources: ['core/csv/values.ts'],
		tests: ['nodes/DtReporting/core/csv/{values,shortNumber}.test.ts'],
	},
	{
		name: 'Trigger state, schedule and back-off',
		sources: ['core/incremental/*.ts'],
		tests: ['nodes/DtReporting/core/incremental/*.test.ts'],
	},
	{
		name: 'Response verdicts and cost',
		sources: [
			'transport/responseErrors.ts',
			'transport/responseBody.ts',
			'transport/foreignResponse.ts',
			'transport/quotaWords.ts',
			'transport/requestCost.ts',
			'transport/retryAfter.ts',
			'transport/httpResponse.ts',
			'transport/notSent.ts',
		],
		tests: ['nodes/DtReporting/transport/*.test.ts'],
	},
	{
		name: 'Errors',
		sources: ['errors/*.ts'],
		tests: ['nodes/DtReporting/errors/*.test.ts'],
		without: {
			mutators: ['StringLiteral'],
			because: 'the words of messages are read by people, and a test would only repeat them',
		},
	},
	{
		name: 'Pending reports and the request ledger',
		sources: ['helpers/*.ts'],
		tests: ['nodes/DtReporting/helpers/*.test.ts'],
	},
];
