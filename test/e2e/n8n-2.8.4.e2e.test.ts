import { endToEnd } from './endToEnd';

endToEnd('2.8.4');
