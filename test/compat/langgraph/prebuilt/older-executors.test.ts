import { equalTheOracle } from '../side-by-side.ts';
import { older } from './older-programs.ts';

equalTheOracle('older executors', older);
