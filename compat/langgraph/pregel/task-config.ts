/** The config that a node gets. */
import { TASKS } from '../reserved-names.ts';
import type { Send } from '../send.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import type { TaskFrame } from './task-frame.ts';

type Json = Record<string, unknown>;

/** A plain object of plain values, as LangChain copies it key by key; accessors would cost more to make than all of them. */
export function taskConfig(frame: TaskFrame): LangGraphRunnableConfig {
  const { run, program } = frame;
  const { base } = run;
  return {
    ...base,
    tags: program.tags.length === 0 ? base.tags : [...(base.tags ?? []), ...program.tags],
    metadata: metadataOf(frame),
    configurable: configurableOf(frame),
    signal: run.signal,
    executionInfo: frame.executionInfo,
    runName: program.name,
  } as LangGraphRunnableConfig;
}

function metadataOf(frame: TaskFrame): Json {
  const { run, program, namespace } = frame;
  return {
    ...run.base.metadata,
    langgraph_step: run.step,
    langgraph_node: frame.name,
    langgraph_triggers: frame.triggers,
    langgraph_path: frame.path,
    langgraph_checkpoint_ns: namespace,
    checkpoint_ns: namespace,
    ...program.metadata,
  };
}

function configurableOf(frame: TaskFrame): Json {
  const { run } = frame;
  const inherited = run.configurable;
  return {
    ...inherited,
    __pregel_task_id: frame.id,
    __pregel_send: (writes: readonly (readonly [string, unknown])[]) => {
      for (const [channel, value] of writes) {
        if (channel === TASKS) frame.send(value as Send);
        else frame.write(channel, value);
      }
    },
    __pregel_read: (select: string | string[], fresh = false) => frame.read(select, fresh),
    __pregel_checkpointer: run.saver ?? inherited.__pregel_checkpointer,
    checkpoint_map: run.saver === undefined ? inherited.checkpoint_map : checkpointMap(frame),
    __pregel_scratchpad: frame.scratchpad,
    __pregel_previous: run.previous,
    __pregel_call: run.callFrom(frame),
    __pregel_frame: frame,
    checkpoint_id: undefined,
    checkpoint_ns: frame.namespace,
    ...frame.ownConfigurable,
  };
}

function checkpointMap({ run, outerNamespaces }: TaskFrame): Json {
  const map: Json = { ...(run.configurable.checkpoint_map as Json | undefined), [run.namespace]: run.checkpointId };
  for (const namespace of outerNamespaces) map[namespace] = run.checkpointId;
  return map;
}
