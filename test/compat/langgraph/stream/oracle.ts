/** Parts of the published package that its entry points do not show, to compare with. */
import type { StreamMessagesHandler as Messages } from '../../../../compat/langgraph/stream/messages-handler.ts';
import type { StreamProtocolMessagesHandler as MessageEvents } from '../../../../compat/langgraph/stream/protocol-messages-handler.ts';
import type { toEventStream as encode } from '../../../../compat/langgraph/stream/sse.ts';
import type { StreamToolsHandler as Tools } from '../../../../compat/langgraph/stream/tools-handler.ts';

// The package's `exports` close these files to a bare import, and they come without types.
const inner = async (name: string): Promise<Record<string, unknown>> =>
  (await import(`../../../../node_modules/@langchain/langgraph/dist/pregel/${name}.js`)) as Record<string, unknown>;

export const { StreamMessagesHandler } = (await inner('messages')) as { StreamMessagesHandler: typeof Messages };
export const { StreamProtocolMessagesHandler } = (await inner('messages-v2')) as {
  StreamProtocolMessagesHandler: typeof MessageEvents;
};
export const { StreamToolsHandler, toEventStream } = (await inner('stream')) as {
  StreamToolsHandler: typeof Tools;
  toEventStream: typeof encode;
};
