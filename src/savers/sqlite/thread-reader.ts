/** Reads checkpoints back: each is what changed since its parent, so a value lies where it was set last. */
import { CheckpointError, MossError, type ValueCodec } from '../../base/index.ts';
import { Unfolded, type Checkpoint, type TaskRecord, type ThreadKey } from '../../engine/index.ts';
import { GraphNames } from './graph-names.ts';
import { decodeBody, type Form, type StepBody, type StoredChange } from './step-body.ts';
import { hashOf } from './stored-text.ts';
import type { StepRow, ThreadTables } from './thread-tables.ts';

/** A step and what its body says. */
interface Step extends StepRow {
  readonly said: StepBody;
  readonly changes: ReadonlyMap<string, StoredChange>;
}

/** Channel → the checkpoint that set it last. */
export type Cells = Map<string, string>;

export class ThreadReader {
  readonly #tables: ThreadTables;
  readonly #codec: ValueCodec;
  readonly #key: ThreadKey;
  readonly #graph: number;
  #names: GraphNames | undefined;
  /** Steps that were read for this look. */
  readonly #steps = new Map<string, Step>();

  constructor(tables: ThreadTables, codec: ValueCodec, key: ThreadKey, graph: number) {
    this.#tables = tables;
    this.#codec = codec;
    this.#key = key;
    this.#graph = graph;
  }

  /** @throws CheckpointError `CHECKPOINT_DAMAGED` */
  checkpoint(id: string): Checkpoint | undefined {
    const step = this.#find(id);
    if (step === undefined) return undefined;
    const values = new Map<string, unknown>();
    for (const [channel, from] of this.cells(id)) {
      const held = this.#value(channel, from, id);
      if (held !== undefined) values.set(channel, held.value);
    }
    const { thread, namespace } = this.#key;
    const { parent, step: number, source, said } = step;
    return { thread, namespace, id, parent, step: number, source, next: said.next, values, records: this.#records(id) };
  }

  /**
   * As `checkpoint`, for one that may only be asked its id: a damaged one says so when it is looked into, with the newest before it that can
   * be read.
   */
  newest(id: string, older: () => readonly string[]): Checkpoint | undefined {
    try {
      return this.checkpoint(id);
    } catch (error) {
      if (!MossError.is(error, 'CHECKPOINT_DAMAGED')) throw error;
      return damagedCheckpoint(this.#key, id, () => this.#withWayOut(error, older()));
    }
  }

  #withWayOut(error: MossError, older: readonly string[]): CheckpointError {
    const readable = older.find((id) => this.#isReadable(id));
    const remedy =
      readable === undefined
        ? 'none before it can be read'
        : `checkpoint "${readable}" is the newest before it that can be read`;
    return new CheckpointError('CHECKPOINT_DAMAGED', `${error.message.replace(/: .*$/, '')}: ${remedy}.`, {
      cause: error,
    });
  }

  #isReadable(id: string): boolean {
    try {
      return this.checkpoint(id) !== undefined;
    } catch (error) {
      if (MossError.is(error, 'CHECKPOINT_DAMAGED')) return false;
      throw error;
    }
  }

  /** Where every channel of a checkpoint was set last; those that were emptied are among them. */
  cells(id: string): Cells {
    const cells: Cells = new Map();
    for (
      let step = this.#find(id);
      step !== undefined;
      step = step.parent === undefined ? undefined : this.#find(step.parent)
    ) {
      for (const { channel } of step.said.changes) if (!cells.has(channel)) cells.set(channel, step.id);
      if (step.said.index === undefined) continue;
      for (const [channel, from] of step.said.index) if (!cells.has(channel)) cells.set(channel, from);
      break;
    }
    return cells;
  }

  /** How a channel was told where it was set last before `of`. */
  formAt(channel: string, from: string, of: string): Form | undefined {
    return this.#change(channel, from, of)?.form;
  }

  since(id: string): number {
    return this.#find(id)?.since ?? 0;
  }

  /** @param from the checkpoint that set the channel last */
  #value(channel: string, from: string, of: string): { readonly value: unknown } | undefined {
    const added: (readonly unknown[])[] = [];
    let form: 'tail' | 'writes' | undefined;
    let at: string | undefined = from;
    while (at !== undefined) {
      const change = this.#change(channel, at, of);
      if (change === undefined || change.form === 'empty') break;
      if (change.form === 'whole' || change.form === 'content') {
        const base = change.form === 'whole' ? change.data : this.#content(channel, change.data as string, of);
        return { value: withAdded(base, form, added) };
      }
      form ??= change.form;
      added.push(change.data as readonly unknown[]);
      at = change.before;
    }
    return undefined;
  }

