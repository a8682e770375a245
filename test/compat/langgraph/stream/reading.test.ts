import { describe } from 'vitest';
import { equalTheOracle } from '../side-by-side.ts';
import { readingPrograms } from './reading-programs.ts';

describe('reading a run and leaving it', () => equalTheOracle(readingPrograms));
