/** Parts of the published package that its entry points do not show, to compare with. */
// The package's `exports` close these files to a bare import.
export { StreamMessagesHandler } from '../../../../node_modules/@langchain/langgraph/dist/pregel/messages.js';
export { StreamProtocolMessagesHandler } from '../../../../node_modules/@langchain/langgraph/dist/pregel/messages-v2.js';
export { StreamToolsHandler, toEventStream } from '../../../../node_modules/@langchain/langgraph/dist/pregel/stream.js';
