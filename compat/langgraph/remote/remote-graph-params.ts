import type { Client } from '@langchain/langgraph-sdk';
import type { BaseChannel } from '../channels/base-channel.ts';
import type { PregelNode } from '../pregel/pregel-node.ts';
import type { PregelParams } from '../pregel/pregel-options.ts';

/** Which graph on which server, and how to reach it. */
export type RemoteGraphParams = Omit<
  PregelParams<Record<string, PregelNode>, Record<string, BaseChannel>>,
  'channels' | 'nodes' | 'inputChannels' | 'outputChannels'
> & {
  /** Name of the graph, or id of an assistant. */
  graphId: string;
  /** Speaks to the server in place of the client that `url`, `apiKey` and `headers` describe. */
  client?: Client;
  /** Where the server is. Default `http://localhost:8123`. */
  url?: string;
  /** Default: `LANGGRAPH_API_KEY`, `LANGSMITH_API_KEY` or `LANGCHAIN_API_KEY` of the environment. */
  apiKey?: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Whether the server keeps what a run streams, so that the stream goes on after the connection broke. */
  streamResumable?: boolean;
};
