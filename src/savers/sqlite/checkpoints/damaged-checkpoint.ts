/** The errors of checkpoints that are no longer as they were written. */
import { CheckpointError, MossError } from '../../../base/index.ts';

export interface CheckpointPlace {
  readonly thread: string;
  readonly namespace: string;
  readonly checkpoint: string;
}

/** @param cause what the codec says; absent where the checksum tells */
export function damaged(
  { thread, namespace, checkpoint }: CheckpointPlace,
  part: string,
  cause?: unknown,
): CheckpointError {
  const graph = namespace === '' ? '' : ` of the graph "${namespace}"`;
  const message = `The checkpoint ${checkpoint} of the thread "${thread}"${graph} is damaged in ${part}: go on from another checkpoint of list(), or restore a copy of the file.`;
  return new CheckpointError('CHECKPOINT_DAMAGED', message, cause === undefined ? undefined : { cause });
}

/** Whether the rows themselves were changed; not so where what they say cannot be read, for which a kind may be missing. */
export function isRowDamaged(error: unknown): boolean {
  return MossError.is(error, 'CHECKPOINT_DAMAGED') && error.cause === undefined;
}
