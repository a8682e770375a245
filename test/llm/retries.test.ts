import { runRetrySuite } from '../conformance/llm-retries.ts';
import { wires } from './wire.ts';

for (const wire of wires) runRetrySuite(wire);
