/** The chunk of mode `checkpoints`: where the thread stands, in the form of other LangGraphs. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { readChannels } from '../channel-output.ts';
import type { PregelTaskDescription } from '../pregel-options.ts';
import type { PregelRun } from '../pregel-run.ts';
import type { TaskFrame } from '../task-frame.ts';
import type { CheckpointJournal } from './checkpoint-journal.ts';
import { describeTasks } from './task-descriptions.ts';

export function checkpointChunk(run: PregelRun, journal: CheckpointJournal, next: readonly TaskFrame[]): unknown {
  const { config, parentConfig, point } = journal;
  const states = new Map<string, PregelTaskDescription['state']>();
  for (const { id, program, namespace } of next) {
    if (program.subgraph === undefined) continue;
    states.set(id, { configurable: { thread_id: config.configurable?.thread_id, checkpoint_ns: namespace } });
  }
  return {
    config: formatted(config),
    values: readChannels(run.program, run.engineRun.values, run.streamKeys),
    metadata: point.metadata,
    next: next.map(({ name }) => name),
    tasks: describeTasks(next, point.pending, states, run.outputKeys),
    parentConfig: parentConfig && formatted(parentConfig),
  };
}

const NAMES = {
  callbacks: 'callbacks',
  configurable: 'configurable',
  maxConcurrency: 'max_concurrency',
  metadata: 'metadata',
  recursionLimit: 'recursion_limit',
  runId: 'run_id',
  runName: 'run_name',
  tags: 'tags',
} as const;

function formatted(config: RunnableConfig): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const [key, name] of Object.entries(NAMES)) {
    const value = config[key as keyof typeof NAMES];
    if (value !== undefined && value !== null) told[name] = value;
  }
  return told;
}
