import { equalTheOracle } from '../side-by-side.ts';
import { callbackPrograms } from './callback-programs.ts';
import { eventPrograms } from './event-programs.ts';

equalTheOracle('callbacks', callbackPrograms);
equalTheOracle('streamEvents', eventPrograms);
