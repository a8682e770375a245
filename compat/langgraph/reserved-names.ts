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

/** Keeps a run out of traces and `updates`. */
export const TAG_HIDDEN = 'langsmith:hidden';
/** Keeps a model's tokens out of `messages`. */
export const TAG_NOSTREAM = 'langsmith:nostream';

// Keys of `configurable`.

export const CONFIG_KEY_SEND = '__pregel_send';
export const CONFIG_KEY_READ = '__pregel_read';
export const CONFIG_KEY_RESUMING = '__pregel_resuming';
export const CONFIG_KEY_NODE_ERROR = '__pregel_node_error';

/** Where a Command keeps what it was made of; the same symbol in every copy of the library. */
export const COMMAND_SYMBOL: unique symbol = Symbol.for('langgraph.command');

/** Stands for an input that is any part of the state; the same symbol in every copy of the library. */
export const PARTIAL_STATE: unique symbol = Symbol.for('langgraph.state.partial');

/** The key that marks an overwrite. */
export const OVERWRITE = '__overwrite__';
