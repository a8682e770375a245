import { equalTheOracle } from '../side-by-side.ts';
import { drawings, streams } from './stream-programs.ts';

equalTheOracle('streams of agents', streams);
equalTheOracle('drawings of agents', drawings);
