/** What the events of a typed run stream carry, by channel. The protocol grows: every shape may hold more keys than it names. */
import type { ContentBlock } from '@langchain/core/messages';

// oxlint-disable-next-line typescript/no-explicit-any -- Readers take keys of providers and products by name, as upstream lets them.
type Extensible = Record<string, any>;

/** The channels one may subscribe to. */
export type Channel =
  | 'values'
  | 'updates'
  | 'messages'
  | 'tools'
  | 'lifecycle'
  | 'input'
  | 'checkpoints'
  | 'tasks'
  | 'custom'
  | `custom:${string}`;

/** What a subscriber wants: channels, and below which namespaces, how deep. */
export type SubscribeParams = Extensible & {
  channels: Channel[];
  namespaces?: string[][];
  depth?: number;
};

/** Where a run, or a graph within it, is in its life. */
export type AgentStatus = 'started' | 'running' | 'completed' | 'failed' | 'interrupted';

/** Why a graph within a run was started. */
export type LifecycleCause =
  | { type: 'toolCall'; tool_call_id: string }
  | { type: 'send'; from_node: string }
  | { type: 'edge'; from_node: string };

export interface LifecycleData {
  event: AgentStatus;
  graph_name?: string;
  cause?: LifecycleCause;
  error?: string;
  checkpoint?: { id: string };
}

export type UsageInfo = Extensible & {
  input_tokens?: number;
  output_tokens?: number;
  total_tokens?: number;
  input_token_details?: Extensible & { audio?: number; cache_creation?: number; cache_read?: number };
  output_token_details?: Extensible & { audio?: number; reasoning?: number };
};

type ContentBlockDelta =
  | (Extensible & { type: 'text-delta'; text: string })
  | (Extensible & { type: 'reasoning-delta'; reasoning: string })
  | (Extensible & { type: 'data-delta'; data: string; encoding?: 'base64' })
  | (Extensible & { type: 'block-delta'; fields: Extensible & { type: string } });

/** A message as it comes: its start, its blocks with their deltas, its end. */
export type MessagesEventData =
  | (Extensible & { event: 'message-start'; role: 'ai' | 'human' | 'system'; id: string; metadata?: Extensible })
  | (Extensible & { event: 'content-block-start'; index: number; content: Extensible & { type: ContentBlock['type'] } })
  | (Extensible & { event: 'content-block-delta'; index: number; delta: ContentBlockDelta })
  | (Extensible & {
      event: 'content-block-finish';
      index: number;
      content: Extensible & { type: ContentBlock['type'] };
    })
  | (Extensible & { event: 'message-finish'; usage?: UsageInfo })
  | (Extensible & { event: 'error'; message: string; code?: string });

/** A call of a tool: its start, what it yields, its end. */
export type ToolsEventData =
  // oxlint-disable-next-line typescript/no-explicit-any -- A tool's input and output are whatever the tool says, as upstream types them.
  | (Extensible & { event: 'tool-started'; tool_call_id: string; tool_name: string; input?: any })
  | (Extensible & { event: 'tool-output-delta'; tool_call_id: string; delta: string })
  // oxlint-disable-next-line typescript/no-explicit-any -- As above.
  | (Extensible & { event: 'tool-finished'; tool_call_id: string; output: any })
  | (Extensible & { event: 'tool-error'; tool_call_id: string; message: string; code?: string });

/** What a node wrote. */
export type UpdatesEventData = Extensible & { node?: string; values: Extensible };
