import { runLLMClientSuite } from '../../conformance/llm-client.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { overWire } from '../over-wire.ts';
import { googleChunks, googleWire, vertexWire } from './wire.ts';

runWireSuite(googleWire);
runRetrySuite(googleWire);
runLLMClientSuite('google', (script) => overWire(googleWire, googleChunks(script), script));

runWireSuite(vertexWire);
runLLMClientSuite('vertexai', (script) => overWire(vertexWire, googleChunks(script), script));
