/** What a graph's channels hold, in the form in which LangGraph stores it, and back. */
import { EMPTY, overwrite, type Plan } from '../engine/index.ts';
import { BRANCH_PREFIX } from './langchain-contract.ts';

/**
 * `state`: held and stored alike. The others are LangGraph's by another form: `join` waits for names, `deferral` for a deferred node's
 * turn; `late` is any other channel that waits until nothing is left to run, `lateJoin` a join of a deferred node.
 */
type Role = 'state' | 'join' | 'lateJoin' | 'late' | 'deferral';

/** What a channel holds that waits until nothing is left to run. */
interface Waiting {
  readonly held: unknown;
  readonly finished: boolean;
}

const JAMMED = 'jammed';
const OVERWRITE_BRAND = Symbol.for('moss-agent-runtime.overwrite');
const OVERWRITE_KEY = '__overwrite__';

const forms = new WeakMap<Plan, StoredForm>();

export class StoredForm {
  readonly plan: Plan;
  readonly #triggers = new Map<string, string[]>();

  /** The form of a plan, made once. */
  static of(plan: Plan): StoredForm {
    let form = forms.get(plan);
    if (form === undefined) forms.set(plan, (form = new StoredForm(plan)));
    return form;
  }

  private constructor(plan: Plan) {
    this.plan = plan;
    for (const { name } of plan.nodes) this.#triggers.set(name, [BRANCH_PREFIX + name]);
    for (const { name, subscribers } of plan.channels) {
      for (const index of subscribers) {
        const triggers = this.#triggers.get(plan.nodes[index]?.name ?? '');
        if (triggers?.includes(name) === false) triggers.push(name);
      }
    }
  }

  /** The channels that make a node run, in the order in which they are asked. */
  triggersOf(node: string): readonly string[] {
    return this.#triggers.get(node) ?? [BRANCH_PREFIX + node];
  }

  /** Whether the channel only says that an edge leads to a node; the engine has none of that name. */
  isBranch(channel: string): boolean {
    return channel.startsWith(BRANCH_PREFIX) && !this.plan.slots.has(channel);
  }

  /** Whether the channel is emptied by the node that it makes run, in the super-step of its own. */
  isConsumed(channel: string): boolean {
    return this.#roleOf(channel) !== 'state';
  }

  /** Whether the channel waits for names. */
  isJoin(channel: string): boolean {
    const role = this.#roleOf(channel);
    return role === 'join' || role === 'lateJoin';
  }

  isTracked(channel: string): boolean {
    return this.#channel(channel)?.channel.tracked !== false;
  }

  isVisible(channel: string): boolean {
    return this.#channel(channel)?.visible !== false;
  }

  /** @returns `undefined` where nothing is stored */
  toStored(channel: string, held: unknown): unknown {
    const role = this.#roleOf(channel);
    if (held === EMPTY) return role === 'join' ? [] : role === 'lateJoin' ? [[], false] : undefined;
    if (role === 'state') return held;
    if (role === 'join') return held === JAMMED ? this.#awaited(channel) : held;
    const { held: value, finished } = held as Waiting;
    return [role === 'deferral' ? null : value, finished];
  }

  /** @returns `EMPTY` where the channel holds nothing */
  toHeld(channel: string, stored: unknown): unknown {
    const role = this.#roleOf(channel);
    if (role === 'state') return stored;
    if (!Array.isArray(stored)) return EMPTY;
    if (role === 'join') return stored.length === 0 ? EMPTY : stored;
    const [value, finished] = stored as [unknown, boolean];
    if (role === 'lateJoin') return isEmptyList(value) ? EMPTY : { held: value, finished };
    return { held: role === 'deferral' ? true : value, finished };
  }

  /** What is written to a channel; `replaces` tells an overwrite. */
  writeToStored(channel: string, value: unknown): unknown {
    if (this.#roleOf(channel) === 'deferral') return null;
    const isOverwrite = typeof value === 'object' && value !== null && OVERWRITE_BRAND in value;
    return isOverwrite ? { [OVERWRITE_KEY]: (value as unknown as { value: unknown }).value } : value;
  }

  writeToHeld(channel: string, value: unknown): unknown {
    if (this.#roleOf(channel) === 'deferral') return true;
    const isOverwrite = typeof value === 'object' && value !== null && Object.hasOwn(value, OVERWRITE_KEY);
    return isOverwrite ? overwrite((value as Record<string, unknown>)[OVERWRITE_KEY]) : value;
  }

  /** Whether a channel that has this stored can make its node run. */
  isReadable(channel: string, stored: unknown): boolean {
    if (stored === undefined) return false;
    const held = this.toHeld(channel, stored);
    const rule = this.#channel(channel)?.channel;
    return held !== EMPTY && (rule?.read === undefined || rule.read(held) !== EMPTY);
  }

  /** What is stored of the channel that leads to a node. */
  branchTo(node: string, value: unknown): unknown {
    return this.plan.slots.has(BRANCH_PREFIX + node) ? [value, true] : value;
  }

  /** What is stored before anything was written. */
  initialValues(): Map<string, unknown> {
    const values = new Map<string, unknown>();
    for (const { name, channel } of this.plan.channels) {
      if (channel.tracked === false) continue;
      const stored = this.toStored(name, channel.initial?.() ?? EMPTY);
      if (stored !== undefined) values.set(name, stored);
    }
    return values;
  }

  /** Whether a join that is full stays so and never opens again. */
  isJammed(channel: string, stored: unknown): boolean {
    return this.plan.lossyJoins && this.#roleOf(channel) === 'join' && this.isReadable(channel, stored);
  }

  /** What such a join holds. */
  get jammed(): unknown {
    return JAMMED;
  }

  #channel(name: string): Plan['channels'][number] | undefined {
    return this.plan.channels[this.plan.slots.get(name) ?? -1];
  }

  #roleOf(name: string): Role {
    const channel = this.#channel(name);
    if (channel === undefined) return 'state';
    const late = channel.channel.finish !== undefined;
    if (channel.visible) return late ? 'late' : 'state';
    if (name.startsWith(BRANCH_PREFIX)) return 'deferral';
    return late ? 'lateJoin' : 'join';
  }

  #awaited(join: string): unknown[] {
    const slot = this.plan.slots.get(join);
    return this.plan.nodes.flatMap(({ signals }) => signals.filter((write) => write.slot === slot).map((w) => w.value));
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
