import { describe } from 'vitest';
import { equalTheOracle } from '../side-by-side.ts';
import { chunkPrograms } from './chunk-programs.ts';

describe('chunks of a run', () => equalTheOracle(chunkPrograms));
