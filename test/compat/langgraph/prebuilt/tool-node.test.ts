import { equalTheOracle } from '../side-by-side.ts';
import { toolCommands } from './tool-command-programs.ts';
import { toolNodes } from './tool-node-programs.ts';

equalTheOracle('tool nodes', toolNodes);
equalTheOracle('commands of tools', toolCommands);
