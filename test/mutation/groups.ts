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

const WORDS = {
	mutators: ['StringLiteral'],
	because: 'the words of messages are read by people, and a test would only repeat them',
};

/** Everything that decides what the user gets, is told and is charged for. */
export const GROUPS: Group[] = [
	{
		name: 'Dates and windows',
		sources: ['core/report/dates.ts', 'core/report/dateWindows.ts'],
		tests: ['nodes/DtReporting/core/report/date*.test.ts'],
	},
	{
		name: 'Links',
		sources: ['core/report/link.ts', 'core/report/linkLifetime.ts'],
		tests: ['nodes/DtReporting/core/report/{link,linkIdentity,linkLifetime,hostileLinks}.test.ts'],
	},
	{
		name: 'Wait and file verdicts',
		sources: [
			'core/report/reportWait.ts',
			'core/report/checkDelay.ts',
			'core/report/openFile.ts',
			'core/report/downloadStatus.ts',
		],
		tests: [
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
		name: 'Quota words',
		sources: ['transport/quotaWords.ts'],
		tests: ['nodes/DtReporting/transport/quotaWords.test.ts'],
	},
	{
		name: 'Responses as they come',
		sources: [
			'transport/responseBody.ts',
			'transport/httpResponse.ts',
			'transport/notSent.ts',
			'transport/retryAfter.ts',
		],
		tests: [
			'nodes/DtReporting/transport/{httpResponse,responseBody,responseFacts,thrownErrors}.test.ts',
		],
	},
	{
		name: 'Response verdicts and cost',
		sources: [
			'transport/responseErrors.ts',
			'transport/foreignResponse.ts',
			'transport/requestCost.ts',
		],
		tests: ['nodes/DtReporting/transport/{responseErrors,responseFacts}.test.ts'],
	},
	{
		name: 'Errors',
		sources: ['errors/{dtError,nodeError,credentialError,asError}.ts'],
		tests: ['nodes/DtReporting/errors/{dtError,nodeError,credentialError}.test.ts'],
		without: WORDS,
	},
	{
		name: 'Table of codes',
		sources: ['errors/errorCodes.ts'],
		tests: ['nodes/DtReporting/errors/errorCodes.test.ts'],
		without: WORDS,
	},
	{
		name: 'Words without secrets and markup',
		sources: ['errors/{plainText,redact,shown,withoutMarkup,withoutSecrets}.ts'],
		tests: ['nodes/DtReporting/errors/redact.test.ts'],
		without: WORDS,
	},
	{
		name: 'Pending reports and the request ledger',
		sources: ['helpers/*.ts'],
		tests: ['nodes/DtReporting/helpers/*.test.ts'],
	},
];