  /** What pruning has taken away was folded into the next one on the way back. */
  #change(channel: string, at: string, of: string): StoredChange | undefined {
    const step = this.#find(at);
    if (step !== undefined) return step.changes.get(channel);
    for (
      let back = this.#find(of);
      back !== undefined;
      back = back.parent === undefined ? undefined : this.#find(back.parent)
    ) {
      const change = back.changes.get(channel);
      if (change !== undefined && change.form !== 'tail' && change.form !== 'writes') return change;
    }
    return undefined;
  }

  #content(channel: string, hash: string, of: string): unknown {
    const text = this.#tables.content(hash);
    if (text === undefined || hashOf(text) !== hash) throw this.#damaged(of, `the value of "${channel}"`);
    return this.#decoded(of, () => this.#codec.decode(text));
  }

  #records(id: string): TaskRecord[] {
    // What is known of a task only in part is not known: it runs again.
    return this.#tables
      .records(this.#graph, id)
      .filter(({ isWhole }) => isWhole)
      .map(({ body }) => this.#decoded(id, () => this.#codec.decode(body)) as TaskRecord);
  }

  #find(id: string): Step | undefined {
    const known = this.#steps.get(id);
    if (known !== undefined) return known;
    const row = this.#tables.step(this.#graph, id);
    if (row === undefined) return undefined;
    if (!row.isWhole) throw this.#damaged(id, 'its row');
    const step = readStep(
      row,
      this.#decoded(id, () => {
        this.#names ??= new GraphNames(this.#tables.names(this.#graph));
        return decodeBody(row.body, row.parent, this.#names, this.#codec);
      }),
    );
    this.#steps.set(id, step);
    return step;
  }

  #decoded<Value>(id: string, decode: () => Value): Value {
    try {
      return decode();
    } catch (cause) {
      // What is missing is to be installed, and nothing is lost.
      if (MossError.is(cause, 'DEPENDENCY_MISSING')) throw cause;
      throw this.#damaged(id, 'what it says', cause);
    }
  }

  #damaged(id: string, part: string, cause?: unknown): CheckpointError {
    const { thread } = this.#key;
    const message = `Checkpoint ${id} of thread "${thread}" is damaged, ${part} is not as it was written: go on from an earlier one.`;
    return new CheckpointError('CHECKPOINT_DAMAGED', message, { cause });
  }
}

function damagedCheckpoint({ thread, namespace }: ThreadKey, id: string, error: () => Error): Checkpoint {
  const refuse = (): never => {
    throw error();
  };
  const parts = ['parent', 'step', 'source', 'next', 'values', 'records'];
  const told = Object.fromEntries(parts.map((part) => [part, { get: refuse }]));
  return Object.defineProperties({ thread, namespace, id }, told) as Checkpoint;
}

/** Whether it is one that only tells its id. */
export function isDamaged(checkpoint: Checkpoint): boolean {
  return Object.getOwnPropertyDescriptor(checkpoint, 'values')?.get !== undefined;
}

function readStep(row: StepRow, said: StepBody): Step {
  return { ...row, said, changes: new Map(said.changes.map((change) => [change.channel, change])) };
}

function withAdded(base: unknown, form: 'tail' | 'writes' | undefined, added: (readonly unknown[])[]): unknown {
  if (form === undefined) return base;
  const all = added.reverse().flat();
  if (form === 'tail') return [...(base as readonly unknown[]), ...all];
  return base instanceof Unfolded ? new Unfolded(base.base, [...base.writes, ...all]) : new Unfolded(base, all);
}
