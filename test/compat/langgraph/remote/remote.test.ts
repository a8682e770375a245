import { equalTheOracle } from '../side-by-side.ts';
import { nestedPrograms } from './nested-programs.ts';
import { runPrograms } from './run-programs.ts';
import { threadPrograms } from './thread-programs.ts';
import { typedRunPrograms } from './typed-run-programs.ts';

equalTheOracle('runs of a remote graph', runPrograms);
equalTheOracle('threads of a remote graph', threadPrograms);
equalTheOracle('a remote graph as a node', nestedPrograms);
equalTheOracle('typed runs of a remote graph', typedRunPrograms);
