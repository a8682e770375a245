/** What a host of `Run` does, in short: agents with scripted models, handlers that note what they are told, and turns. */
import type { BaseMessage } from '@langchain/core/messages';
import type { Tape } from '../../../../test/compat/langgraph/differential/tape.ts';
import { channelOf, normalise, snapshot } from '../../../../test/runtime/golden-recording.ts';
import type { RecordedEvent, Recording, ScriptChunk } from '../../../../test/runtime/golden-scenario.ts';
import { librechatSubject } from '../../../librechat/oracle/librechat-subject.ts';

/** What an agent says: words, or a call of a tool. */
export type Line = string | Error | readonly [tool: string, args: Record<string, unknown>][];

/** By the first word of its instructions: what an agent says, one line per call of its model. */
export type Script = Readonly<Record<string, readonly Line[]>>;

const EVENTS = [
  'on_run_step',
  'on_run_step_delta',
  'on_run_step_completed',
  'on_run_step_closed',
  'on_message_delta',
  'on_agent_update',
  'on_subagent_update',
  'on_chat_model_start',
  'on_chat_model_end',
  'on_tool_start',
  'on_tool_end',
];

/** The part of `Run` that the programs call. */
export interface HostedRun {
  processStream(input: unknown, config: object, options?: object): Promise<unknown>;
  resume(value: unknown, config: object, options?: object): Promise<unknown>;
  getInterrupt(): { readonly payload: unknown } | undefined;
  getHaltReason(): unknown;
  getRunMessages(): unknown;
  readonly Graph?: { getContentParts(): unknown };
}

export interface Host {
  readonly run: HostedRun;
  /** Does something on the run and notes all that it leads to. */
  readonly note: (name: string, action: (run: HostedRun) => Promise<unknown>) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const agent = (name: string, more: object = {}): object => ({
  agentId: name,
  name,
  provider: 'openAI',
  clientOptions: { provider: 'openAI', model: 'gpt-4o-mini', apiKey: 'test-key', streaming: true },
  instructions: `${name} speaks.`,
  ...more,
});

/** The config of a turn. */
export const turnConfig = {
  configurable: { thread_id: 'conversation_1', user_id: 'user_1' },
  streamMode: 'values',
  version: 'v2',
};

/** The input of a turn. */
export const saying = (content: string): { messages: unknown[] } => ({
  messages: [librechatSubject.message({ type: 'human', content, id: `said ${content}` })],
});

/** A run whose models all answer from the script. */
export async function host(t: Tape, script: Script, graphConfig: object, more: object = {}): Promise<Host> {
  const next = new Map<string, number>();
  const state: { events: RecordedEvent[]; modelCalls: { messages: unknown }[] } = { events: [], modelCalls: [] };
  const close = librechatSubject.install('openAI', async function* ({ messages }) {
    const said = messages as readonly BaseMessage[];
    state.modelCalls.push({ messages: snapshot(said) });
    const speaker = speakerOf(said, Object.keys(script));
    const place = next.get(speaker) ?? 0;
    next.set(speaker, place + 1);
    yield* chunksOf(
      `${speaker}-${place}`,
      script[speaker]?.[place] ?? new Error(`${speaker} has nothing more to say.`),
    );
  });
  const handle = (event: string, data: unknown, metadata?: Record<string, unknown>): void => {
    const { langgraph_node, langgraph_step } = metadata ?? {};
    const brief = snapshot({ langgraph_node, langgraph_step }) as Record<string, unknown>;
    state.events.push({ channel: channelOf(event), event, data: snapshot(data), metadata: brief });
  };
  const run = (await librechatSubject.create({
    runId: 'run_1',
    graphConfig,
    customHandlers: Object.fromEntries(EVENTS.map((event) => [event, { handle }])),
    returnContent: true,
    skipCleanup: true,
    ...more,
  })) as unknown as HostedRun;

  return {
    run,
    close: async () => close(),
    note: async (name, action) => {
      Object.assign(state, { events: [], modelCalls: [] });
      let returned: unknown;
      let rejection: Record<string, unknown> | undefined;
      try {
        returned = snapshot(await action(run));
      } catch (error) {
        rejection = { error: snapshot(error) };
      }
      t.record(
        name,
        normalise({ ...state, ...outcomeOf(run), returned, ...(rejection && { rejection }) } as unknown as Recording),
      );
    },
  };
}

function outcomeOf(run: HostedRun): object {
  return {
    interrupt: snapshot(run.getInterrupt()?.payload),
    halted: snapshot(run.getHaltReason()),
    runMessages: snapshot(run.getRunMessages()),
    contentPartsAfter: snapshot(run.Graph?.getContentParts()),
  };
}

/** Whose instructions are at the head of the messages. */
function speakerOf(messages: readonly BaseMessage[], names: readonly string[]): string {
  const head = JSON.stringify(messages[0]?.content ?? '');
  return names.find((name) => head.includes(`${name} speaks.`)) ?? names[0] ?? '';
}

function* chunksOf(id: string, line: Line): Generator<ScriptChunk> {
  if (line instanceof Error) throw line;
  if (typeof line === 'string') {
    for (const word of line.match(/\S+\s*/g) ?? []) yield { id, content: word };
    yield { id, content: '', response_metadata: { finish_reason: 'stop' } };
    return;
  }
  for (const [index, [name, args]] of line.entries()) {
    yield {
      id,
      content: '',
      tool_call_chunks: [
        { index, id: `call-${id}-${index}`, name, args: JSON.stringify(args), type: 'tool_call_chunk' },
      ],
    };
  }
  yield { id, content: '', response_metadata: { finish_reason: 'tool_calls' } };
}
