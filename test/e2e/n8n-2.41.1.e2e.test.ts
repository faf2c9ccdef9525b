import { endToEnd } from './endToEnd';

endToEnd('2.41.1');
