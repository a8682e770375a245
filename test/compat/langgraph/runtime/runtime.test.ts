import { describe } from 'vitest';
import { equalTheOracle } from '../side-by-side.ts';
import { configPrograms } from './config-programs.ts';

describe('what nodes are given', () => equalTheOracle(configPrograms));
