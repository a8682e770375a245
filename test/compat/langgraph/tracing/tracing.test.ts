import { describe } from 'vitest';
import { equalTheOracle } from '../side-by-side.ts';
import { callbackPrograms } from './callback-programs.ts';
import { eventPrograms } from './event-programs.ts';

describe('callbacks', () => equalTheOracle(callbackPrograms));
describe('streamEvents', () => equalTheOracle(eventPrograms));
