/** The record of a checkpoint as it is sent to remote readers: snake case, no callbacks, nothing of the engine's own. */
type Fields = Record<string, unknown>;

interface ConfigLike extends Fields {
  configurable: Fields;
}

function isConfig(value: unknown): value is ConfigLike {
  if (typeof value !== 'object' || value === null || !('configurable' in value)) return false;
  return typeof value.configurable === 'object' && value.configurable !== null;
}

export function publicCheckpoint({ parentConfig, ...record }: Fields): Fields {
  return {
    ...record,
    checkpoint: checkpointOf(record['config']),
    parent_checkpoint: checkpointOf(parentConfig),
    config: publicConfig(record['config']),
    parent_config: publicConfig(parentConfig),
    tasks: (record['tasks'] as Fields[]).map(publicTask),
  };
}

/** A task's state that is only named, as a config, is named as a checkpoint. */
function publicTask(task: Fields): Fields {
  const checkpoint = checkpointOf(task['state']);
  if (checkpoint === null) return task;
  const { state: _state, ...rest } = task;
  return { ...rest, checkpoint };
}

function checkpointOf(config: unknown): Fields | null {
  if (!isConfig(config) || !config.configurable['thread_id']) return null;
  const { thread_id, checkpoint_ns, checkpoint_id, checkpoint_map } = config.configurable;
  return {
    thread_id,
    checkpoint_ns: checkpoint_ns || '',
    checkpoint_id: checkpoint_id || null,
    checkpoint_map: checkpoint_map || null,
  };
}

function publicConfig(config: unknown): unknown {
  if (!isConfig(config)) return config;
  const { callbacks: _callbacks, ...rest } = config;
  return {
    ...rest,
    configurable: Object.fromEntries(Object.entries(config.configurable).filter(([key]) => !key.startsWith('__'))),
  };
}
