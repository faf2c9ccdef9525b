import '../matrix/setup';

import { cellsOf, isQuick } from '../matrix/cells';
import { describeCells } from '../matrix/matrix';

// One cell of each kind of fault; `npm run test:matrix` plays all of them.
describeCells(
	[
		...cellsOf('token'),
		...cellsOf('report'),
		...cellsOf('firstCheck'),
		...cellsOf('download'),
	].filter(isQuick),
);
