/** Values as rows hold them: text of the codec, or what a caller's serialiser makes. */
import { DamagedValueError, ValueCodec } from '../../../base/index.ts';
import type { Stored } from '../../../engine/index.ts';
import { langgraphKinds } from './langgraph-kinds.ts';
import type { Serde } from './saver-contract.ts';

export interface TypedData {
  /** What the serialiser calls it; `null` for text of the codec. */
  readonly type: string | null;
  readonly data: string | Uint8Array;
}

/** How `serde` calls text of the codec. */
const CODEC_TYPE = 'moss';

export class ValueForms {
  /** For what this saver writes itself; for values too, unless a serialiser was given. */
  readonly codec: ValueCodec;
  readonly serde: Serde;
  /** Whether lists can be told item by item. */
  readonly isCodec: boolean;

  constructor(values: ValueCodec | Serde) {
    this.isCodec = values instanceof ValueCodec;
    this.codec = values instanceof ValueCodec ? values : new ValueCodec(langgraphKinds);
    this.serde = values instanceof ValueCodec ? serdeOf(values) : values;
  }

  /** @throws UnstorableValueError naming the path */
  dump(value: unknown, path: string): Stored<TypedData> {
    if (this.isCodec) return { type: null, data: this.codec.encode(value, path) };
    return this.serde.dumpsTyped(value).then(([type, data]) => ({ type, data }));
  }

  load({ type, data }: TypedData): Stored<unknown> {
    if (type === null) return this.codec.reading(() => this.codec.decode(String(data)));
    if (!this.isCodec) return this.serde.loadsTyped(type, data);
    throw new DamagedValueError(`was written as "${type}" by a serialiser that this saver was not given`);
  }
}

/** The codec as LangChain's savers would have it. */
function serdeOf(codec: ValueCodec): Serde {
  return {
    dumpsTyped: async (value) => [CODEC_TYPE, Buffer.from(codec.encode(value))],
    async loadsTyped(type, data) {
      if (type !== CODEC_TYPE) throw new DamagedValueError(`is of the type "${type}", not "${CODEC_TYPE}"`);
      const text = typeof data === 'string' ? data : Buffer.from(data).toString();
      return codec.reading(() => codec.decode(text));
    },
  };
}
