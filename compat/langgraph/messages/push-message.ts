import { coerceMessageLikeToMessage, type BaseMessage, type BaseMessageLike } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { CONFIG_KEY_READ, CONFIG_KEY_SEND } from '../reserved-names.ts';

/** Metadata that a run takes from its configurable. */
const FROM_CONFIGURABLE = [
  'thread_id',
  'checkpoint_id',
  'checkpoint_ns',
  'task_id',
  'run_id',
  'assistant_id',
  'graph_id',
] as const;

type Values = Record<string, unknown>;

/** The callback handler that feeds the stream of messages. */
interface MessagesHandler {
  name: 'StreamMessagesHandler';
  _emit(meta: [namespace: string[], metadata: Values], message: BaseMessage, runId: undefined, dedupe: boolean): void;
}

/**
 * Puts a message into the `messages` stream at once and, when the node is done, into the state.
 *
 * @param options the node's config, and with `stateKey` the key of the state; `null` keeps the message out of the state
 * @throws Error where the message has no id
 */
export function pushMessage(
  message: BaseMessage | BaseMessageLike,
  options?: RunnableConfig & {
    /** @default "messages" */
    stateKey?: string | null;
  },
): BaseMessage {
  const { stateKey = 'messages', ...own } = options ?? {};
  const ambient = AsyncLocalStorageProviderSingleton.getRunnableConfig() as RunnableConfig | undefined;
  const pushed = coerceMessageLikeToMessage(message);
  if (!pushed.id) throw new Error('Message ID is required.');

  const configurable: Values = { ...(startsAfresh(own, ambient) ? {} : ambient?.configurable), ...own.configurable };
  const handler = messagesHandlerOf(ambient) ?? messagesHandlerOf(own);
  if (handler) {
    const metadata = metadataOf({ ...ambient?.metadata, ...own.metadata }, configurable);
    const namespace = ((metadata['langgraph_checkpoint_ns'] as string | undefined) ?? '').split('|');
    handler._emit([namespace, metadata], pushed, undefined, false);
  }
  if (stateKey) {
    const send = configurable[CONFIG_KEY_SEND] as ((writes: [string, unknown][]) => void) | undefined;
    send?.([[stateKey, pushed]]);
  }
  return pushed;
}

/** Whether a config names a thread outside of any task: what another run left in the air is none of its business. */
function startsAfresh(own: RunnableConfig, ambient: RunnableConfig | undefined): boolean {
  return (
    own.configurable?.['thread_id'] !== undefined &&
    own.configurable[CONFIG_KEY_READ] === undefined &&
    ambient?.configurable?.[CONFIG_KEY_READ] === undefined
  );
}

function messagesHandlerOf(config: RunnableConfig | undefined): MessagesHandler | undefined {
  const callbacks = config?.callbacks;
  const handlers = (Array.isArray(callbacks) ? callbacks : (callbacks?.handlers ?? [])) as object[];
  return handlers.find(
    (handler): handler is MessagesHandler => 'name' in handler && handler.name === 'StreamMessagesHandler',
  );
}

function metadataOf(metadata: Values, configurable: Values): Values {
  for (const key of FROM_CONFIGURABLE) {
    if (!(key in metadata) && configurable[key] !== undefined) metadata[key] = configurable[key];
  }
  return metadata;
}
