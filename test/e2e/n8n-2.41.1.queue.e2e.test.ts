import { queueMode } from './queue/queueMode';

queueMode('2.41.1');
