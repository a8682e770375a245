/** Names that graphs, stored threads and configs have in common. They are part of what is stored, so none may ever change. */

/** Where a graph begins. */
export const START = '__start__';
/** Where a graph ends. */
export const END = '__end__';

// Channels and nodes that a graph has besides its own.

/** As a node in `updateState`: the update is taken as the caller's input. */
export const INPUT = '__input__';
/** As a node in `updateState`: the checkpoint is copied. */
export const COPY = '__copy__';
/** The node of a graph that has a single value for its state. */
export const SELF = '__self__';
/** The key of a state that is a single value. */
export const ROOT = '__root__';
/** Holds what an entrypoint saved for its next call. */
export const PREVIOUS = '__previous__';
/** Holds the packets for the next super-step. */
export const TASKS = '__pregel_tasks';

// Channels of writes that are not the state's.

/** What a task failed with. */
export const ERROR = '__error__';
/** Name of the node whose failure an error handler deals with. */
export const ERROR_SOURCE_NODE = '__error_source_node__';
/** What a task asked; also the key under which `invoke` gives the questions. */
export const INTERRUPT = '__interrupt__';
/** What a task was answered. */
export const RESUME = '__resume__';
/** What a task of the functional API returned. */
export const RETURN = '__return__';
/** Marks a task that ended and wrote nothing. */
export const NO_WRITES = '__no_writes__';

/** The task of writes that belong to none. */
export const NULL_TASK_ID = '00000000-0000-0000-0000-000000000000';

/** First part of the path of a task that was sent for. */
export const PUSH = '__pregel_push';
/** First part of the path of a task that channels triggered. */
export const PULL = '__pregel_pull';

/** First part of the key under which a node's result is cached. */
export const CACHE_NS_WRITES = '__pregel_ns_writes';

/** Between the levels of a checkpoint's namespace. */
export const CHECKPOINT_NAMESPACE_SEPARATOR = '|';
/** Between the node and the task of one level. */
export const CHECKPOINT_NAMESPACE_END = ':';

/** Keeps a run out of traces and `updates`. */
export const TAG_HIDDEN = 'langsmith:hidden';
/** Keeps a model's tokens out of `messages`. */
export const TAG_NOSTREAM = 'langsmith:nostream';

// Keys of `configurable`.

export const CONFIG_KEY_SEND = '__pregel_send';
export const CONFIG_KEY_CALL = '__pregel_call';
export const CONFIG_KEY_READ = '__pregel_read';
export const CONFIG_KEY_CHECKPOINTER = '__pregel_checkpointer';
export const CONFIG_KEY_RESUMING = '__pregel_resuming';
export const CONFIG_KEY_TASK_ID = '__pregel_task_id';
export const CONFIG_KEY_STREAM = '__pregel_stream';
export const CONFIG_KEY_RESUME_VALUE = '__pregel_resume_value';
export const CONFIG_KEY_RESUME_MAP = '__pregel_resume_map';
export const CONFIG_KEY_SCRATCHPAD = '__pregel_scratchpad';
export const CONFIG_KEY_PREVIOUS_STATE = '__pregel_previous';
export const CONFIG_KEY_DURABILITY = '__pregel_durability';
export const CONFIG_KEY_CHECKPOINT_ID = 'checkpoint_id';
export const CONFIG_KEY_CHECKPOINT_NS = 'checkpoint_ns';
export const CONFIG_KEY_CHECKPOINT_MAP = 'checkpoint_map';
export const CONFIG_KEY_NODE_FINISHED = '__pregel_node_finished';
export const CONFIG_KEY_NODE_ERROR = '__pregel_node_error';
export const CONFIG_KEY_REPLAY_STATE = '__pregel_replay_state';
export const CONFIG_KEY_ABORT_SIGNALS = '__pregel_abort_signals';

/** Names that a graph's own channels may not have. */
export const RESERVED: readonly string[] = [
  TAG_HIDDEN,
  INPUT,
  INTERRUPT,
  RESUME,
  ERROR,
  ERROR_SOURCE_NODE,
  NO_WRITES,
  CONFIG_KEY_SEND,
  CONFIG_KEY_READ,
  CONFIG_KEY_CHECKPOINTER,
  CONFIG_KEY_DURABILITY,
  CONFIG_KEY_STREAM,
  CONFIG_KEY_RESUMING,
  CONFIG_KEY_TASK_ID,
  CONFIG_KEY_CALL,
  CONFIG_KEY_RESUME_VALUE,
  CONFIG_KEY_SCRATCHPAD,
  CONFIG_KEY_PREVIOUS_STATE,
  CONFIG_KEY_CHECKPOINT_MAP,
  CONFIG_KEY_CHECKPOINT_NS,
  CONFIG_KEY_CHECKPOINT_ID,
  CONFIG_KEY_REPLAY_STATE,
];

/** Where a Command keeps what it was made of; the same symbol in every copy of the library. */
export const COMMAND_SYMBOL: unique symbol = Symbol.for('langgraph.command');

/** The key that marks an overwrite. */
export const OVERWRITE = '__overwrite__';
