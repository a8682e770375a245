/** Has a node's writers take a value from outside. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { TASKS } from '../../reserved-names.ts';
import { InvalidUpdateError } from '../../errors/index.ts';
import type { Send } from '../../send.ts';
import { runWithin } from '../ambient-config.ts';
import { readChannels } from '../channel-output.ts';
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
    const { program, values } = this.#point;
    return readChannels(program, values, select, fresh ? this.writes : undefined);
  }
}
