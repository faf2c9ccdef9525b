import { editorMode } from './editor/editorMode';

editorMode('2.41.1');
