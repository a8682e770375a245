import { runWireSuite } from '../conformance/llm-wire.ts';
import { wires } from './wire.ts';

for (const wire of wires) runWireSuite(wire);
