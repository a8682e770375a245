import { equalTheOracle } from '../side-by-side.ts';
import { ambientPrograms } from './ambient-programs.ts';
import { compositionPrograms } from './composition-programs.ts';
import { configPrograms } from './config-programs.ts';
import { signalPrograms } from './signal-programs.ts';

equalTheOracle('what nodes are given', configPrograms);
equalTheOracle('what nodes find around them', ambientPrograms);
equalTheOracle('graphs within runnables', compositionPrograms);
equalTheOracle('signals and limits', signalPrograms);
