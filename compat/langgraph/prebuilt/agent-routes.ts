/** Where an agent goes after its model, after the hook behind that, and after its tools. */
import type { BaseMessage } from '@langchain/core/messages';
import type { InvalidToolCall, ToolCall } from '@langchain/core/messages/tool';
import { END } from '../reserved-names.ts';
import { Send } from '../send.ts';
import { isAi, isTool } from './message-kind.ts';
import { pendingCalls, unreadCalls } from './pending-calls.ts';

interface State {
  readonly messages: BaseMessage[];
}

export interface RouteSettings {
  /** The node that a round begins with. */
  readonly entry: string;
  /** The node that an agent ends with. */
  readonly last: string;
  /** Whether each call is a task of its own. */
  readonly sends: boolean;
  readonly repair: boolean;
}

// Arrow functions of one parameter: a run need not make a config for them.

type Route = (state: State) => string | Send[];

export function afterModel({ last, sends, repair }: RouteSettings): Route {
  return (state) => {
    const message = state.messages.at(-1);
    if (!isAi(message)) return last;
    const { tool_calls: calls = [] } = message;
    const all = repair ? [...calls, ...unreadCalls(message)] : calls;
    return all.length === 0 ? last : toTools(state, all, sends);
  };
}

export function afterHook({ entry, last, sends, repair }: RouteSettings): Route {
  return (state) => {
    const { calls, invalid, isRecent } = pendingCalls(state.messages, !repair);
    // A hook that went on after them has dealt with those that could not be read.
    const all = repair && isRecent ? [...calls, ...invalid] : calls;
    if (all.length > 0) return toTools(state, all, sends);
    return isTool(state.messages.at(-1)) ? entry : last;
  };
}

/** @param direct names of tools whose result is the agent's answer */
export function afterTools(direct: ReadonlySet<string>, entry: string): Route {
  return (state) => {
    for (const message of state.messages.toReversed()) {
      if (!isTool(message)) break;
      if (message.name !== undefined && direct.has(message.name)) return END;
    }
    return entry;
  };
}

function toTools(state: State, calls: readonly (ToolCall | InvalidToolCall)[], sends: boolean): string | Send[] {
  return sends ? calls.map((call) => new Send('tools', { ...state, lg_tool_call: call })) : 'tools';
}
