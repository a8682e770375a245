/** What tests of agents are written with. */
export type { Clock, Usage } from '../base/index.ts';
export { type FaultSaver, faultSaver, type SaverFault, type SaverOperation } from './fault-saver.ts';
export { type ScriptedClient, scriptedClient, type ScriptedClientOptions } from './scripted-client.ts';
export {
  type AfterText,
  type AnswerOptions,
  fails,
  hangs,
  type ScriptedAnswer,
  type ScriptedFailure,
  type ScriptedToolCall,
  type ScriptFunction,
  type ScriptStep,
  text,
  toolCalls,
  type ToolCallsOptions,
} from './script-step.ts';
export { type SimulatedClock, simulatedClock } from './simulated-clock.ts';
export type { ConformanceCase } from './conformance/conformance-case.ts';
export { saverConformance, type SaverConformanceOptions } from './conformance/saver-conformance.ts';
export {
  checkpointSaverConformance,
  type CheckpointSaverConformanceOptions,
} from './conformance/checkpoint-saver-conformance.ts';
export type { CheckpointListOptions, CheckpointSaver } from './conformance/checkpoints/checkpoint-case.ts';
