import { equalTheOracle } from '../side-by-side.ts';
import { chunkPrograms } from './chunk-programs.ts';
import { functionalChunkPrograms } from './functional-chunk-programs.ts';

equalTheOracle('chunks of a run', chunkPrograms);
equalTheOracle('chunks of functions and policies', functionalChunkPrograms);
