import { equalTheOracle } from '../side-by-side.ts';
import { ambientPrograms } from './ambient-programs.ts';
import { configPrograms } from './config-programs.ts';

equalTheOracle('what nodes are given', configPrograms);
equalTheOracle('what nodes find around them', ambientPrograms);
