/** The literals of the host's event protocol. Values are wire format: hosts store and match them. */

/** Event names a handler can be registered for. */
export const GraphEvents = {
  ON_AGENT_UPDATE: 'on_agent_update',
  ON_RUN_STEP: 'on_run_step',
  ON_RUN_STEP_DELTA: 'on_run_step_delta',
  ON_RUN_STEP_COMPLETED: 'on_run_step_completed',
  ON_RUN_STEP_CLOSED: 'on_run_step_closed',
  ON_MESSAGE_DELTA: 'on_message_delta',
  ON_REASONING_DELTA: 'on_reasoning_delta',
  ON_TOOL_EXECUTE: 'on_tool_execute',
  ON_AGENT_LOG: 'on_agent_log',
  CHAT_MODEL_START: 'on_chat_model_start',
  CHAT_MODEL_STREAM: 'on_chat_model_stream',
  CHAT_MODEL_END: 'on_chat_model_end',
  TOOL_START: 'on_tool_start',
  TOOL_END: 'on_tool_end',
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
