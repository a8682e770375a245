/** Which modes a caller asked for, and what the server is asked for on their account. */
import type { StreamMode } from '../stream/protocol-event.ts';

export interface RequestedModes {
  /** Modes whose events are read: those asked for, and `updates`, which questions come with. */
  readonly read: ReadonlySet<string>;
  /** Modes as the server knows them. */
  readonly sent: readonly string[];
  /** Whether the caller asked for `updates`. */
  readonly updates: boolean;
  /** Whether chunks come without the names of their modes. */
  readonly single: boolean;
}

/** @param around modes that a run around this one tells of */
export function requestedModes(
  asked: StreamMode | readonly StreamMode[] | undefined,
  around: Iterable<string> = [],
): RequestedModes {
  const modes: readonly string[] = typeof asked === 'string' ? [asked] : asked?.length ? asked : ['updates'];
  const read = new Set([...modes, 'updates']);
  return {
    read,
    sent: [...new Set([...read, ...around])].map((mode) => (mode === 'messages' ? 'messages-tuple' : mode)),
    updates: modes.includes('updates'),
    single: !Array.isArray(asked) || asked.length === 0,
  };
}
