import { describe } from 'vitest';
import { equalTheOracle } from '../side-by-side.ts';
import { typedRunPrograms } from './typed-run-programs.ts';

describe('typed run streams', () => equalTheOracle(typedRunPrograms));
