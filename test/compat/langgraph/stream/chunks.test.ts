import { equalTheOracle } from '../side-by-side.ts';
import { chunkPrograms } from './chunk-programs.ts';

equalTheOracle('chunks of a run', chunkPrograms);
