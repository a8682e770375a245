/** The literals of the host's event protocol. Values are wire format: hosts store and match them. */

/** Event names a handler can be registered for. */
export const GraphEvents = {
  // steps of the run and what fills them
  ON_RUN_STEP: 'on_run_step',
  ON_RUN_STEP_DELTA: 'on_run_step_delta',
  ON_RUN_STEP_COMPLETED: 'on_run_step_completed',
  ON_RUN_STEP_CLOSED: 'on_run_step_closed',
  ON_MESSAGE_DELTA: 'on_message_delta',
  ON_REASONING_DELTA: 'on_reasoning_delta',

  // calls of models and tools
  CHAT_MODEL_START: 'on_chat_model_start',
  CHAT_MODEL_STREAM: 'on_chat_model_stream',
  CHAT_MODEL_END: 'on_chat_model_end',
  TOOL_START: 'on_tool_start',
  TOOL_END: 'on_tool_end',
  ON_TOOL_EXECUTE: 'on_tool_execute',

  // diagnostics
  ON_AGENT_LOG: 'on_agent_log',

  // names that hosts register; nothing emits them yet
  ON_AGENT_UPDATE: 'on_agent_update',
  ON_CONTEXT_USAGE: 'on_context_usage',
  ON_CUSTOM_EVENT: 'on_custom_event',
  ON_SUBAGENT_UPDATE: 'on_subagent_update',
  ON_SUMMARIZE_START: 'on_summarize_start',
  ON_SUMMARIZE_DELTA: 'on_summarize_delta',
  ON_SUMMARIZE_COMPLETE: 'on_summarize_complete',
} as const;

export type GraphEvent = (typeof GraphEvents)[keyof typeof GraphEvents];

/** What a run step stands for. */
export const StepTypes = {
  TOOL_CALLS: 'tool_calls',
  MESSAGE_CREATION: 'message_creation',
} as const;

/** Types of content parts. */
export const ContentTypes = {
  TEXT: 'text',
  THINK: 'think',
  TOOL_CALL: 'tool_call',
  ERROR: 'error',
} as const;

/** Keys of `options.callbacks` of `processStream`. */
export const Callback = {
  TOOL_ERROR: 'handleToolError',
  TOOL_START: 'handleToolStart',
  TOOL_END: 'handleToolEnd',
} as const;
