import { equalTheOracle } from '../side-by-side.ts';
import { readingPrograms } from './reading-programs.ts';

equalTheOracle('reading a run and leaving it', readingPrograms);
