/** The body of an error answer of S3, which holds the files of DT's reports. */
export const s3Error = (code: string, message = ''): string =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>SIMULATED</RequestId></Error>`;
