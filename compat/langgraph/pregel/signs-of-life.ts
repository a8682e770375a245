/** Notices that something runs: for nodes that may not be idle for too long. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';

/** Calls `notice` whenever what it is given to does anything. */
export class SignsOfLife extends BaseCallbackHandler {
  name = 'signs_of_life';
  override awaitHandlers = false;
  readonly notice: () => void;

  constructor(notice: () => void) {
    super();
    this.notice = notice;
  }
}

const EVENTS = [
  'handleLLMStart', 'handleChatModelStart', 'handleLLMNewToken', 'handleLLMEnd', 'handleLLMError', 'handleChainStart',
  'handleChainEnd', 'handleChainError', 'handleToolStart', 'handleToolEnd', 'handleToolError', 'handleText',
  'handleRetrieverStart', 'handleRetrieverEnd', 'handleRetrieverError', 'handleCustomEvent',
] as const; // prettier-ignore

function handle(this: SignsOfLife): void {
  this.notice();
}

for (const event of EVENTS) Object.assign(SignsOfLife.prototype, { [event]: handle });
