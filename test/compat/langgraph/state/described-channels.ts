/** Channels in a form that two implementations can be compared by. */

interface AnyChannel {
  lc_graph_name: string;
  get(): unknown;
  update(values: unknown[]): boolean;
  fromCheckpoint(checkpoint?: unknown): AnyChannel;
}

/** What a call gives, or how it fails. */
export function attempt(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    return failure(error);
  }
}

/** As {@link attempt}, of a call that takes its time. */
export async function attemptLater(call: () => unknown): Promise<unknown> {
  try {
    return { value: await call() };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): unknown {
  const { name, message, lc_error_code: code } = error as Error & { lc_error_code?: string };
  return { name, message, code };
}

/** What each channel is, what it starts with, and what it holds after some writes. */
export function describeChannels(channels: Record<string, unknown>, writes: Record<string, unknown[]> = {}): unknown {
  return Object.entries(channels).map(([key, given]) => {
    const channel = (typeof given === 'function' ? (given as () => unknown)() : given) as AnyChannel;
    const copy = channel.fromCheckpoint();
    const kind = [key, channel.lc_graph_name, channel.constructor.name];
    const start = attempt(() => channel.get());
    const after = attempt(() => [copy.update(writes[key] ?? []), copy.get()]);
    return { kind, start, after, untouched: attempt(() => channel.get()), settings: settingsOf(channel) };
  });
}

function settingsOf(channel: object): unknown {
  const { guard, snapshotFrequency } = channel as { guard?: unknown; snapshotFrequency?: unknown };
  return { guard, snapshotFrequency };
}
