/** What a graph's typed interrupts and writers ask, take and give. */

// `any` stands for a function of any types, as published.
// oxlint-disable-next-line typescript/no-explicit-any
type InterruptFunction<Input = any, Resume = any> = (value: Input) => Resume;
type InterruptRecord = { [key: string]: InterruptFunction };

/** `never` in place of `any`, which would swallow a union. */
// oxlint-disable-next-line typescript/no-explicit-any
type WithoutAny<X> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends any ? 1 : 2 ? never : X;

/** What interrupts may be asked with. */
export type InferInterruptInputType<T> =
  T extends InterruptFunction<infer Input, unknown>
    ? Input
    : T extends InterruptRecord
      ? { [K in keyof T]: InferInterruptInputType<T[K]> }[keyof T]
      : unknown;

/** What interrupts may be answered with. */
export type InferInterruptResumeType<T, TInner = false> =
  T extends InterruptFunction<never, infer Resume>
    ? TInner extends true
      ? WithoutAny<Resume>
      : Resume
    : T extends InterruptRecord
      ? { [K in keyof T]: InferInterruptResumeType<T[K], true> }[keyof T]
      : unknown;

/** What nodes may stream. */
// oxlint-disable-next-line typescript/no-explicit-any
export type InferWriterType<T> = T extends (chunk: infer Chunk) => void ? Chunk : any;
