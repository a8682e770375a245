import { equalTheOracle } from '../side-by-side.ts';
import { typedRunPrograms } from './typed-run-programs.ts';

equalTheOracle('typed run streams', typedRunPrograms);
