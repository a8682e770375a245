import { equalTheOracle } from '../side-by-side.ts';
import { loops, states } from './agent-programs.ts';
import { hooks } from './hook-programs.ts';
import { models, prompts } from './model-programs.ts';

equalTheOracle('agents', loops);
equalTheOracle('prompts of agents', prompts);
equalTheOracle('models of agents', models);
equalTheOracle('states of agents', states);
equalTheOracle('hooks of agents', hooks);
