import { equalTheOracle } from '../side-by-side.ts';
import { messageModePrograms } from './message-mode-programs.ts';

equalTheOracle('messages and tools of a run', messageModePrograms);
