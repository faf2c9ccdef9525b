import { cellsOf } from '../cells';
import { describeCells } from '../matrix';

describeCells(cellsOf('token'));
