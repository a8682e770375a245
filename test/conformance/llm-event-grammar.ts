/** The order of events that the port promises, as a checker. */
import type { LLMEvent } from '../../src/llm/index.ts';

type BlockKind = 'text' | 'reasoning' | 'tool-call' | 'provider';

interface State {
  readonly problems: string[];
  readonly blocks: Map<number, { readonly kind: BlockKind; open: boolean }>;
  started: boolean;
  usage: boolean;
  toolCalls: number;
}

/** What is wrong with the events of one finished call; nothing if they follow the port. */
export function grammarProblems(events: readonly LLMEvent[]): string[] {
  const state: State = { problems: [], blocks: new Map(), started: false, usage: false, toolCalls: 0 };
  events.forEach((event, position) => {
    const problem = check(state, event, position === events.length - 1);
    if (problem !== undefined) state.problems.push(`event ${position} (${event.type}): ${problem}`);
  });
  const last = events.at(-1)?.type;
  if (last !== 'done' && last !== 'error') state.problems.push(`the last event is ${last}, not done or error`);
  return state.problems;
}

function check(state: State, event: LLMEvent, isLast: boolean): string | undefined {
  switch (event.type) {
    case 'start':
      if (state.started) return 'a second start';
      state.started = true;
      return undefined;
    case 'reset':
      state.started = false;
      state.usage = false;
      state.toolCalls = 0;
      state.blocks.clear();
      return undefined;
    case 'error':
      return isLast ? undefined : 'something follows it';
    case 'done':
      if (!isLast) return 'something follows it';
      return state.started ? openBlocks(state) : 'nothing has started';
    case 'usage':
      if (state.usage) return 'a second usage';
      state.usage = true;
      return openBlocks(state);
    default:
      if (!state.started) return 'nothing has started';
      return state.usage ? 'a block after usage' : checkBlock(state, event);
  }
}

type BlockEvent = Exclude<LLMEvent, { type: 'start' | 'reset' | 'usage' | 'done' | 'error' }>;

function checkBlock(state: State, event: BlockEvent): string | undefined {
  const block = state.blocks.get(event.block);
  if (event.type === 'provider-block') {
    state.blocks.set(event.block, { kind: 'provider', open: false });
    return block === undefined ? undefined : `block ${event.block} begins again`;
  }
  const [, kind, phase] = /^(.+)-(start|delta|end)$/.exec(event.type) as unknown as [string, BlockKind, string];
  if (phase === 'start') {
    if (block !== undefined) return `block ${event.block} begins again`;
    state.blocks.set(event.block, { kind, open: true });
    if (event.type === 'tool-call-start' && event.index !== state.toolCalls++)
      return `tool call ${event.index} is out of turn`;
    return undefined;
  }
  if (block === undefined || !block.open) return `block ${event.block} is not open`;
  if (block.kind !== kind) return `block ${event.block} is ${block.kind}`;
  if (phase === 'end') block.open = false;
  return emptyDelta(event);
}

function emptyDelta(event: BlockEvent): string | undefined {
  if (event.type === 'text-delta' && event.text === '') return 'empty text';
  if (event.type === 'tool-call-delta' && event.args === '') return 'empty arguments';
  if (event.type !== 'reasoning-delta' || event.text !== '') return undefined;
  return event.signature === undefined && event.redacted === undefined ? 'empty reasoning' : undefined;
}

function openBlocks({ blocks }: State): string | undefined {
  const open = [...blocks].filter(([, block]) => block.open).map(([number]) => number);
  return open.length === 0 ? undefined : `blocks ${open.join(', ')} are still open`;
}
