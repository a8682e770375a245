import { equalTheOracle } from '../side-by-side.ts';
import { callbackPrograms } from './callback-programs.ts';
import { eventPrograms } from './event-programs.ts';
import { surroundingsPrograms } from './surroundings-programs.ts';
import { treePrograms } from './tree-programs.ts';

equalTheOracle('callbacks', callbackPrograms);
equalTheOracle('streamEvents', eventPrograms);
equalTheOracle('trees of runs', treePrograms);
equalTheOracle('what surrounds a run', surroundingsPrograms);
