/** Has a node's writers take a value from outside. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { EMPTY } from '../../../../src/engine/index.ts';
import { readable } from '../../../../src/engine/internal.ts';
import { TASKS } from '../../reserved-names.ts';
import { InvalidUpdateError } from '../../errors/index.ts';
import type { Send } from '../../send.ts';
import { runWithin } from '../ambient-config.ts';
import type { TaskScope } from '../node-writer.ts';
import type { NodeProgram } from '../pregel-program.ts';
import type { LangGraphRunnableConfig } from '../runnable-config.ts';
import type { ChannelValue } from '../task-frame.ts';
import type { ThreadPoint } from './thread-point.ts';

/** @returns what they write, in order */
export async function runWriters(
  point: ThreadPoint,
  program: NodeProgram,
  value: unknown,
  config: RunnableConfig,
): Promise<ChannelValue[]> {
  const scope = new OutsideScope(point, config as LangGraphRunnableConfig);
  await runWithin(scope, async () => {
    for (const writer of program.writers) await writer(value, scope);
  });
  return scope.writes;
}

class OutsideScope implements TaskScope {
  readonly writes: ChannelValue[] = [];
  readonly config: LangGraphRunnableConfig;
  readonly #point: ThreadPoint;

  constructor(point: ThreadPoint, config: LangGraphRunnableConfig) {
    this.#point = point;
    const __pregel_send = (writes: readonly ChannelValue[]): void => void this.writes.push(...writes);
    const __pregel_read = (select: string | string[], fresh?: boolean): unknown => this.read(select, fresh);
    this.config = { ...config, configurable: { ...config.configurable, __pregel_send, __pregel_read } };
  }

  write(channel: string, value: unknown): void {
    this.writes.push([channel, value]);
  }

  send(packet: Send): void {
    if (!this.#point.program.byName.has(packet.node))
      throw new InvalidUpdateError(`Invalid node name "${packet.node}" in Send packet`);
    this.writes.push([TASKS, packet]);
  }

  read(select: string | readonly string[], fresh = false): unknown {
    if (typeof select === 'string') {
      const value = this.#readChannel(select, fresh);
      return value === EMPTY ? null : value;
    }
    const entries = select.map((name) => [name, this.#readChannel(name, fresh)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== EMPTY));
  }

  #readChannel(name: string, fresh: boolean): unknown {
    const { program, values } = this.#point;
    const slot = program.plan.slots.get(name);
    const channel = slot === undefined ? undefined : program.plan.channels[slot];
    if (slot === undefined || channel === undefined) return EMPTY;
    const written = fresh ? this.writes.filter(([to]) => to === name).map(([, value]) => value) : [];
    const held = values.held[slot];
    return readable(channel, written.length === 0 ? held : channel.channel.update(held, written));
  }
}
