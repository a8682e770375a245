import { describe } from 'vitest';
import { equalTheOracle } from '../side-by-side.ts';
import { messageModePrograms } from './message-mode-programs.ts';

describe('messages and tools of a run', () => equalTheOracle(messageModePrograms));
