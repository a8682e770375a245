/** Writing a node's result to channels, as `Channel.writeTo` says it. */
import { Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { InvalidUpdateError } from '../errors/index.ts';
import type { NodeWriter, TaskScope } from './node-writer.ts';

/** One write: the result itself, what `mapper` makes of it, or a fixed value. */
export interface ChannelWriteEntry {
  readonly channel: string;
  /** Absent: the result. */
  readonly value?: { readonly fixed: unknown };
  readonly mapper?: Runnable;
  /** Whether nothing is written where there would be `undefined`. */
  readonly skipNone: boolean;
}

/** A step that writes what it gets and hands it on. It is run by the node that it was piped to. */
export class ChannelWrite extends Runnable<unknown, unknown> {
  lc_namespace = ['langgraph', 'pregel'];
  readonly writes: readonly ChannelWriteEntry[];
  readonly writer: NodeWriter;

  constructor(writes: readonly ChannelWriteEntry[]) {
    super();
    this.name = `ChannelWrite<${writes.map(({ channel }) => channel).join(',')}>`;
    this.writes = writes;
    const reserved = writes.find(({ channel }) => channel === '__pregel_tasks');
    if (reserved !== undefined) throw new InvalidUpdateError('Cannot write to the reserved channel TASKS');
    const mapped = writes.some(({ mapper }) => mapper !== undefined);
    this.writer = mapped
      ? (output, scope) => writeMapped(writes, output, scope)
      : (output, scope) => write(writes, output, scope);
  }

  /** Called as a part of another Runnable: writes through the node's config. */
  override async invoke(input: unknown, config?: Partial<RunnableConfig>): Promise<unknown> {
    const send = config?.configurable?.__pregel_send as ((writes: readonly [string, unknown][]) => void) | undefined;
    const scope = { config: config ?? {}, write: (channel: string, value: unknown) => send?.([[channel, value]]) };
    await this.writer(input, scope as TaskScope);
    return input;
  }
}

function write(writes: readonly ChannelWriteEntry[], output: unknown, scope: TaskScope): void {
  for (const { channel, value, skipNone } of writes) {
    const written = value === undefined ? output : value.fixed;
    if (!skipNone || written !== undefined) scope.write(channel, written);
  }
}

async function writeMapped(writes: readonly ChannelWriteEntry[], output: unknown, scope: TaskScope): Promise<void> {
  const entries: [string, unknown][] = [];
  for (const { channel, value, mapper, skipNone } of writes) {
    const raw = value === undefined ? output : value.fixed;
    const written: unknown = mapper === undefined ? raw : await mapper.invoke(raw, scope.config);
    if (!skipNone || written !== undefined) entries.push([channel, written]);
  }
  for (const [channel, written] of entries) scope.write(channel, written);
}
