/** Finds out where the thread of a run stands. */
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';
import { RESUME } from '../../reserved-names.ts';
import type { PregelRun } from '../pregel-run.ts';
import type { RunSettings } from '../run-settings.ts';
import { CheckpointJournal } from './checkpoint-journal.ts';
import type { ReplayState } from './replay-state.ts';
import { RunThread, type AskedCheckpoint } from './run-thread.ts';
import { ThreadPoint } from './thread-point.ts';

/** Reads where the run's thread stands. */
export async function openRunThread(
  run: PregelRun,
  saver: BaseCheckpointSaver,
  settings: RunSettings,
  asked: AskedCheckpoint,
): Promise<RunThread> {
  const config: RunnableConfig = { ...run.config, configurable: run.configurable };
  const { checkpoint_id: id, checkpoint_map: map, __pregel_replay_state: replay } = run.configurable;
  const named = (id ?? (map as Readonly<Record<string, string>> | undefined)?.[run.namespace]) as string | undefined;
  const at =
    named === undefined || named === id
      ? config
      : { ...config, configurable: { ...run.configurable, checkpoint_id: named } };
  let saved: CheckpointTuple | undefined;
  if (named !== undefined || replay === undefined) saved = await saver.getTuple(at);
  else {
    saved = await (replay as ReplayState).checkpoint(run.namespace, saver, at);
    delete run.configurable.__pregel_resuming;
  }
  const point = await ThreadPoint.at(run.program, saver, saved, config);
  if (run.namespace !== '' && map !== undefined && run.namespace in (map as object))
    point.pending = point.pending.filter(([, channel]) => channel !== RESUME);
  const journal = new CheckpointJournal(run, point, saver, settings.durability);
  const newest = asked.id !== undefined && (await isNewest(run, saver, point, asked.id));
  return new RunThread(run, journal, { ...asked, newest }, settings.inputKeys);
}

async function isNewest(
  run: PregelRun,
  saver: BaseCheckpointSaver,
  { metadata, config }: ThreadPoint,
  id: string,
): Promise<boolean> {
  const thread_id: unknown = config.configurable?.thread_id;
  if (typeof thread_id !== 'string') return false;
  const newest = await saver.getTuple({ configurable: { thread_id, checkpoint_ns: run.namespace } });
  const { source } = metadata;
  return newest?.config.configurable?.checkpoint_id === id && source !== 'update' && source !== 'fork';
}
