/** What was sent to a node, in the form in which LangGraph stores it, and back. Pure. */
import type { PlannedTask } from '../engine/index.ts';

type Sent = Omit<PlannedTask, 'sent'>;
type Timeout = PlannedTask['timeout'];

/** The longest that a timer can wait. LangGraph has no word for a task that may take as long as it likes, whatever its node says. */
const NO_LIMIT = 2 ** 31 - 1;

/** A policy of LangGraph. */
interface StoredTimeout {
  readonly runTimeout?: number | null | undefined;
  readonly idleTimeout?: number | null | undefined;
  /** What counts as a sign of life. To the engine it is all the same: it passes it on. */
  readonly refreshOn?: 'auto' | 'heartbeat' | undefined;
}

export interface StoredPacket {
  readonly lg_name: 'Send';
  readonly node: string;
  readonly args: unknown;
  readonly timeout?: StoredTimeout | undefined;
}

export function storedPacket({ node, input, timeout }: Sent): StoredPacket {
  const packet = { lg_name: 'Send', node, args: input } as const;
  return timeout === undefined ? packet : { ...packet, timeout: storedTimeout(timeout) };
}

export function sentOf({ node, args, timeout: stored }: StoredPacket): Sent {
  const timeout = stored === undefined || stored === null ? undefined : timeoutOf(stored);
  return timeout === undefined ? { node, input: args } : { node, input: args, timeout };
}

function storedTimeout(timeout: NonNullable<Timeout>): StoredTimeout {
  const { run, idle, refreshOn = 'auto' } = partsOf(timeout);
  const limit = (of: 'runTimeout' | 'idleTimeout', ms: number | undefined): StoredTimeout =>
    ms === undefined ? {} : { [of]: Math.min(ms, NO_LIMIT) };
  const isFree = run === undefined && idle === undefined;
  return { ...limit('runTimeout', isFree ? NO_LIMIT : run), ...limit('idleTimeout', idle), refreshOn };
}

interface TimeoutParts {
  readonly run?: number;
  readonly idle?: number;
  readonly refreshOn?: StoredTimeout['refreshOn'];
}

function partsOf(timeout: NonNullable<Timeout>): TimeoutParts {
  return typeof timeout === 'number' ? { run: timeout } : timeout || {};
}

/** @returns nothing where no limit is stored, so that the node's own counts */
function timeoutOf({ runTimeout, idleTimeout, refreshOn }: StoredTimeout): Timeout {
  const run = runTimeout ?? undefined;
  const idle = idleTimeout ?? undefined;
  if (idle === undefined) return run === NO_LIMIT ? false : run;
  const parts: TimeoutParts = {
    ...(run !== undefined && { run }),
    idle,
    ...(refreshOn === 'heartbeat' && { refreshOn }),
  };
  return parts;
}
